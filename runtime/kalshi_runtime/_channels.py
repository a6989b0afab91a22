"""Calls as a whole: from an operation and its arguments to the answer, or the error."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import httpx

from kalshi_auth import KalshiError

from ._answers import Answer, make_status_error
from ._attempts import attempt, attempt_async
from ._calls import Call
from ._connections import Connections
from ._courses import Course
from ._declarations import Operation
from ._failures import make_rate_error
from ._options import CallOptions
from ._pages import Walk
from ._settings import Settings
from ._slots import Slots
from ._windows import Windows

H = TypeVar("H", bound=httpx.Client | httpx.AsyncClient)


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
        self.begin_walk(operation, arguments, options)
        return Windows(operation, list_name, arguments, concurrency)


class SyncChannel(Channel[httpx.Client]):
    """A channel that blocks."""

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
        while self._wait_for_turn(call):
            outcome = attempt(http, call)
            if (wait := course.judge(outcome)) is None:
                break
            time.sleep(wait)
        outcome = outcome or make_rate_error(call)
        del call  # its request is signed, and tracebacks show what is here
        return _settle(operation, course, outcome)

    def close(self) -> None:
        """Close the connections that are ours."""
        if (http := self.connections.release()) is not None:
            http.close()

    def _wait_for_turn(self, call: Call) -> bool:
        if self.settings.rate is None:
            return True
        with self.settings.rate.take_turn(call.deadline.left) as wait:
            if wait:
                time.sleep(wait)
        return wait is not None


class AsyncChannel(Channel[httpx.AsyncClient]):
    """A channel that is awaited."""

    def __init__(self, settings: Settings, connections: Connections[httpx.AsyncClient]) -> None:
        super().__init__(settings, connections)
        self._slots = Slots(connections.max_connections)

    async def send(
        self, operation: Operation[Any], arguments: Mapping[str, Any], options: CallOptions
    ) -> Answer:
        """Make a call, as `SyncChannel.send` does."""
        http = self.connections.open()
        call, course = self.settings.begin(http, operation, arguments, options)
        outcome: Answer | KalshiError | None = None
        while await self._wait_for_turn(call):
            outcome = await attempt_async(http, call, self._slots)
            if (wait := course.judge(outcome)) is None:
                break
            await asyncio.sleep(wait)
        outcome = outcome or make_rate_error(call)
        del call  # its request is signed, and tracebacks show what is here
        return _settle(operation, course, outcome)

    async def aclose(self) -> None:
        """Close the connections that are ours."""
        if (http := self.connections.release()) is not None:
            await http.aclose()

    async def _wait_for_turn(self, call: Call) -> bool:
        if self.settings.rate is None:
            return True
        with self.settings.rate.take_turn(call.deadline.left) as wait:
            if wait:
                await asyncio.sleep(wait)
        return wait is not None


def _settle(operation: Operation[Any], course: Course, outcome: Answer | KalshiError) -> Answer:
    if isinstance(outcome, Answer):
        if course.attempts > 1:
            outcome = outcome._replace(attempts=course.attempts)
        error = make_status_error(operation, outcome)
        if error is None:
            return outcome
        outcome = error
    raise course.finish(outcome)
