"""What every scene plays on: servers, and what is looked at when it is over."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from ..runtime.observation import show
from .evidence import check_signed, find_secrets, no_complaints
from .server import Act, FaultyServer, serve


class Stage:
    """Runs servers, and keeps what was seen of errors."""

    def __init__(self, stack: ExitStack) -> None:
        """Run the servers until the stack ends."""
        self.servers: list[FaultyServer] = []
        self.seen: list[str] = []
        self._stack = stack

    def serve(self, *acts: Act, greet: Act | None = None) -> FaultyServer:
        """Run a server."""
        server = self._stack.enter_context(serve(*acts, greet=greet))
        self.servers.append(server)
        return server

    def note(self, error: BaseException) -> None:
        """Keep what tools show of an error: its text, traceback with locals, chain and pickle."""
        self.seen.append(show(error))


@contextmanager
def set_stage(caplog: pytest.LogCaptureFixture) -> Iterator[Stage]:
    """Set a stage, and check in the end what holds of every scene.

    Every request was signed by a time of its own call, no connection is left open, neither asyncio nor the
    garbage collector complains, and neither the log at DEBUG nor any error shows a secret.
    """
    caplog.set_level(logging.DEBUG)
    with no_complaints(), ExitStack() as stack:
        stage = Stage(stack)
        yield stage
        for server in stage.servers:
            assert server.wait_for_lines(0)
            check_signed(server.heads, of_one_call=False)
    heads = [head for server in stage.servers for head in server.heads]
    assert find_secrets("\n".join([caplog.text, *stage.seen]), heads) == []
