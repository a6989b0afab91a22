"""Walks through pages: every item once, in order, and never round in circles."""

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import (
    ArgumentError,
    AsyncClient,
    ClientClosedError,
    ConfigurationError,
    DecodeError,
    KalshiError,
    PaginationError,
    RawResponse,
    RepeatedCursorError,
    ServiceUnavailableError,
    SyncClient,
)

from .shop import (
    GET_HEALTH,
    GET_SHELF,
    HOST,
    KEY,
    KEY_ID,
    Driver,
    Handler,
    Kind,
    Recorder,
    Shelf,
    always,
    make_ware,
)

Drive = Callable[..., Driver]


def serve_pages(pages: Sequence[Sequence[int]], end: object = "") -> Handler:
    """Return a server of pages with these wares; the cursor is a page's number, in the end this one."""

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("cursor", "0"))
        body: dict[str, Any] = {"wares": [make_ware(ware) for ware in pages[number]]}
        if number + 1 < len(pages):
            body["cursor"] = str(number + 1)
        elif end != "absent":
            body["cursor"] = end
        return httpx.Response(200, json=body)

    return answer


PAGES = st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=6)
KINDS: st.SearchStrategy[Kind] = st.sampled_from(["sync", "async"])


@given(KINDS, PAGES, st.sampled_from(["", None, "absent"]))
def test_items_of_any_pages_come_once_and_in_order(kind: Kind, pages: list[list[int]], end: object) -> None:
    """However a history is cut into pages, empty ones included, and however the last one says so."""
    server = Recorder(serve_pages(pages, end))
    driver = Driver(kind, server)
    wares = [ware.count for ware in driver.items(GET_SHELF, "wares")]
    shelves = [[ware.count for ware in shelf.wares] for shelf in driver.pages(GET_SHELF)]
    raw = [[ware.count for ware in page.parsed.wares] for page in driver.raw_pages(GET_SHELF)]
    driver.end()
    assert wares == [ware for page in pages for ware in page]
    assert shelves == pages
    assert raw == pages
    assert len(server.requests) == 3 * len(pages)


@given(KINDS, PAGES, st.data())
def test_items_after_an_error_go_on_where_they_stopped(
    kind: Kind, pages: list[list[int]], data: st.DataObject
) -> None:
    """Nothing is lost or repeated, whether one goes on with the error's cursor or with the iterator."""
    bad = data.draw(st.integers(0, len(pages) - 1))
    broken = [True]
    good = serve_pages(pages)

    def answer(request: httpx.Request) -> httpx.Response:
        if broken[0] and request.url.params.get("cursor", "0") == str(bad):
            return httpx.Response(503)
        return good(request)

    driver = Driver(kind, answer)
    expected = [ware for page in pages for ware in page]
    iterator = driver.items(GET_SHELF, "wares")
    seen: list[int] = []
    with pytest.raises(ServiceUnavailableError) as caught:
        seen.extend(ware.count for ware in iterator)
    # extend() keeps what came before the error.
    assert seen == [ware for page in pages[:bad] for ware in page]
    assert caught.value.cursor == (str(bad) if bad else None)
    broken[0] = False
    later = driver.items(GET_SHELF, "wares", {"cursor": caught.value.cursor})
    assert seen + [ware.count for ware in later] == expected
    assert seen + [ware.count for ware in iterator] == expected
    driver.end()


def test_error_within_a_walk_has_a_note_with_the_cursor(drive: Drive) -> None:
    """Tracebacks show where to go on from; on the first page there is nothing to show."""
    pages = drive(serve_pages([[1], []])).pages(GET_SHELF)
    next(pages)
    broken = drive(always(503)).pages(GET_SHELF, {"cursor": "c7"})
    with pytest.raises(ServiceUnavailableError) as caught:
        next(broken)
    assert caught.value.__notes__ == ["To go on from the page that failed: cursor='c7'"]
    with pytest.raises(ServiceUnavailableError) as caught:
        next(drive(always(503)).pages(GET_SHELF))
    assert not hasattr(caught.value, "__notes__")
    assert caught.value.cursor is None


