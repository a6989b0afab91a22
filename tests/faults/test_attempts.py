"""How many attempts there are, who decides it, and what is told of them."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable

import httpx
import pytest

from kalshi_runtime import (
    ApiTimeoutError,
    ArgumentError,
    ArgumentTypeError,
    ConfigurationError,
    KalshiError,
    ServiceUnavailableError,
)

from ..runtime.shop import (
    ADD_WARE,
    GET_SHELF,
    Driver,
    Kind,
    Recorder,
    Shelf,
    always,
    make_ware,
)
from .acts import answer, fine, stall
from .driving import drive

UNAVAILABLE = answer(b"", 503)


@pytest.mark.parametrize(
    ("of_client", "of_call", "attempts"),
    [(None, {}, 4), (0, {}, 1), (1, {}, 2), (None, {"max_retries": 0}, 1), (0, {"max_retries": 2}, 3)],
)
def test_retries_of_the_call_go_before_those_of_the_client(
    kind: Kind, of_client: int | None, of_call: dict[str, int], attempts: int
) -> None:
    """Plain calls, raw ones, and walks alike."""
    with drive(kind, UNAVAILABLE, max_retries=of_client) as (driver, server):
        calls: list[Callable[[], object]] = [
            lambda: driver.call(GET_SHELF, {}, **of_call),
            lambda: driver.call_raw(GET_SHELF, {}, **of_call),
            lambda: next(driver.items(GET_SHELF, "wares", {}, **of_call)),
        ]
        for call in calls:
            server.heads.clear()
            with pytest.raises(ServiceUnavailableError) as caught:
                call()
            assert (caught.value.attempts, len(server.heads)) == (attempts, attempts)


def test_answer_tells_how_many_attempts_it_took(kind: Kind) -> None:
    """Raw ones have the number; an error has a note as well."""
    with drive(kind, UNAVAILABLE, fine, UNAVAILABLE) as (driver, _):
        assert driver.call_raw(GET_SHELF).attempts == 2
        with pytest.raises(ServiceUnavailableError) as caught:
            driver.call(GET_SHELF)
        assert [note for note in caught.value.__notes__ if note.startswith("4 attempts were made in ")] != []


def test_method_that_is_not_idempotent_is_sent_once(kind: Kind) -> None:
    """Nobody knows what became of it."""
    with drive(kind, UNAVAILABLE) as (driver, server):
        with pytest.raises(ServiceUnavailableError):
            driver.call(ADD_WARE, {"body": make_ware()})
        assert len(server.heads) == 1


@pytest.mark.parametrize(
    ("name", "value", "kind_of_error"),
    [
        ("max_retries", -1, ArgumentError),
        ("max_retries", 1.0, ArgumentTypeError),
        ("max_retries", True, ArgumentTypeError),
        ("deadline", 0, ArgumentError),
        ("deadline", math.nan, ArgumentError),
        ("deadline", "60", ArgumentTypeError),
        ("requests_per_second", 0, None),
        ("requests_per_second", math.inf, None),
        ("requests_per_second", "1", None),
        ("max_response_bytes", 0, None),
        ("max_response_bytes", 1.5, None),
    ],
)
def test_setting_that_makes_no_sense_is_refused_by_name(
    kind: Kind, name: str, value: object, kind_of_error: type[KalshiError] | None
) -> None:
    """By the client when it is made, and by the call where it may have it."""
    with pytest.raises(ConfigurationError, match=name):
        Driver(kind, always(200), **{name: value})
    if kind_of_error is not None:
        driver = Driver(kind, Recorder())
        with pytest.raises(kind_of_error, match=f"GetShelf: {name}"):
            driver.call(GET_SHELF, {}, **{name: value})
        driver.end()


def test_deadline_of_the_call_goes_before_that_of_the_client(kind: Kind) -> None:
    """The shorter one is not what counts, but the nearer one."""
    with drive(kind, stall, deadline=0.1) as (driver, server):
        with pytest.raises(ApiTimeoutError, match=r"within its deadline=0\.1 s") as caught:
            driver.call(GET_SHELF)
        assert (caught.value.phase, len(server.heads)) == ("deadline", 1)
        with pytest.raises(ApiTimeoutError, match=r"within its deadline=0\.2 s"):
            driver.call(GET_SHELF, {}, deadline=0.2)
        with pytest.raises(ApiTimeoutError, match=r"timeout read=0\.1 s") as caught:
            driver.call(GET_SHELF, {}, deadline=math.inf, timeout=0.1, max_retries=0)
        assert caught.value.phase == "read"


def test_deadline_counts_every_attempt_and_the_waits(kind: Kind) -> None:
    """Attempts that are slow each in itself."""
    with drive(kind, stall, deadline=0.5, timeout=0.2) as (driver, server):
        began = time.monotonic()
        with pytest.raises(ApiTimeoutError):
            driver.call(GET_SHELF)
        assert 0.4 <= time.monotonic() - began < 2.0
        assert len(server.heads) in (2, 3)  # the third has a tenth of a second, the fourth none


def test_log_tells_each_attempt_with_fields(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    """One logger; what is tried again is information, the rest is for debugging."""
    caplog.set_level(logging.DEBUG, "kalshi")
    with drive(kind, UNAVAILABLE, fine) as (driver, _):
        driver.call(GET_SHELF)
    first, second = (record for record in caplog.records if record.name == "kalshi")
    assert first.getMessage().startswith("GetShelf: attempt 1: 503, again in 0.0")
    assert second.getMessage() == "GetShelf: attempt 2: 200"
    assert (first.levelname, second.levelname) == ("INFO", "DEBUG")
    fields = [(vars(it)["operation"], vars(it)["attempt"], vars(it)["status"]) for it in (first, second)]
    assert fields == [("GetShelf", 1, 503), ("GetShelf", 2, 200)]
    assert vars(first)["wait"] > 0
    assert vars(second)["wait"] is None


def test_event_hooks_of_the_user_see_each_attempt(kind: Kind) -> None:
    """Signed anew each time; what a hook reads of the body is not read twice."""
    seen: list[object] = []

    def note(request: httpx.Request) -> None:
        seen.append(str(request.headers["kalshi-access-timestamp"]))

    def read(response: httpx.Response) -> None:
        response.read()
        seen.append(response.status_code)

    async def note_later(request: httpx.Request) -> None:
        note(request)

    async def read_later(response: httpx.Response) -> None:
        await response.aread()
        seen.append(response.status_code)

    http: httpx.Client | httpx.AsyncClient = httpx.Client(event_hooks={"request": [note], "response": [read]})
    if kind == "async":
        http = httpx.AsyncClient(event_hooks={"request": [note_later], "response": [read_later]})
    with drive(kind, UNAVAILABLE, fine, http_client=http) as (driver, _):
        assert driver.call(GET_SHELF) == Shelf(wares=[])
        driver._wait(http.close() if isinstance(http, httpx.Client) else http.aclose())  # type: ignore[func-returns-value]
    assert seen[1::2] == [503, 200]
    assert seen[0] != seen[2]
