"""Walks through pages that drifted: no page and no item is lost without a word."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from kalshi_runtime import ContractDriftError, ContractDriftWarning, PaginationError, UnsetFieldError

from .shop import GET_SHELF, Driver, Handler, make_ware

Drive = Callable[..., Driver]


def serve(*pages: dict[str, Any]) -> Handler:
    """Return a server of pages; each tells the cursor of the next, unless it says something else."""

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("cursor", "0"))
        following = {"cursor": str(number + 1) if number + 1 < len(pages) else ""}
        return httpx.Response(200, content=json.dumps(following | pages[number]).encode())

    return answer


PAGES = (
    {"wares": [make_ware(1, count_fp="1.00"), make_ware(2, count="2")]},
    {"wares": None},
    {"wares": [None, make_ware(4, count_fp="4.00")]},
)


@pytest.mark.filterwarnings("ignore::kalshi_runtime.ContractDriftWarning")
@pytest.mark.parametrize("on_drift", ["warn", "ignore"])
def test_items_of_drifted_pages_all_come_in_their_places(drive: Drive, on_drift: str) -> None:
    """A partial item for one that is wrong, nothing for a list that is null, and `extra` on each page."""
    items = list(drive(serve(*PAGES), on_drift=on_drift).items(GET_SHELF, "wares"))
    assert [getattr(item, "id", None) for item in items] == ["1", "2", None, "4"]
    assert [hasattr(item, "count") for item in items] == [True, False, False, True]
    assert [item.extra.get("count_fp") for item in items] == ["1.00", None, None, "4.00"]


def test_walk_that_warns_says_each_page_that_breaks(drive: Drive) -> None:
    """And once, what only adds."""
    pages = drive(serve(*PAGES), on_drift="warn").pages(GET_SHELF)
    for match in (
        r"wares\[\*\]\.count \(Expected `int`, got `str`\)",
        None,
        r"wares\[\*\] \(Expected `object`",
    ):
        if match is None:
            with pytest.warns(ContractDriftWarning, match="null in place of a list"):
                assert next(pages).wares == []
        else:
            with pytest.warns(ContractDriftWarning, match=match):
                next(pages)
    assert list(pages) == []


def test_walk_that_raises_can_be_taken_up_behind_the_page(drive: Drive) -> None:
    """The error has the page as far as it could be read, and with it the next cursor."""
    server = serve({"wares": [make_ware(1)]}, {"wares": [make_ware(count=None)]}, {"wares": [make_ware(3)]})
    driver = drive(server)
    pages = driver.pages(GET_SHELF)
    assert [ware.id for ware in next(pages).wares] == ["1"]
    for _ in range(2):
        with pytest.raises(ContractDriftError) as caught:
            next(pages)
        assert caught.value.cursor == "1"
    rest = driver.items(GET_SHELF, "wares", {"cursor": caught.value.partial.cursor})
    assert [ware.id for ware in rest] == ["3"]


@pytest.mark.parametrize("cursor", [7, {"next": "1"}, True])
def test_page_with_unreadable_cursor_is_handed_out_before_the_walk_stops(drive: Drive, cursor: Any) -> None:
    """Which is an error and no end, since there may be more."""
    server = serve({"wares": [make_ware(1)], "cursor": cursor}, {"wares": []})
    items = drive(server, on_drift="ignore").items(GET_SHELF, "wares")
    assert next(items).id == "1"
    for _ in range(2):
        with pytest.raises(
            PaginationError, match=r"cursor of the next page could not be read \(Shelf\.cursor"
        ) as caught:
            next(items)
        assert caught.value.cursor is None


@pytest.mark.parametrize("wares", [..., 7, {"1": make_ware()}])
def test_page_without_its_list_is_no_empty_page(drive: Drive, wares: Any) -> None:
    """Nobody takes no list for no positions; the walk can go on behind it."""
    first = {} if wares is ... else {"wares": wares}
    items = drive(serve(first, {"wares": [make_ware(2)]}), on_drift="ignore").items(GET_SHELF, "wares")
    with pytest.raises(
        PaginationError, match=r"GetShelf: a page has no items to hand out: Shelf\.wares "
    ) as caught:
        next(items)
    assert not isinstance(caught.value.__context__, UnsetFieldError)
    assert [ware.id for ware in items] == ["2"]


def test_page_without_its_list_carries_its_own_cursor(drive: Drive) -> None:
    """Whoever goes on from there gets neither an item twice nor a page less."""
    items = drive(serve({"wares": [make_ware(1)]}, {}, {"wares": [make_ware(3)]}), on_drift="ignore").items(
        GET_SHELF, "wares"
    )
    assert next(items).id == "1"
    with pytest.raises(PaginationError) as caught:
        next(items)
    assert (caught.value.cursor, caught.value.resume) == ("1", {"cursor": "1"})
    assert [ware.id for ware in items] == ["3"]


def test_raw_pages_go_on_whatever_is_in_them(drive: Drive) -> None:
    """Only the cursor is read, and each page is parsed by the client's policy when asked."""
    pages = list(drive(serve(*PAGES), on_drift="ignore").raw_pages(GET_SHELF))
    assert [page.drift_report.breaks for page in pages] == [True, False, True]
    assert [len(page.parsed.wares) for page in pages] == [2, 0, 2]
