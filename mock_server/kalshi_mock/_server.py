"""A server on a socket of this machine, with an event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable

from kalshi_mock._answer import Answer, Request
from kalshi_mock._connection import Connection


class ServerError(OSError):
    """The server cannot listen where it was told to."""


class Server:
    """Serves requests until it is stopped.

    Attributes:
        port: The port that it listens on.
    """

    def __init__(self, respond: Callable[[Request], Answer], host: str, port: int) -> None:
        """Starts to listen and serve.

        Args:
            respond: Answers a request, in a few milliseconds. Called in the server's thread.
            host: The name or address to listen on.
            port: The port to listen on; 0 picks a free one.

        Raises:
            ServerError: The port is taken, or the host is not one of this machine.
        """
        self._socket = _listen(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._respond = respond
        self._connections: set[Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=f"mock-exchange-{self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends all connections and frees the port. Returns when that is done."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = await self._loop.create_server(
            lambda: Connection(self._respond, self._connections), sock=self._socket, backlog=128
        )
        await self._stopping.wait()
        server.close()
        for connection in list(self._connections):
            connection.abort()
        await asyncio.sleep(0)  # lets the transports close their sockets


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServerError(f"cannot listen on {host}: {error.strerror}; use 127.0.0.1") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # Connections that come before the loop runs wait in the queue.
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ServerError(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another port, or 0 for a free one"
        ) from None
    listener.setblocking(False)
    return listener
