"""A clock that is off: measured by the server's, and only where the server finds it so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_auth import KalshiAuth
from kalshi_runtime import Configuration, SyncClient, UnauthorizedError

from ..runtime.shop import ADD_WARE, GET_SHELF, HOST, KEY, KEY_ID, Kind, Shelf, make_ware
from .acts import answer
from .driving import drive
from .server import serve
from .table_statuses import EXPIRED, clock_off_by

EPOCH_MS = 1_772_366_400_000


class Clocks:
    """The server's clock and this machine's, both set by hand.

    Attributes:
        server: Milliseconds since the Unix epoch.
        local: The same, as this machine has it.
    """

    def __init__(self, server: int, local: int) -> None:
        """Set both."""
        self.server, self.local = server, local
        self.auth = KalshiAuth(KEY_ID, KEY, clock=lambda: self.local)
        self.requests = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer what was signed within ten seconds of the server's time."""
        self.requests += 1
        headers = {"date": formatdate(self.server // 1000, usegmt=True)}
        if abs(int(request.headers["kalshi-access-timestamp"]) - self.server) > 10_000:
            return httpx.Response(401, headers=headers, json=EXPIRED)
        return httpx.Response(200, headers=headers, json={"wares": []})

    def make_client(self, handler: Callable[[httpx.Request], httpx.Response] | None = None) -> SyncClient:
        """Make a client of that server."""
        transport = httpx.MockTransport(handler or self.answer)
        return SyncClient(Configuration(HOST, auth=self.auth), transport=transport)


def read_offsets(caplog: pytest.LogCaptureFixture) -> list[Any]:
    """Return the offsets that were logged."""
    return [vars(it)["clock_offset_ms"] for it in caplog.records if "clock_offset_ms" in vars(it)]


@given(st.integers(EPOCH_MS, EPOCH_MS + 10_000), st.integers(-(10**9), 10**9))
def test_clock_that_is_off_is_measured_to_half_a_second(server: int, difference: int) -> None:
    """By a header that tells whole seconds; the call succeeds whatever the difference."""
    clocks = Clocks(server, server - difference)
    with clocks.make_client() as client:
        client._call(GET_SHELF, {}, {})
    off = abs(difference) > 10_000
    assert clocks.requests == 1 + off
    assert abs(clocks.auth.clock_offset_ms - difference) <= 500 if off else clocks.auth.clock_offset_ms == 0


@given(st.integers(EPOCH_MS, EPOCH_MS + 10_000), st.integers(-500, 500))
def test_clock_that_agrees_with_the_header_is_left_alone(server: int, difference: int) -> None:
    """A request that was long on its way is expired as well: it is repeated, and nothing else is done."""
    clocks = Clocks(server, server - difference)

    def expire_first(request: httpx.Request) -> httpx.Response:
        response = clocks.answer(request)
        return (
            response if clocks.requests > 1 else httpx.Response(401, headers=response.headers, json=EXPIRED)
        )

    with clocks.make_client(expire_first) as client:
        client._call(GET_SHELF, {}, {})
    assert (clocks.requests, clocks.auth.clock_offset_ms) == (2, 0)


def test_clock_that_agrees_is_not_spoken_of(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever else the 401 says; one of a second off does not either."""
    for code in ("header_timestamp_expired", "authentication_error"):
        refusal = answer({"error": {"code": code}}, 401, {"Date": formatdate(usegmt=True)})
        with drive(kind, refusal) as (driver, _), pytest.raises(UnauthorizedError):
            driver.call(GET_SHELF)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    "body",
    [
        EXPIRED,
        {"code": "header_timestamp_expired"},
        {"error": "header timestamp expired"},
        {"error": {"code": "authentication_error", "details": "header_timestamp_expired: 30 s"}},
    ],
)
def test_clock_is_repaired_whatever_shape_says_so(kind: Kind, body: object) -> None:
    """Errors of this API come in several."""
    refusal = answer(body, 401, {"Date": "Sun, 01 Mar 2026 12:00:00 GMT"})
    with drive(kind, refusal, answer({"wares": []})) as (driver, server):
        driver.call(GET_SHELF)
        assert len(server.heads) == 2


def test_clock_put_right_meanwhile_is_no_longer_made_up_for(caplog: pytest.LogCaptureFixture) -> None:
    """The offset goes when its reason does."""
    clocks = Clocks(EPOCH_MS, EPOCH_MS - 60_000)
    with clocks.make_client() as client:
        client._call(GET_SHELF, {}, {})
        clocks.local = clocks.server
        client._call(GET_SHELF, {}, {})
    assert clocks.auth.clock_offset_ms == 0
    assert read_offsets(caplog) == [60_500, 0]
    behind, right = (it.getMessage() for it in caplog.records if "clock_offset_ms" in vars(it))
    assert behind == "this machine's clock is 60 s behind the server's, which is made up for; set it right"
    assert right == "this machine's clock is right again, and no longer made up for"


def test_clock_is_repaired_once_for_many_threads(caplog: pytest.LogCaptureFixture) -> None:
    """All of their calls succeed, and the offset does not jump about."""
    with serve(clock_off_by(30)) as server, ThreadPoolExecutor(16) as pool:
        auth = KalshiAuth(KEY_ID, KEY)
        with SyncClient(Configuration(server.url, auth=auth)) as client:
            calls = [pool.submit(lambda: client._call(GET_SHELF, {}, {})) for _ in range(64)]
            assert [call.result() for call in calls] == [Shelf(wares=[])] * 64
    offsets = read_offsets(caplog)
    assert len(offsets) in (1, 2)  # two of them where the header's second changed meanwhile
    assert all(abs(offset - 30_000) < 2_000 for offset in offsets)


def test_clock_offset_is_kept_for_all_clients_of_an_auth() -> None:
    """The next call, and the next client, are right at once."""
    auth = KalshiAuth(KEY_ID, KEY)
    with serve(clock_off_by(30)) as server:
        for requests in (2, 1, 1):
            server.heads.clear()
            with SyncClient(Configuration(server.url, auth=auth)) as client:
                client._call(GET_SHELF, {}, {})
            assert len(server.heads) == requests
    assert abs(auth.clock_offset_ms - 30_000) < 2_000


def test_clock_offset_that_does_not_help_is_taken_back() -> None:
    """A stray date does no lasting harm."""
    auth = KalshiAuth(KEY_ID, KEY)
    auth.clock_offset_ms = 7
    with serve(answer(EXPIRED, 401, {"Date": "Thu, 01 Jan 2015 00:00:00 GMT"})) as server:
        with SyncClient(Configuration(server.url, auth=auth)) as client, pytest.raises(UnauthorizedError):
            client._call(GET_SHELF, {}, {})
        assert len(server.heads) == 2
    assert auth.clock_offset_ms == 7


def test_clock_offset_is_measured_without_retries_too(kind: Kind) -> None:
    """A single attempt is a single one; the next call profits."""
    with drive(kind, clock_off_by(-30), max_retries=0) as (driver, server):
        with pytest.raises(UnauthorizedError):
            driver.call(GET_SHELF)
        assert driver.call(GET_SHELF) == Shelf(wares=[])
        assert len(server.heads) == 2


def test_clock_is_repaired_for_methods_that_are_not_idempotent(kind: Kind) -> None:
    """The server refused the request before it did anything."""
    with drive(kind, answer(EXPIRED, 401, {"Date": "Sun, 01 Mar 2026 12:00:00 GMT"}), answer(b"", 201)) as (
        driver,
        server,
    ):
        driver.call(ADD_WARE, {"body": make_ware()})
        assert len(server.heads) == 2
