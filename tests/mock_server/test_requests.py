"""What was asked is there to assert on, and what was not expected can fail the test."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kalshi_mock import MockExchange, RecordedRequest, Requests

PATH = "/trade-api/v2/portfolio/"


def test_requests_are_a_sequence_that_keeps_the_latest(make_trader: Callable[..., Any]) -> None:
    """So that a long run does not fill the memory; what was dropped is counted."""
    trader = make_trader(fills=1, keep_requests=3)
    for limit in range(1, 6):
        trader.ask("fills", limit=limit)
    requests = trader.exchange.requests
    assert isinstance(requests, Requests)
    assert [3, 4, 5] == [(each.arguments or {})["limit"] for each in requests]
    assert (3, 2) == (len(requests), requests.dropped)
    assert requests[-1] == requests[1:][-1]
    assert requests == list(requests)
    assert requests != [1]
    assert repr(list(requests)) == repr(requests)
    requests.clear()
    assert requests == []
    assert 0 == requests.dropped
    with pytest.raises(ValueError, match="at least one request has to be kept, not 0"):
        make_trader(keep_requests=0)


def test_requests_are_selected_by_operation_and_arguments(trader: Any) -> None:
    """Arguments that are not given do not matter, defaults count as given."""
    trader.ask("fills", limit=7)
    trader.ask("fills", limit=7, ticker="A")
    trader.ask("positions")
    requests = trader.exchange.requests
    assert [None, "A"] == [each.arguments.get("ticker") for each in requests.of("GetFills", limit=7)]
    assert 1 == len(requests.of("GetPositions", settlement_status="unsettled"))
    assert [] == requests.of("GetBalance")
    requests.assert_called("GetFills")
    requests.assert_called("GetFills", times=2, limit=7)
    requests.assert_called("GetFills", times=1, ticker="A")
    requests.assert_not_called("GetSettlements")
    requests.assert_not_called("GetFills", ticker="B")


def test_failed_assertion_lists_what_was_asked(trader: Any) -> None:
    """In one line each, with what was wrong."""
    with pytest.raises(
        AssertionError, match=r"GetBalance\(\) was called 0 times, not at least once; nothing"
    ):
        trader.exchange.requests.assert_called("GetBalance")
    trader.ask("fills", limit=7)
    trader.send("GET", PATH + "balance", {})
    with pytest.raises(AssertionError) as caught:
        trader.exchange.requests.assert_called("GetFills", times=2, limit=7)
    assert str(caught.value) == (
        "GetFills(limit=7) was called 1 times, not 2 times; asked was:\n"
        "  GET /trade-api/v2/portfolio/fills?limit=7 -> 200\n"
        "  GET /trade-api/v2/portfolio/balance -> 401 "
        "(key_is_missing_from_headers: the header KALSHI-ACCESS-KEY is missing)"
    )


def test_assertion_about_what_cannot_be_asked_is_refused(trader: Any) -> None:
    """A misspelt name would pass as never called."""
    requests = trader.exchange.requests
    with pytest.raises(ValueError, match="no operation 'get_fills'; known are GetBalance"):
        requests.assert_not_called("get_fills")
    with pytest.raises(ValueError, match="GetFills has no parameter 'tickers'; known are"):
        requests.assert_not_called("GetFills", tickers="A")
    with pytest.raises(ValueError, match="GetBalance has no parameter"):
        trader.exchange.expect("GetBalance", limit=1)


def test_signatures_are_asserted_with_what_is_wrong(trader: Any) -> None:
    """Every request that was looked at."""
    trader.ask("balance")
    trader.send("GET", "/nothing", {})
    trader.exchange.requests.assert_signed()
    trader.send("GET", PATH + "balance?x=1", trader.sign(PATH + "balance?x=1"))
    with pytest.raises(AssertionError, match="valid if the query is left out of the signed text"):
        trader.exchange.requests.assert_signed()


def test_expected_calls_that_do_not_come_are_named(trader: Any) -> None:
    """Met ones are not; spoilt ones do not count."""
    exchange = trader.exchange
    exchange.expect("GetBalance")
    exchange.expect("GetFills", times=2, limit=5)
    exchange.expect("GetSettlements", times=None)
    exchange.fail_next(500)
    for name, limit in (("balance", None), ("fills", 5), ("fills", 6)):
        trader.ask(name, limit=limit)
    with pytest.raises(AssertionError) as caught:
        exchange.check_expectations()
    assert str(caught.value) == (
        "the exchange was not called as expected:\n"
        "  GetBalance() was answered with 200 0 times, not 1\n"
        "  GetFills(limit=5) was answered with 200 1 times, not 2"
    )
    trader.ask("balance")
    trader.ask("fills", limit=5)
    exchange.check_expectations()
    with pytest.raises(ValueError, match="1 or more, or None for any number, not 0"):
        exchange.expect("GetBalance", times=0)


def test_strict_exchange_holds_every_other_call_against_the_test(make_trader: Callable[..., Any]) -> None:
    """More calls than foreseen, other arguments, refusals, unknown paths; not what fails on cue."""
    trader = make_trader(strict=True, fcm_member=False)
    exchange = trader.exchange
    exchange.expect("GetBalance")
    exchange.expect("GetPortfolioRestingOrderTotalValue", status=403)
    exchange.fail_next(429)
    trader.ask("balance")
    trader.ask("balance")
    trader.ask("summary/total_resting_order_value")
    exchange.check_expectations()
    trader.ask("balance")
    trader.ask("fills", limit=999)
    trader.send("GET", "/other", {})
    with pytest.raises(AssertionError) as caught:
        exchange.check_expectations()
    assert str(caught.value) == (
        "the exchange was not called as expected:\n"
        "  not expected: GET /trade-api/v2/portfolio/balance -> 200\n"
        "  not expected: GET /trade-api/v2/portfolio/fills?limit=999 -> 400\n"
        "  not expected: GET /other -> 404"
    )


def test_with_statement_checks_at_its_end_unless_it_failed_already(private_key_pem: str) -> None:
    """The first error is the one that is seen."""
    with (
        pytest.raises(AssertionError, match="GetBalance"),
        MockExchange(private_key_pem=private_key_pem, fills=0) as exchange,
    ):
        exchange.expect("GetBalance")

    def fail() -> None:
        with MockExchange(private_key_pem=private_key_pem, fills=0) as exchange:
            exchange.expect("GetBalance")
            raise KeyError

    with pytest.raises(KeyError):
        fail()


def test_record_tells_its_fault_and_its_verdict() -> None:
    """Both, where there are both."""
    request = RecordedRequest("GET", "/a", "", verdict="NOT_FOUND", status=503, fault="503")
    assert "GET /a -> 503 (503 on cue: NOT_FOUND)" == str(request)


TESTS = """
import httpx
import pytest

def test_expected_call_does_not_come(kalshi_exchange):
    kalshi_exchange.expect("GetBalance")

@pytest.mark.kalshi_exchange(strict=True, fills=0)
def test_unexpected_call_comes(kalshi_exchange):
    httpx.get(kalshi_exchange.url + "/portfolio/balance")

@pytest.mark.kalshi_exchange(strict=True, fills=0)
def test_nothing_comes(kalshi_exchange):
    pass

@pytest.mark.xfail(raises=KeyError, strict=True)
def test_own_error_is_seen(kalshi_exchange):
    kalshi_exchange.expect("GetBalance")
    raise KeyError

def test_without_the_fixture():
    pass
"""


def test_fixture_fails_the_test_itself(tmp_path: Path) -> None:
    """Not its teardown, which would count as an error besides a test that passed."""
    (tmp_path / "test_bot.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "--strict-markers"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert "2 failed, 2 passed, 1 xfailed" in ended.stdout, ended.stdout + ended.stderr
    assert "GetBalance() was answered with 200 0 times, not 1" in ended.stdout
    assert "-> 401 (key_is_missing_from_headers" in ended.stdout
