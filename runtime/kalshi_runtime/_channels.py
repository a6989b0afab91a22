"""Calls as a whole: from an operation and its arguments to the answer, or the error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar

import httpx

from kalshi_auth import KalshiError

from ._answers import Answer, make_status_error
from ._attempts import attempt
from ._calls import Call
from ._concurrency import check_concurrency
from ._configuration import Configuration
from ._connections import Connections, connect
from ._courses import Course
from ._declarations import Operation
from ._decoding import decode_answer
from ._failures import make_rate_error
from ._http_clients import HttpClient
from ._options import CallOptions
from ._pages import Items, Pages, Walk, read_next_cursor
from ._rates import Rate
from ._raw import RawResponse
from ._settings import Settings

if TYPE_CHECKING:
    from ._windows import Windows

T = TypeVar("T")
H = TypeVar("H", bound=httpx.Client | httpx.AsyncClient)


SyncCall: TypeAlias = Callable[[Operation[Any], Mapping[str, Any], CallOptions], T]
"""How a client makes a call, which its subclasses may do otherwise."""


class Channel(Generic[H]):
    """What a client and its raw twin call through.

    Args:
        settings: What is the same for every call.
        connections: The HTTP client beneath.
    """

    def __init__(self, settings: Settings, connections: Connections[H]) -> None:
        self.settings = settings
        self.connections = connections

    def begin_walk(
        self, operation: Operation[Any], arguments: Mapping[str, Any], options: CallOptions
    ) -> Walk:
        """Begin a walk through pages, without sending anything.

        Raises:
            ArgumentError: If the first request could not be built, which is better known at once.
        """
        walk = Walk(operation, arguments)
        self.settings.check_call(operation, walk.arguments, options)
        return walk

    def begin_windows(
        self,
        operation: Operation[Any],
        list_name: str,
        arguments: Mapping[str, Any],
        options: CallOptions,
        concurrency: int,
    ) -> Windows:
        """Begin a walk through windows of time, as `begin_walk` does.

        Raises:
            ArgumentError: If the first request could not be built.
        """
        from ._windows import Windows  # only for those who ask side by side

        self.begin_walk(operation, arguments, options)
        return Windows(operation, list_name, arguments, concurrency)


class SyncChannel(Channel[httpx.Client]):
    """A channel that blocks."""

    @classmethod
    def open(
        cls,
        configuration: Configuration,
        http_client: httpx.Client | None,
        transport: httpx.BaseTransport | None,
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
                httpx.Client,
                HttpClient,
                http_client,
                transport,
                configuration.limits,
                trust_env=trust_env,
            ),
        )

    def send(self, operation: Operation[Any], arguments: Mapping[str, Any], options: CallOptions) -> Answer:
        """Make a call, with as many attempts as it takes and is allowed.

        Returns:
            The answer, whose status is one of success.

        Raises:
            KalshiError: If there is none.
        """
        http = self.connections.open()
        call, course = self.settings.begin(http, operation, arguments, options)
        outcome: Answer | KalshiError | None = None
        rate = self.settings.rate
        while rate is None or _wait_for_turn(rate, call):
            outcome = attempt(http, call)
            if (wait := course.judge(outcome)) is None:
                break
            time.sleep(wait)
        outcome = outcome or make_rate_error(call)
        del call  # its request is signed, and tracebacks show what is here
        return settle(operation, course, outcome)

    def call(self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions) -> T:
        """Make a call and decode its answer."""
        answer = self.send(operation, arguments, options)
        return decode_answer(operation, answer, self.settings.drift)

    def call_raw(
        self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions
    ) -> RawResponse[T]:
        """Make a call and leave its answer as it came."""
        answer = self.send(operation, arguments, options)
        return RawResponse(operation, answer, self.settings.drift)

    def walk(
        self, operation: Operation[T], arguments: Mapping[str, Any], options: CallOptions, call: SyncCall[T]
    ) -> Pages[T]:
        """Iterate over pages, each fetched by ``call``."""
        return Pages(
            self.begin_walk(operation, arguments, options),
            lambda arguments: call(operation, arguments, options),
            partial(read_next_cursor, operation),
        )

    def walk_raw(
        self,
        operation: Operation[T],
        arguments: Mapping[str, Any],
        options: CallOptions,
        call: SyncCall[RawResponse[T]],
    ) -> Pages[RawResponse[T]]:
        """Iterate over pages as they came."""
        return Pages(
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
        call: SyncCall[Any],
        concurrency: int,
    ) -> Iterator[Any]:
        """Iterate over the items of all pages, which are fetched one after the other, or side by side.

        Raises:
            ArgumentError: If ``concurrency`` is no such number, or the first request could not be built.
        """
        check_concurrency(operation, concurrency)
        if concurrency == 1:
            return Items(operation, list_name, self.walk(operation, arguments, options, call))
        from ._window_items import WindowItems  # only for those who ask side by side

        return WindowItems(
            self.begin_windows(operation, list_name, arguments, options, concurrency),
            lambda arguments: call(operation, arguments, options),
        )

    def close(self) -> None:
        """Close the connections that are ours."""
        if (http := self.connections.release()) is not None:
            http.close()


def settle(operation: Operation[Any], course: Course, outcome: Answer | KalshiError) -> Answer:
    """Return the answer that a call ended with, or raise the error."""
    if isinstance(outcome, Answer):
        if course.attempts > 1:
            outcome = outcome._replace(attempts=course.attempts)
        error = make_status_error(operation, outcome)
        if error is None:
            return outcome
        outcome = error
    raise course.finish(outcome)


def _wait_for_turn(rate: Rate, call: Call) -> bool:
    with rate.take_turn(call.deadline.left) as wait:
        if wait:
            time.sleep(wait)
    return wait is not None
