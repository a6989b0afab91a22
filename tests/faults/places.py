"""Places where there is no server, or one that is not who it should be."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from .fault import Fault
from .server import FaultyServer, serve

_LAST_YEAR = datetime.now(UTC) - timedelta(days=365)


class Authority:
    """A certificate authority of the tests' own."""

    def __init__(self) -> None:
        """Make the authority and a certificate for each fault."""
        self._authority = trustme.CA()
        self._certificates = {
            "unknown": trustme.CA().issue_cert("localhost"),
            "expired": self._authority.issue_cert("localhost", not_after=_LAST_YEAR),
            "other host": self._authority.issue_cert("elsewhere.example"),
        }

    def make_server_context(self, name: str) -> ssl.SSLContext:
        """Return what a server encrypts with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._certificates[name].configure_cert(context)
        return context

    def write(self, path: Path) -> None:
        """Write the certificate that makes others trust this authority."""
        self._authority.cert_pem.write_to_path(str(path))


@contextmanager
def find_place(
    fault: Fault, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, FaultyServer | None]]:
    """Set up what a fault needs, and tell the base URL, and the server if there is one."""
    with ExitStack() as stack:
        if fault.place in ("refused", "black hole"):
            nobody = stack.enter_context(socket.socket())
            nobody.bind(("127.0.0.1", 0))
            if fault.place == "black hole":
                nobody.listen(0)
                for _ in range(2):  # until the queue of those that wait to be accepted is full
                    waiting = stack.enter_context(socket.socket())
                    waiting.setblocking(False)
                    waiting.connect_ex(nobody.getsockname())
            yield f"http://127.0.0.1:{nobody.getsockname()[1]}", None
        elif fault.place == "no name":
            monkeypatch.setattr(socket, "getaddrinfo", _know_nobody)
            yield "http://exchange.invalid", None
        else:
            tls = fault.place in ("unknown", "expired", "other host")
            context = authority.make_server_context(str(fault.place)) if tls else None
            server = stack.enter_context(serve(*fault.acts, greet=fault.greet, tls=context))
            url = server.url
            if fault.place == "no tls":
                url = f"https://localhost:{server.port}"
            yield url, server


def _know_nobody(*args: object, **keywords: object) -> object:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