@pytest.mark.parametrize("loop", [["a", "a"], ["a", "b", "a"], ["a", "b", "c", "b"]])
@pytest.mark.parametrize("raw", [False, True])
def test_cursor_seen_before_raises_after_what_came(drive: Drive, loop: list[str], raw: bool) -> None:
    """The pages up to there are handed out, and the error carries the cursor."""
    server = Recorder(lambda request: next(answers))
    answers = iter([httpx.Response(200, json={"wares": [make_ware()], "cursor": cursor}) for cursor in loop])
    driver = drive(server)
    pages: Any = driver.raw_pages(GET_SHELF) if raw else driver.pages(GET_SHELF)
    assert len([next(pages) for _ in loop]) == len(loop)
    for _ in range(2):
        with pytest.raises(RepeatedCursorError, match=r"the server gave a cursor .* before") as caught:
            next(pages)
        assert caught.value.cursor == loop[-1]
    assert isinstance(caught.value, PaginationError)
    assert len(server.requests) == len(loop)


def test_cursor_that_the_walk_began_with_counts_as_seen(drive: Drive) -> None:
    """Else the first page would be read twice."""
    pages = drive(always(200, json={"wares": [], "cursor": "c"})).pages(GET_SHELF, {"cursor": "c"})
    next(pages)
    with pytest.raises(RepeatedCursorError):
        next(pages)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [({}, "200"), ({"limit": None}, "200"), ({"limit": 7}, "7"), ({"limit": 0}, "0")],
)
def test_walk_asks_for_the_largest_page_unless_told(
    drive: Drive, arguments: dict[str, Any], expected: str
) -> None:
    """On every page, together with the other arguments, which stay the caller's."""
    server = Recorder(serve_pages([[1], [2]]))
    before = dict(arguments)
    list(drive(server).items(GET_SHELF, "wares", arguments | {"text": "t"}))
    assert [request.url.params["limit"] for request in server.requests] == [expected] * 2
    assert [request.url.params["text"] for request in server.requests] == ["t"] * 2
    assert arguments == before


def test_single_call_does_not_ask_for_a_size(drive: Drive) -> None:
    """The server's default holds, and is not sent."""
    server = Recorder()
    drive(server).call(GET_SHELF)
    assert server.urls == [f"{HOST}/shelf"]


@pytest.mark.parametrize("body", [{"wares": []}, {"wares": [], "spare": None}, {"wares": [], "spare": []}])
def test_items_of_a_list_that_is_absent_are_none(drive: Drive, body: dict[str, Any]) -> None:
    """Absent, null and empty are the same to a reader of items."""
    assert list(drive(always(200, json=body)).items(GET_SHELF, "spare")) == []


def test_walk_sends_nothing_before_its_first_step(drive: Drive) -> None:
    """Iterators are lazy, and page by page."""
    server = Recorder(serve_pages([[1], [2], [3]]))
    items = drive(server).items(GET_SHELF, "wares")
    assert server.requests == []
    next(items)
    assert len(server.requests) == 1


def test_walk_with_wrong_arguments_is_refused_at_once(drive: Drive) -> None:
    """What needs no server to be known is told where the walk is made, not where it is used."""
    driver = drive(Recorder())
    with pytest.raises(ArgumentError, match="number takes a whole number"):
        driver.items(GET_SHELF, "wares", {"number": "x"})
    with pytest.raises(ArgumentError, match="did you mean number"):
        driver.pages(GET_SHELF, {}, numbre=1)
    with pytest.raises(ConfigurationError, match="without credentials"):
        drive(Recorder(), api_key_id=None, private_key=None).raw_pages(GET_SHELF)


def test_walk_through_an_operation_without_pages_is_a_fault_of_the_declaration(drive: Drive) -> None:
    """No user can do that; whoever writes declarations reads why."""
    with pytest.raises(TypeError, match="GetHealth is not paged"):
        drive(Recorder()).pages(GET_HEALTH)


