"""A laboratory in which our own client and the floors run in the development environment."""

import sys
from collections.abc import Iterator

import pytest

from benchmarks.clients import CLIENTS, Client
from benchmarks.processes import Laboratory, open_laboratory

HISTORY = 450


@pytest.fixture(scope="session")
def clients() -> dict[str, Client]:
    """The clients that need no environment of their own, by adapter."""
    return {
        client.module: client for client in CLIENTS if not client.packages and client.edition == "2025-11"
    }


@pytest.fixture(scope="session")
def laboratory(clients: dict[str, Client]) -> Iterator[Laboratory]:
    """The server and its clients, with a short history."""
    interpreters = {client.key: sys.executable for client in clients.values()}
    with open_laboratory(interpreters, HISTORY) as opened:
        yield opened
