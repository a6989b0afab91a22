"""Drivers of both clients, and a server on a real socket."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from .shop import Driver, Kind, left_open
from .wire import WireServer, serve


@pytest.fixture(autouse=True)
def ends() -> Iterator[None]:
    """Fails the test that leaves a driver open: its event loop would fail whichever test collects garbage."""
    yield
    left = list(left_open)
    left_open.clear()
    for driver in left:
        driver.end()
    assert not left


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Which of the two clients is driven."""
    kind: Kind = request.param
    return kind


@pytest.fixture
def drive(kind: Kind) -> Iterator[Callable[..., Driver]]:
    """Makes drivers of each kind of client in turn, and closes them in the end."""
    drivers: list[Driver] = []

    def make(*args: Any, **keywords: Any) -> Driver:
        drivers.append(partial(Driver, kind)(*args, **keywords))
        return drivers[-1]

    yield make
    for driver in drivers:
        driver.end()


@pytest.fixture
def server() -> Iterator[WireServer]:
    """A server on a real socket."""
    with serve() as server:
        yield server
