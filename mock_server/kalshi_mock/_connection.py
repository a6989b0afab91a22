"""One connection of a client: bytes to requests, answers to bytes."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable

import h11

from kalshi_mock._answer import Answer, Request


class Connection(asyncio.Protocol):
    """Speaks HTTP/1.1 with one client, request after request, bodies read and ignored."""

    def __init__(self, respond: Callable[[Request], Answer], connections: set[Connection]) -> None:
        """Takes what it needs.

        Args:
            respond: Answers a request, in a few milliseconds.
            connections: Where open connections are kept, so that a stopping server can end them.
        """
        self._respond = respond
        self._connections = connections
        self._http = h11.Connection(h11.SERVER)
        self._request: h11.Request | None = None
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio passes it
        """Ends."""
        self._transport = None
        if self._waiting is not None:
            self._waiting.cancel()
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Takes what came and answers each request that is complete."""
        self._http.receive_data(data)
        self._go_on()

    def eof_received(self) -> None:
        """Ends, since a client that has stopped sending asks nothing any more."""

    def abort(self) -> None:
        """Ends at once."""
        if self._transport is not None:
            self._transport.abort()

    def _go_on(self) -> None:
        try:
            self._advance()
        except h11.RemoteProtocolError as error:
            self._refuse(error)

    def _advance(self) -> None:
        # What comes while an answer waits stays in h11's buffer.
        while self._waiting is None and self._transport is not None and not self._transport.is_closing():
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                if self._http.they_are_waiting_for_100_continue:
                    self._send(h11.InformationalResponse(status_code=100, headers=[]))
                return
            if event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                self._transport.close()
                return
            if isinstance(event, h11.Request):
                self._request = event
            elif isinstance(event, h11.EndOfMessage) and self._request is not None:
                self._answer(self._request)

    def _answer(self, request: h11.Request) -> None:
        method = request.method.decode("ascii")
        answer = self._respond(Request(method, request.target, request.headers))
        if answer.delay_seconds:
            loop = asyncio.get_running_loop()
            self._waiting = loop.call_later(answer.delay_seconds, self._answer_late, method, answer)
        else:
            self._deliver(method, answer)

    def _answer_late(self, method: str, answer: Answer) -> None:
        self._waiting = None
        self._deliver(method, answer)
        self._go_on()

    def _deliver(self, method: str, answer: Answer) -> None:
        if self._transport is None:
            return
        if answer.ending == "reset":
            # Without lingering the kernel sends RST in place of an orderly end.
            connection: socket.socket = self._transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
            return
        body = answer.body[: len(answer.body) // 2] if answer.ending == "half" else answer.body
        events: list[h11.Event] = [h11.Response(status_code=answer.status, headers=list(answer.headers))]
        if method != "HEAD":
            events.append(h11.Data(data=body))
        if answer.ending == "half":
            self._send(*events)
            self._transport.close()
            return
        self._send(*events, h11.EndOfMessage())
        if self._http.our_state is h11.MUST_CLOSE:
            self._transport.close()
        else:
            self._http.start_next_cycle()

    def _refuse(self, error: h11.RemoteProtocolError) -> None:
        """Answers what is not HTTP, as far as an answer can still be sent."""
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            text = f"not a valid HTTP/1.1 request: {error}\n".encode()
            headers = [
                ("content-type", "text/plain"),
                ("content-length", str(len(text))),
                ("connection", "close"),
            ]
            head = h11.Response(status_code=error.error_status_hint, headers=headers)
            self._send(head, h11.Data(data=text), h11.EndOfMessage())
        if self._transport is not None:
            self._transport.close()

    def _send(self, *events: h11.Event) -> None:
        """Sends events in one piece, so that a small answer needs no second packet."""
        data = b"".join(self._http.send(event) or b"" for event in events)
        if data and self._transport is not None:
            self._transport.write(data)
