"""Pages fetched side by side over real sockets, by threads and by tasks."""

import asyncio
import gc
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from kalshi_runtime import (
    ArgumentError,
    ArgumentTypeError,
    AsyncClient,
    PaginationError,
    ServiceUnavailableError,
    SyncClient,
)

from .deals import LIST_DEALS, SECOND, START, Event, Server
from .shop import KEY, KEY_ID, Driver
from .wire import WireServer

Drive = Callable[..., Driver]

NUMBER = 300
WHOLE = [str(number) for number in range(NUMBER)]
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"


class Far:
    """Deals behind a socket, some milliseconds away, and how many requests were there at once.

    Args:
        server: The socket's server.
        latency: Seconds before each answer.
    """

    def __init__(self, server: WireServer, latency: float = 0.01) -> None:
        """Answer from now on."""
        self.busy: set[str] = set()
        self.most = 0
        self._latency = latency
        self._deals = Server([Event(name, (START - int(name) * 4) * SECOND) for name in WHOLE])
        self._now = 0
        self._lock = threading.Lock()
        server.answer = self._answer

    def _answer(self, head: bytes) -> bytes:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(self._latency)
        with self._lock:
            self._now -= 1
            arguments: dict[str, Any] = dict(parse_qsl(head.split(b" ")[1].decode().partition("?")[2]))
            if arguments.get("cursor") in self.busy:
                self.busy.discard(arguments["cursor"])
                return BUSY
            numbers = {name: int(arguments[name]) for name in arguments if name != "cursor"}
            page = self._deals.answer(arguments | numbers)
        deals = [{"id": deal.id, "at": deal.at} for deal in page.deals or ()]
        body = json.dumps({"deals": deals, "cursor": page.cursor}).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


@pytest.fixture
def far(server: WireServer) -> Far:
    """A server some milliseconds away."""
    return Far(server)


def walk(driver: Driver, concurrency: Any, **arguments: Any) -> Iterator[Any]:
    """Walk through all deals."""
    client: Any = driver.client
    return driver._iterate(client._items(LIST_DEALS, "deals", {"limit": 5, **arguments}, {}, concurrency))


def threads() -> list[threading.Thread]:
    """The threads that fetch windows."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("kalshi-window")]


def test_items_side_by_side_are_those_of_one_page_after_the_other(
    drive: Drive, server: WireServer, far: Far
) -> None:
    """The same deals in the same order, with several requests at once and never more than asked for."""
    driver = drive(host=server.url, trust_env=False)
    assert [deal.id for deal in walk(driver, 1)] == WHOLE
    assert far.most == 1
    assert [deal.id for deal in walk(driver, 4)] == WHOLE
    assert 1 < far.most <= 4
    assert threads() == []


def test_items_side_by_side_keep_to_the_bounds_that_were_given(
    drive: Drive, server: WireServer, far: Far
) -> None:
    """The caller's own bounds of time, and a cursor to begin at, hold for all windows."""
    driver = drive(host=server.url, trust_env=False)
    found = [deal.id for deal in walk(driver, 4, since=START - 800, until=START - 100, cursor="30")]
    assert found == WHOLE[31:201]


def test_items_side_by_side_keep_to_the_rate(drive: Drive, server: WireServer, far: Far) -> None:
    """However many requests there may be at once, no more go out in a second than the client may send."""
    driver = drive(host=server.url, trust_env=False, requests_per_second=200)
    begun = time.monotonic()
    assert len(list(walk(driver, 8))) == NUMBER
    assert time.monotonic() - begun >= (len(server.heads) - 1) / 200


def test_error_side_by_side_comes_at_its_place_and_its_page_is_tried_again(
    drive: Drive, server: WireServer, far: Far
) -> None:
    """All before it is handed out first, and all after it by the next call."""
    driver = drive(host=server.url, trust_env=False)
    far.busy = {"4"}
    items = walk(driver, 4)
    found: list[str] = []
    with pytest.raises(ServiceUnavailableError) as caught:
        found.extend(deal.id for deal in items)
    assert found == WHOLE[:5]
    assert caught.value.resume is not None
    assert caught.value.resume["cursor"] == caught.value.cursor == "4"
    assert found + [deal.id for deal in items] == WHOLE
    rest = [deal.id for deal in walk(driver, 4, **caught.value.resume)]
    assert rest == WHOLE[5:]


def test_iterator_side_by_side_that_is_dropped_leaves_nothing_running(server: WireServer, far: Far) -> None:
    """An early end of the loop ends the threads."""
    with SyncClient(host=server.url, api_key_id=KEY_ID, private_key=KEY, trust_env=False) as client:
        for _ in client._items(LIST_DEALS, "deals", {"limit": 5}, {}, 4):
            break
        assert threads() == []
        sent = len(server.heads)
    assert sent < NUMBER / 5
    assert len(server.heads) == sent


def test_async_iterator_side_by_side_that_is_dropped_leaves_nothing_running(
    server: WireServer, far: Far
) -> None:
    """An early end of the loop cancels the tasks."""

    async def run() -> None:
        async with AsyncClient(
            host=server.url, api_key_id=KEY_ID, private_key=KEY, trust_env=False
        ) as client:
            async for _ in client._items(LIST_DEALS, "deals", {"limit": 5}, {}, 4):
                break
            gc.collect()
            while len(asyncio.all_tasks()) > 1:
                await asyncio.sleep(0.001)
            sent = len(server.heads)
        assert sent < NUMBER / 5

    asyncio.run(run())


def test_async_iterator_side_by_side_goes_on_after_a_wait_that_was_given_up(
    server: WireServer, far: Far
) -> None:
    """Requests that were under way then are not lost."""

    async def run() -> None:
        async with AsyncClient(
            host=server.url, api_key_id=KEY_ID, private_key=KEY, trust_env=False
        ) as client:
            items = client._items(LIST_DEALS, "deals", {"limit": 5}, {}, 4)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(items), 0.001)
            found = [deal.id async for deal in items]
        assert found == WHOLE

    asyncio.run(run())


def test_iterator_side_by_side_of_two_readers_is_refused(drive: Drive, server: WireServer, far: Far) -> None:
    """Each needs one of its own."""
    driver = drive(host=server.url, trust_env=False)
    client: Any = driver.client
    items = client._items(LIST_DEALS, "deals", {}, {}, 2)
    with items._windows.turn(), pytest.raises(PaginationError, match="another thread or task"):
        next(driver._iterate(items))


@pytest.mark.parametrize(
    ("concurrency", "error", "complaint"),
    [
        (0, ArgumentError, "concurrency is 0; give 1 for one page after the other, or more"),
        (True, ArgumentTypeError, "concurrency takes a whole number, not bool"),
        ("8", ArgumentTypeError, "concurrency takes a whole number, not str"),
    ],
)
def test_concurrency_that_is_no_number_of_requests_is_refused_at_once(
    drive: Drive, concurrency: Any, error: type[Exception], complaint: str
) -> None:
    """Before anything is sent."""
    with pytest.raises(error, match=f"ListDeals: {complaint}"):
        walk(drive(), concurrency)


def test_argument_that_cannot_be_sent_is_refused_before_the_first_item(drive: Drive) -> None:
    """As with one page after the other."""
    with pytest.raises(ArgumentTypeError, match="since takes a whole number"):
        walk(drive(), 2, since="soon")
