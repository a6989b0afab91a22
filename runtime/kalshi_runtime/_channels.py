"""Calls as a whole: from an operation and its arguments to the answer, or the error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import httpx

from kalshi_auth import KalshiError

from ._answers import Answer, make_status_error
from ._attempts import attempt, attempt_async
from ._connections import Connections
from ._declarations import Operation
from ._options import CallOptions
from ._pages import Walk
from ._settings import Settings

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


class SyncChannel(Channel[httpx.Client]):
    """A channel that blocks."""

    def send(self, operation: Operation[Any], arguments: Mapping[str, Any], options: CallOptions) -> Answer:
        """Make a call.

        Returns:
            The answer, whose status is one of success.

        Raises:
            KalshiError: If there is none.
        """
        http = self.connections.open()
        auth = self.settings.get_auth(operation)
        request = self.settings.build_request(http, operation, arguments, options)
        outcome = attempt(http, operation, request, auth)
        del request  # it is signed, and tracebacks show what is here
        return _settle(operation, outcome)

    def close(self) -> None:
        """Close the connections that are ours."""
        if (http := self.connections.release()) is not None:
            http.close()


class AsyncChannel(Channel[httpx.AsyncClient]):
    """A channel that is awaited."""

    async def send(
        self, operation: Operation[Any], arguments: Mapping[str, Any], options: CallOptions
    ) -> Answer:
        """Make a call, as `SyncChannel.send` does."""
        http = self.connections.open()
        auth = self.settings.get_auth(operation)
        request = self.settings.build_request(http, operation, arguments, options)
        outcome = await attempt_async(http, operation, request, auth)
        del request  # it is signed, and tracebacks show what is here
        return _settle(operation, outcome)

    async def aclose(self) -> None:
        """Close the connections that are ours."""
        if (http := self.connections.release()) is not None:
            await http.aclose()


def _settle(operation: Operation[Any], outcome: Answer | KalshiError) -> Answer:
    if not isinstance(outcome, Answer):
        raise outcome
    if (error := make_status_error(operation, outcome)) is not None:
        raise error
    return outcome
