"""Windows of time, fetched in any order, make the same list as pages one after the other."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kalshi_runtime import (
    KalshiError,
    PaginationError,
    ServiceUnavailableError,
)
from kalshi_runtime._windows import Windows, WindowWalk

from .deals import CLOCKS, LIST_DEALS, SECOND, START, Deal, Deals, Event, Server


class Driver:
    """Fetches pages for windows, in an order of its own choice, as threads and tasks might."""

    def __init__(self, windows: Windows, fetch: Callable[[Any], Any], rng: random.Random) -> None:
        """Begin."""
        self.windows = windows
        self.most = 0
        self._fetch = fetch
        self._rng = rng
        self._under_way: list[WindowWalk] = []

    def read(self) -> Iterator[Deal]:
        """Read items until the end, or an error."""
        while not self.windows.done:
            self._under_way += self.windows.start()
            self.most = max(self.most, len(self._under_way))
            if (items := self.windows.read()) is not None:
                yield from items
            elif self._under_way:
                walk = self._under_way.pop(self._rng.randrange(len(self._under_way)))
                self.windows.receive(walk, self._try(walk))

    def _try(self, walk: WindowWalk) -> Any:
        try:
            with walk.step():
                return self._fetch(walk.arguments)
        except KalshiError as error:
            return error


GAPS = {
    "all at once": [0],
    "ties": [0, 0, SECOND // 3, SECOND // 2, SECOND],
    "some seconds": [0, SECOND // 2, SECOND, 2 * SECOND, 3 * SECOND],
    "bursts": [0, SECOND // 4, SECOND // 4, SECOND, 500 * SECOND],
    "far apart": [SECOND, 100 * SECOND, 5_000 * SECOND],
}
"""Between one event and the next, in microseconds."""


@st.composite
def servers(draw: st.DrawFn) -> Server:
    """Servers with events, some of which do not tell their time."""
    rng = draw(st.randoms(use_true_random=False))
    gaps = GAPS[draw(st.sampled_from(sorted(GAPS)))]
    silent = draw(st.sampled_from([0.0, 0.0, 0.1, 1.0]))
    moment = START * SECOND + rng.randrange(SECOND)
    events = []
    for number in range(draw(st.integers(0, 200))):
        moment -= rng.choice(gaps)
        events.append(Event(str(number), moment, tells=rng.random() >= silent))
    clock, includes = draw(st.sampled_from(sorted(CLOCKS))), draw(st.booleans())
    return Server(events, clock, includes=includes)


BOUNDS = st.fixed_dictionaries(
    {},
    optional={
        "since": st.integers(START - 300, START),
        "until": st.integers(START - 100, START + 1),
        "limit": st.integers(1, 7),
    },
)


@settings(deadline=None)
@given(servers(), BOUNDS, st.integers(2, 6), st.randoms(), st.lists(st.integers(0, 30), max_size=5))
def test_windows_of_any_history_make_the_list_of_one_walk(
    server: Server, bounds: dict[str, int], concurrency: int, rng: random.Random, arrivals: list[int]
) -> None:
    """Same items, same order, each once; whatever ties, gaps, bounds and arrivals there are."""
    expected = [event.id for event in server.select(bounds)]
    newest = server.events[0].moment if server.events else START * SECOND

    def fetch(arguments: Any) -> Deals:
        page = server.answer(arguments)
        for number in range(arrivals.count(server.requests)):
            server.events.insert(0, Event(f"new {server.requests} {number}", newest))
        return page

    windows = Windows(LIST_DEALS, "deals", bounds, concurrency)
    driver = Driver(windows, fetch, rng)
    held = 0
    found = []
    for deal in driver.read():
        found.append(deal.id)
        held = max(held, sum(len(walk.pages) for walk in windows._walks))
    assert found == expected
    assert driver.most <= concurrency
    assert held <= 2 * concurrency**2


@settings(deadline=None)
@given(servers(), st.integers(2, 6), st.randoms(), st.sets(st.integers(0, 40)))
def test_windows_after_an_error_go_on_where_it_says(
    server: Server, concurrency: int, rng: random.Random, failing: set[int]
) -> None:
    """By the same iterator, which tries again, and by a new walk from what the error names."""
    whole = [event.id for event in server.events]
    count = 0

    def fetch(arguments: Any) -> Deals:
        nonlocal count
        count += 1
        if count in failing:
            raise ServiceUnavailableError(503, "", {}, b"", operation="ListDeals")
        return server.answer(arguments)

    def resume_from(error: ServiceUnavailableError) -> list[str]:
        assert error.resume is not None
        anew = Windows(LIST_DEALS, "deals", error.resume, concurrency)
        return [deal.id for deal in Driver(anew, server.answer, rng).read()]

    windows = Windows(LIST_DEALS, "deals", {}, concurrency)
    driver = Driver(windows, fetch, rng)
    found: list[str] = []
    while not windows.done:
        try:
            found.extend(deal.id for deal in driver.read())
        except ServiceUnavailableError as error:
            rest = resume_from(error)
            assert found + [number for number in rest if number not in found] == whole
            if all(event.tells for event in server.events):
                latest = server.events[int(found[-1])].moment if found else math.inf
                again = [server.events[int(number)].moment for number in rest if number in found]
                assert all(moment <= latest + 2 * SECOND for moment in again)
    assert found == whole


def test_windows_of_unordered_items_are_refused() -> None:
    """Items that are not the newest first would get lost between windows, so the walk ends with an error."""
    events = [Event(str(number), (START - number * 10) * SECOND) for number in range(30)]
    server = Server([*events[:20], *reversed(events[20:])])
    driver = Driver(Windows(LIST_DEALS, "deals", {}, 3), server.answer, random.Random(1))
    for _ in range(2):
        with pytest.raises(PaginationError, match="ListDeals: items do not come the newest first"):
            list(driver.read())


def test_windows_of_server_that_does_not_heed_bounds_are_refused() -> None:
    """It would give the whole list for each window."""
    events = [Event(str(number), (START - number * 10) * SECOND) for number in range(90)]
    server = Server(events, heeds=False)
    driver = Driver(Windows(LIST_DEALS, "deals", {}, 3), server.answer, random.Random(1))
    with pytest.raises(PaginationError, match=r"items come that are later than until=\d+"):
        list(driver.read())


def test_windows_ask_for_hardly_more_pages_than_one_walk() -> None:
    """Of an even history each window asks for the end of its last page twice, and no window for nothing."""
    server = Server([Event(str(number), (START - number * 7) * SECOND) for number in range(1_500)])
    driver = Driver(Windows(LIST_DEALS, "deals", {"limit": 5}, 8), server.answer, random.Random(1))
    assert sum(1 for _ in driver.read()) == 1_500
    assert server.requests <= 1.15 * 300


def test_windows_of_list_without_bounds_are_a_fault_of_the_declaration() -> None:
    """Generated code offers them only where the contract has bounds."""
    with pytest.raises(TypeError, match="others is not bounded by time"):
        Windows(LIST_DEALS, "others", {}, 2)
