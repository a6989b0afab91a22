"""Calls as a whole that are awaited; see `_channels`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Self, TypeAlias, TypeVar

import httpx

from kalshi_auth import KalshiError

from ._alarms import Alarm
from ._answers import Answer
from ._async_attempts import attempt_async
from ._calls import Call
from ._channels import Channel, settle
from ._concurrency import check_concurrency
from ._configuration import Configuration
from ._connections import Connections, connect
from ._declarations import Operation
from ._decoding import decode_answer
from ._failures import make_rate_error
from ._http_clients import AsyncHttpClient
from ._options import CallOptions
from ._pages import AsyncItems, AsyncPages, read_next_cursor
from ._rates import Rate
from ._raw import RawResponse
from ._settings import Settings
from ._slots import Slots

T = TypeVar("T")

AsyncCall: TypeAlias = Callable[[Operation[Any], Mapping[str, Any], CallOptions], Awaitable[T]]
"""How a client makes a call, which its subclasses may do otherwise."""


class AsyncChannel(Channel[httpx.AsyncClient]):
    """A channel that is awaited."""

    def __init__(self, settings: Settings, connections: Connections[httpx.AsyncClient]) -> None:
        super().__init__(settings, connections)
        self._slots = Slots(connections.max_connections)
        self._alarm: Alarm | None = None

    @classmethod
    def open(
        cls,
        configuration: Configuration,
        http_client: httpx.AsyncClient | None,
        transport: httpx.AsyncBaseTransport | None,
        *,
        trust_env: bool,
    ) -> Self:
        """Make a channel from what a user gave to a client.

        Raises:
            ConfigurationError: If something is missing or does not fit.
            CredentialsError: If key id or key cannot be used.
        """
        return cls(
            Settings.from_configuration(configuration, own_http_client=http_client is None),
            connect(
                httpx.AsyncClient,
                AsyncHttpClient,
                http_client,
                transport,
                configuration.limits,
                trust_env=trust_env,
            ),
        )

    async def send(
        self, operation: Operation[Any], arguments: Mapping[str, Any], options: CallOptions
    ) -> Answer:
        """Make a call, as `_channels.SyncChannel.send` does."""
        http = self.connections.open()
        call, course = self.settings.begin(http, operation, arguments, options)
        outcome: Answer | KalshiError | None = None
        rate, alarm = self.settings.rate, self._get_alarm()
        while rate is None or await _wait_for_turn(rate, call):
            outcome = await attempt_async(http, call, self._slots, alarm)
            if (wait := course.judge(outcome)) is None:
                break
            await asyncio.sleep(wait)
        outcome = outcome or make_rate_error(call)
        del call  # its request is signed, and tracebacks show what is here
        return settle(operation, course, outcome)

    async def call(self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions) -> T:
        """Make a call and decode its answer."""
        answer = await self.send(operation, arguments, options)
        return decode_answer(operation, answer, self.settings.drift)

    async def call_raw(
        self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions
    ) -> RawResponse[T]:
        """Make a call and leave its answer as it came."""
        answer = await self.send(operation, arguments, options)
        return RawResponse(operation, answer, self.settings.drift)

    def walk(
        self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions, call: AsyncCall[T]
    ) -> AsyncPages[T]:
        """Iterate over pages, each fetched by ``call``."""
        return AsyncPages(
            self.begin_walk(operation, arguments, options),
            lambda arguments: call(operation, arguments, options),
            partial(read_next_cursor, operation),
        )

    def walk_raw(
        self,
        operation: Operation[T],
        arguments: Mapping[str, Any],
        options: CallOptions,
        call: AsyncCall[RawResponse[T]],
    ) -> AsyncPages[RawResponse[T]]:
        """Iterate over pages as they came."""
        return AsyncPages(
            self.begin_walk(operation, arguments, options),
            lambda arguments: call(operation, arguments, options),
            RawResponse[T].read_next_cursor,
        )

    def walk_items(
        self,
        operation: Operation[Any],
        list_name: str,
        arguments: Mapping[str, Any],
        options: CallOptions,
        call: AsyncCall[Any],
        concurrency: int,
    ) -> AsyncIterator[Any]:
        """Iterate over the items of all pages, which are fetched one after the other, or side by side.

        Raises:
            ArgumentError: If ``concurrency`` is no such number, or the first request could not be built.
        """
        check_concurrency(operation, concurrency)
        if concurrency == 1:
            return AsyncItems(operation, list_name, self.walk(operation, arguments, options, call))
        from ._window_items import AsyncWindowItems  # only for those who ask side by side

        return AsyncWindowItems(
            self.begin_windows(operation, list_name, arguments, options, concurrency),
            lambda arguments: call(operation, arguments, options),
        )

    async def aclose(self) -> None:
        """Close the connections that are ours."""
        alarm, self._alarm = self._alarm, None  # calls on their way have it still
        if alarm is not None:
            alarm.stop()
        if (http := self.connections.release()) is not None:
            await http.aclose()

    def _get_alarm(self) -> Alarm:
        loop, alarm = asyncio.get_running_loop(), self._alarm
        if alarm is None or alarm.loop is not loop:
            self._alarm = alarm = Alarm(loop)
        return alarm


async def _wait_for_turn(rate: Rate, call: Call) -> bool:
    with rate.take_turn(call.deadline.left) as wait:
        if wait:
            await asyncio.sleep(wait)
    return wait is not None