def test_walk_of_a_closed_client_raises_and_keeps_the_cursor(drive: Drive) -> None:
    """The walk stops where it is."""
    driver = drive(serve_pages([[1], [2]]))
    pages = driver.pages(GET_SHELF)
    next(pages)
    driver.close()
    with pytest.raises(ClientClosedError) as caught:
        next(pages)
    assert caught.value.__notes__ == ["To go on from the page that failed: cursor='1'"]


@pytest.mark.parametrize("body", [b"[]", b"", b'{"cursor": 7}', b'{"cursor": {}}', b"\xff"])
def test_raw_walk_over_pages_without_readable_cursor_raises(drive: Drive, body: bytes) -> None:
    """Whether there are more pages is then unknown, which is no end."""
    with pytest.raises(DecodeError) as caught:
        next(drive(always(200, content=body)).raw_pages(GET_SHELF))
    assert caught.value.content == body


def test_raw_walk_reads_nothing_but_the_cursor(drive: Drive) -> None:
    """Pages that do not fit the contract are handed out, and raise when they are parsed."""
    bodies = iter([b'{"wares": [{"price": "NaN"}, null], "cursor": "c"}', b'{"wares": "none"}'])
    driver = drive(lambda request: httpx.Response(200, content=next(bodies)))
    pages: list[RawResponse[Shelf]] = list(driver.raw_pages(GET_SHELF))
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].json()["wares"][0] == {"price": "NaN"}
    with pytest.raises(DecodeError):
        _ = pages[0].parsed


def test_walk_shared_by_threads_refuses_the_second_reader() -> None:
    """Two readers of one iterator would get the same page twice."""
    entered, leave = threading.Event(), threading.Event()

    def answer(request: httpx.Request) -> httpx.Response:
        entered.set()
        assert leave.wait(10)
        return httpx.Response(200, json={"wares": [make_ware()]})

    with SyncClient(
        host=HOST, api_key_id=KEY_ID, private_key=KEY, transport=httpx.MockTransport(answer)
    ) as client:
        pages = client._pages(GET_SHELF, {}, {})
        seen: list[Shelf] = []
        thread = threading.Thread(target=lambda: seen.extend(pages))
        thread.start()
        assert entered.wait(10)
        with pytest.raises(PaginationError, match="another thread or task"):
            next(pages)
        leave.set()
        thread.join()
    assert len(seen) == 1


def test_walk_shared_by_tasks_refuses_the_second_reader_and_survives_a_cancelled_one() -> None:
    """After a task was cancelled in the middle of a page, the same page can be read again."""

    async def run() -> None:
        hang = asyncio.Event()

        async def answer(request: httpx.Request) -> httpx.Response:
            await hang.wait()
            return httpx.Response(200, content=json.dumps({"wares": [make_ware()]}))

        client = AsyncClient(
            host=HOST, api_key_id=KEY_ID, private_key=KEY, transport=httpx.MockTransport(answer)
        )
        async with client:
            pages = client._pages(GET_SHELF, {}, {})
            first = asyncio.ensure_future(anext(pages))
            await asyncio.sleep(0)
            with pytest.raises(PaginationError, match="another thread or task"):
                await anext(pages)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            hang.set()
            assert len([page async for page in pages]) == 1

    asyncio.run(run())


def test_walk_of_many_pages_remembers_little(drive: Drive) -> None:
    """Of each cursor a hash is kept; a long cursor is not."""
    long = "c" * 10_000
    handler = serve_pages([[]] * 300)

    def answer(request: httpx.Request) -> httpx.Response:
        cursor = request.url.params.get("cursor", "")
        plain = httpx.Request("GET", HOST, params={"cursor": cursor.removeprefix(long)} if cursor else {})
        body = json.loads(handler(plain).content)
        body["cursor"] = body["cursor"] and long + body["cursor"]
        return httpx.Response(200, json=body)

    pages: Any = drive(answer).pages(GET_SHELF)
    for _ in range(300):
        next(pages)
    walk = (pages if hasattr(pages, "_walk") else pages._pages)._walk
    assert sum(map(len, map(str, walk._seen))) < 300 * 25


def test_errors_of_paging_are_errors_of_ours() -> None:
    """All below one root."""
    assert issubclass(PaginationError, KalshiError)
