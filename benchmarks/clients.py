"""The clients that are measured, and what each needs to run."""

from __future__ import annotations

from typing import NamedTuple

from .answers import Edition


class Client(NamedTuple):
    """A client beside others.

    Attributes:
        name: What it is called in tables.
        module: Its adapter in `benchmarks.subjects`.
        kind: Ours, a peer, or a floor that nothing above it can go beneath.
        edition: Whose month's answers it can read.
        packages: What to install for it, pinned; empty for what lives in our own environment.
        python: The oldest Python that takes it.
        below: The first Python for which another entry of the same name is used.
        note: What a reader of the table has to know.
    """

    name: str
    module: str
    kind: str
    edition: Edition = "2025-11"
    packages: tuple[str, ...] = ()
    python: tuple[int, int] = (3, 11)
    below: tuple[int, int] | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """What tells it apart from all others."""
        return f"{self.module} {self.edition}"


OURS = "kalshi-portfolio"

CLIENTS = (
    Client("http.client + signature", "floor_http_client", "floor"),
    Client("httpx + signature", "floor_httpx", "floor"),
    Client("httpx + signature", "floor_httpx", "floor", "2026-10"),
    Client("our client, one bare attempt", "floor_attempt", "floor"),
    Client("our client, one bare attempt", "floor_attempt", "floor", "2026-10"),
    Client("json.loads", "floor_json", "floor"),
    Client("json.loads", "floor_json", "floor", "2026-10"),
    Client("msgspec into Struct", "floor_struct", "floor"),
    Client(OURS, "kalshi_portfolio", "ours"),
    Client(OURS, "kalshi_portfolio_2026_10", "ours", "2026-10"),
    Client(
        "openapi-python-client, stock",
        "stock",
        "peer",
        packages=("attrs", "cryptography", "httpx", "python-dateutil"),
        note="its output for our contract as it stands, with a signing httpx.Auth",
    ),
    Client("kalshi-py 2.0.6.6", "kalshi_py", "peer", packages=("kalshi-py==2.0.6.6",)),
    Client("pykalshi 2.0.0", "pykalshi", "peer", "2026-10", ("pykalshi==2.0.0",)),
    Client(
        "kalshi-python-sync 3.34.0",
        "kalshi_python_sync",
        "peer",
        "2026-10",
        ("kalshi-python-sync==3.34.0",),
        python=(3, 13),
        note="official",
    ),
    Client(
        "kalshi-python-sync 3.2.0",
        "kalshi_python_sync",
        "peer",
        packages=("kalshi-python-sync==3.2.0",),
        below=(3, 13),
        note="official, the last for a Python below 3.13",
    ),
    Client("kalshi-sdk 22.4.0", "kalshi_sdk", "peer", "2026-10", ("kalshi-sdk==22.4.0",), python=(3, 12)),
    Client(
        "kalshi-python 2.1.4",
        "kalshi_python",
        "peer",
        packages=("kalshi-python==2.1.4", "cryptography"),
        note="official until December 2025; imports cryptography without declaring it",
    ),
)
