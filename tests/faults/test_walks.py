"""Walks through pages while something fails: nothing is lost, nothing comes twice, and none goes round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import ApiException, RepeatedCursorError

from ..runtime.shop import GET_SHELF, Driver, Handler, Kind, make_ware
from .driving import KINDS

FAILURES: dict[str, Callable[[], httpx.Response]] = {
    "status": lambda: httpx.Response(503),
    "rate": lambda: httpx.Response(429, headers={"retry-after": "31"}),
    "refusal": lambda: httpx.Response(400, json={"msg": "no"}),
    "no JSON": lambda: httpx.Response(200, text="<html>"),
    "cut": lambda: httpx.Response(200, text='{"wares":[{"id":"1",'),
    "drift": lambda: httpx.Response(200, json={"wares": [{"id": "1"}], "cursor": "7"}),
    "list missing": lambda: httpx.Response(200, json={"cursor": "7"}),
    "break": lambda: break_off(httpx.ReadError("broken")),
    "silence": lambda: break_off(httpx.ReadTimeout("late")),
}
FATES = st.sampled_from([None, None, None, *FAILURES])


def break_off(error: Exception) -> httpx.Response:
    """Fail as a connection does."""
    raise error


def serve_numbers(sizes: Sequence[int], fates: Sequence[str | None] = ()) -> Handler:
    """Return a server of pages of these sizes, which treats one request after the other as said."""
    pages = [[f"{number}.{item}" for item in range(size)] for number, size in enumerate(sizes)]
    script = iter(fates)

    def answer(request: httpx.Request) -> httpx.Response:
        fate = next(script, None)
        if fate is not None:
            return FAILURES[fate]()
        number = int(request.url.params.get("cursor", "0"))
        following = str(number + 1) if number + 1 < len(pages) else ""
        return httpx.Response(
            200, json={"wares": [make_ware(id=it) for it in pages[number]], "cursor": following}
        )

    return answer


def name_all(sizes: Sequence[int]) -> list[str]:
    """Return the ids of all items of pages of these sizes."""
    return [f"{number}.{item}" for number, size in enumerate(sizes) for item in range(size)]


SIZES = st.lists(st.integers(0, 3), min_size=1, max_size=6)


@given(st.sampled_from(KINDS), SIZES, st.lists(FATES, max_size=12), st.booleans())
def test_walk_that_fails_goes_on_from_the_cursor_of_the_error(
    kind: Kind, sizes: list[int], fates: list[str | None], anew: bool
) -> None:
    """Whatever fails, however often: every item comes once, in order, by a new iterator or the same."""
    driver = Driver(kind, serve_numbers(sizes, fates), max_retries=1)
    found: list[str] = []
    cursor: str | None = None
    iterator = driver.items(GET_SHELF, "wares")
    for _ in range(len(fates) + 1):
        if anew:
            iterator = driver.items(GET_SHELF, "wares", {"cursor": cursor})
        try:
            for ware in iterator:
                found.append(ware.id)  # noqa: PERF401 - what came before an error counts
            break
        except ApiException as error:
            cursor = error.cursor
    else:
        pytest.fail("the walk did not end")
    driver.end()
    assert found == name_all(sizes)


@given(st.sampled_from(KINDS), st.lists(st.integers(0, 3), min_size=2, max_size=6))
def test_page_that_shrinks_does_not_end_the_walk(kind: Kind, sizes: list[int]) -> None:
    """Only an empty cursor does, however few items a page has, or none at all."""
    driver = Driver(kind, serve_numbers([3, *sorted(sizes, reverse=True), 0, 1]))
    found = [ware.id for ware in driver.items(GET_SHELF, "wares", {"limit": 3})]
    driver.end()
    assert found == name_all([3, *sorted(sizes, reverse=True), 0, 1])


def test_cursor_that_never_ends_gives_pages_for_as_long_as_they_are_taken(kind: Kind) -> None:
    """No page is fetched ahead, so whoever stops has asked for no more."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params.get("cursor", ""))
        return httpx.Response(200, json={"wares": [make_ware()], "cursor": str(len(asked))})

    driver = Driver(kind, answer)
    assert len(list(islice(driver.items(GET_SHELF, "wares"), 500))) == 500
    driver.end()
    assert asked == ["", *(str(number) for number in range(1, 500))]


def test_cursor_that_repeats_ends_the_walk_with_its_cursor(kind: Kind) -> None:
    """After what came before was handed out."""
    driver = Driver(kind, lambda request: httpx.Response(200, json={"wares": [make_ware()], "cursor": "c"}))
    wares = driver.items(GET_SHELF, "wares")
    assert [ware.id for ware in islice(wares, 2)] == ["1", "1"]
    with pytest.raises(RepeatedCursorError) as caught:
        next(wares)
    assert caught.value.cursor == "c"
    driver.end()
