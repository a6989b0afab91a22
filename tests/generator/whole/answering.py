"""A server that answers every operation of a document with an example of its response schema."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import attrs

from generator.document import dereference, operations

from .examples import make_example

Json = dict[str, Any]


@attrs.frozen
class Route:
    """How one operation is answered.

    Attributes:
        answer: The body that goes out, as JSON or as bytes.
        body: The JSON that is expected, if any.
    """

    operation_id: str
    method: str
    path: re.Pattern[str]
    status: int
    answer: Any
    media_type: str | None
    body: Any = None


def make_routes(document: Json) -> list[Route]:
    """Reads off a document how its operations are answered."""
    routes = []
    operation: Json
    for _, path, method, operation in operations(document):
        responses: Json = operation["responses"]
        status = next((status for status in sorted(responses) if status.startswith("2")), "default")
        response = dereference(document, responses[status])
        no_content: tuple[None, Json] = (None, {})
        media_type, media = next(iter(response.get("content", {}).items()), no_content)
        answer: Any = None
        if media_type is not None:
            is_json = media_type.startswith("application/json")
            answer = make_example(document, media.get("schema", {})) if is_json else b"a,b\n1,2\n"
        content = dereference(document, operation.get("requestBody") or {}).get("content") or {}
        body = next((told for name, told in content.items() if name.startswith("application/json")), None)
        pattern = re.sub(r"\\{[^{}]*\\}", "[^/]+", re.escape(path))
        routes.append(
            Route(
                operation["operationId"],
                method.upper(),
                re.compile(pattern),
                int(status) if status.isdecimal() else 200,
                _end_paging(answer),
                media_type,
                make_example(document, body["schema"]) if body else None,
            )
        )
    return routes


def _end_paging(answer: Any) -> Any:
    if isinstance(answer, dict):
        answer |= {name: "" for name in ("cursor", "next_cursor") if name in answer}
    return answer


@attrs.define
class Answering:
    """A server that runs.

    Attributes:
        host: Its base URL.
        asked: The operations that were asked for, and the JSON that came with them.
    """

    host: str
    asked: list[tuple[str, Any]] = attrs.field(factory=list)


@contextmanager
def answer_all(routes: list[Route], base: str) -> Iterator[Answering]:
    """Runs a server on a port of the loopback address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            """Stay silent."""

        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            path = unquote(urlsplit(self.path).path).removeprefix(base)
            # The most literal path first: /things/mine before /things/{id}.
            found = [r for r in routes if r.method == self.command and r.path.fullmatch(path)]
            route = max(found, key=lambda r: len(r.path.pattern.replace("[^/]+", "")))
            is_json = "json" in self.headers.get("content-type", "")
            running.asked.append(
                (route.operation_id, json.loads(content) if content and is_json else content)
            )
            body = route.answer if isinstance(route.answer, bytes) else json.dumps(route.answer).encode()
            if route.media_type is None:
                body = b""
            self.send_response(route.status)
            if route.media_type:
                self.send_header("content-type", route.media_type)
            if route.status != 204:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD" and route.status != 204:
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = answer  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    running = Answering(f"http://127.0.0.1:{server.server_address[1]}{base}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
