"""Clients of servers that misbehave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..runtime.shop import KEY, KEY_ID, Driver, Kind
from .server import Act, FaultyServer, serve

KINDS: list[Kind] = ["sync", "async"]


@contextmanager
def drive(kind: Kind, *acts: Act, **keywords: Any) -> Iterator[tuple[Driver, FaultyServer]]:
    """Run a server and a client of it, with retries as they are by default."""
    with serve(*acts) as server:
        driver = Driver(kind, host=server.url, **{"max_retries": None, **keywords})
        try:
            yield driver, server
        finally:
            driver.end()


def make_keywords(server: FaultyServer, **keywords: Any) -> dict[str, Any]:
    """Return what a client of a server is made from."""
    return {"host": server.url, "api_key_id": KEY_ID, "private_key": KEY, **keywords}
