"""Sockets, and the manners of answers."""

import gzip
import json
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.contract.other.decisions import Manners

Answer = Callable[[str, Iterable[tuple[str, str]]], tuple[int, dict[str, Any]]]


class Server:
    """Answers GET on a port of this machine, in a thread.

    Args:
        answer: Answers a request target and headers with a status and a body.
        manners: How answers go over the wire.
    """

    def __init__(self, answer: Answer, manners: Manners) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = manners.protocol
            wbufsize = -1  # one packet for an answer
            timeout = 60

            def do_GET(self) -> None:
                status, body = answer(self.path, self.headers.items())
                content = json.dumps(
                    body, indent=2 if manners.indented else None, sort_keys=manners.indented
                ).encode()
                kind = "Application/JSON" if manners.lower_case else "application/json; charset=utf-8"
                self.send_response(status)
                self._tell("Content-Type", kind)
                if manners.zipped and "gzip" in self.headers.get("Accept-Encoding", ""):
                    content = gzip.compress(content, 1)
                    self._tell("Content-Encoding", "gzip")
                if manners.cookies:
                    for name, value in (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Vary", "Origin")):
                        self._tell(name, value)
                    self._tell("Vary", "Accept-Encoding")
                if manners.chunked:
                    self._tell("Transfer-Encoding", "chunked")
                    parts = (content[:7], content[7:], b"")
                    content = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
                else:
                    self._tell("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def _tell(self, name: str, value: str) -> None:
                self.send_header(name.lower() if manners.lower_case else name, value)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port

    def start(self) -> None:
        """Begins to answer."""
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Ends."""
        self._server.shutdown()
        self._server.server_close()
