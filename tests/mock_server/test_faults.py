"""Faults on cue, over a real socket, and answers of a newer server."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

PATH = "/trade-api/v2/portfolio/"


def get(trader: Any, name: str = "balance", client: Any = httpx, **options: Any) -> httpx.Response:
    """Asks over the socket."""
    url = f"{trader.exchange.url}/portfolio/{name}"
    response: httpx.Response = client.get(url, headers=trader.sign(PATH + name), **options)
    return response


def test_status_comes_as_often_as_wanted_and_then_no_more(served: Any) -> None:
    """With the documented text for the one error that has one; no `Retry-After` unless asked for."""
    served.exchange.fail_next(status=429, times=2)
    with httpx.Client() as client:
        answers = [get(served, client=client) for _ in range(3)]
    assert [429, 429, 200] == [answer.status_code for answer in answers]
    assert {"error": "too many requests"} == answers[0].json()
    assert "retry-after" not in answers[0].headers
    assert ["429", "429", None] == [each.fault for each in served.exchange.requests]
    assert ["valid"] * 3 == [each.verdict for each in served.exchange.requests]
    assert [429, 429, 200] == [each.status for each in served.exchange.requests]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (None, {"error": {"code": "service_unavailable", "message": "service unavailable"}}),
        ("nested", {"error": {"code": "service_unavailable", "message": "service unavailable"}}),
        (
            "flat",
            {"code": "service_unavailable", "message": "service unavailable", "service": "portfolio"},
        ),
        ("text", {"error": "service unavailable"}),
        ("message", {"msg": "service unavailable"}),
    ],
)
def test_error_is_told_in_the_dialect_that_is_wanted(trader: Any, shape: Any, expected: Any) -> None:
    """That of the exchange, if none is."""
    trader.exchange.fail_next(503, shape=shape)
    reply = trader.ask("balance")
    assert (503, expected) == (reply.status, reply.body)


def test_error_in_the_dialect_of_the_exchange_is_told_for_each_status(
    make_trader: Callable[..., Any],
) -> None:
    """Recorded bodies where there are any; a status of its own kind has a name, too."""
    trader = make_trader(error_shape="flat")
    told = {}
    for status in (400, 401, 403, 404, 429, 599):
        trader.exchange.fail_next(status)
        told[status] = trader.ask("balance").body["code"]
    assert {
        400: "bad_request",
        401: "authentication_error",
        403: "permission_denied",
        404: "not_found",
        429: "too_many_requests",
        599: "unknown_error",
    } == told


def test_machine_before_the_exchange_answers_with_a_page_or_nothing(served: Any) -> None:
    """Framed as HTTP wants it."""
    served.exchange.fail_next(502, shape="html")
    page = get(served)
    assert (502, "text/html") == (page.status_code, page.headers["content-type"])
    assert "<h1>502 Bad Gateway</h1>" in page.text
    served.exchange.fail_next(504, shape="empty")
    nothing = get(served)
    assert (504, b"", "0") == (nothing.status_code, nothing.content, nothing.headers["content-length"])


def test_fault_has_headers_and_body_as_they_stand(served: Any) -> None:
    """Also with a status of success, and with a text that is no JSON."""
    served.exchange.fail_next(429, retry_after=3, headers={"X-Request-Id": "1"})
    limited = get(served)
    assert ("3", "1") == (limited.headers["retry-after"], limited.headers["x-request-id"])
    served.exchange.fail_next(body='{"balance": "x', headers={"Content-Type": "text/plain"})
    broken = get(served)
    assert (200, '{"balance": "x') == (broken.status_code, broken.text)
    assert "text/plain" == broken.headers["content-type"]
    assert 1 == len(broken.headers.get_list("content-length"))


def test_fault_concerns_the_operation_that_it_names(trader: Any) -> None:
    """Others pass it by; cues for the same operation are taken one after the other."""
    trader.exchange.fail_next(500, operation="GetFills")
    trader.exchange.fail_next(502, operation="GetFills")
    names = ("balance", "fills", "settlements", "fills", "fills")
    assert [200, 500, 200, 502, 200] == [trader.ask(name).status for name in names]


def test_fault_comes_before_authentication_whose_verdict_is_kept(trader: Any) -> None:
    """A machine before the exchange does not look at signatures."""
    trader.exchange.fail_next(503)
    assert 503 == trader.send("GET", PATH + "balance", {}).status
    request = trader.exchange.requests[-1]
    assert ("key_is_missing_from_headers", "503") == (request.verdict, request.fault)


def test_late_answer_is_a_right_one_and_holds_nobody_else_up(served: Any) -> None:
    """Others are answered while it waits; a client that gives up leaves nothing behind."""
    served.exchange.fail_next(delay_seconds=0.3, operation="GetFills")
    served.exchange.fail_next(delay_seconds=30, operation="GetSettlements")
    with pytest.raises(httpx.ReadTimeout):
        get(served, "settlements", timeout=0.1)
    started = time.monotonic()
    assert 200 == get(served, "fills").status_code
    assert time.monotonic() - started >= 0.3
    assert 200 == get(served, "balance").status_code
    assert ["delay", "delay", None] == [each.fault for each in served.exchange.requests]


def test_requests_behind_a_late_answer_are_answered_in_order(served: Any) -> None:
    """On one connection, sent all at once."""
    import socket

    served.exchange.fail_next(delay_seconds=0.2, operation="GetFills")
    url = httpx.URL(served.exchange.url)
    sent = b""
    for name in ("fills", "balance"):
        lines = [f"GET {PATH}{name} HTTP/1.1", "Host: localhost"]
        lines += [f"{key}: {value}" for key, value in served.sign(PATH + name).items()]
        lines += ["Connection: close"] if name == "balance" else []
        sent += "\r\n".join([*lines, "", ""]).encode()
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection:
        connection.sendall(sent)
        read = b""
        while data := connection.recv(65536):
            read += data
    assert 2 == read.count(b"HTTP/1.1 200")
    assert 0 < read.index(b'"fills"') < read.index(b'"balance"')


def test_connection_is_reset_in_place_of_an_answer(served: Any) -> None:
    """And the next one is served."""
    served.exchange.fail_next(reset=True)
    with pytest.raises(httpx.ReadError):
        get(served)
    assert 200 == get(served).status_code
    assert [("reset", 0), (None, 200)] == [(each.fault, each.status) for each in served.exchange.requests]


def test_body_ends_in_the_middle(served: Any) -> None:
    """Less came than the head had promised."""
    served.exchange.fail_next(half_body=True)
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
        get(served, "fills")
    assert 200 == get(served, "fills").status_code


def test_clock_of_the_exchange_can_be_skewed(served: Any) -> None:
    """The header `Date` shows it, so that a client can correct itself."""
    served.exchange.skew_clock(3600)
    refused = get(served)
    assert (401, "header_timestamp_expired") == (refused.status_code, refused.json()["error"]["code"])
    explanation = served.exchange.requests[-1].explanation
    assert "behind the exchange's clock" in explanation
    served.exchange.skew_clock(0)
    assert 200 == get(served).status_code


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "nothing would fail"),
        ({"status": 99}, "from 200 to 599, not 99"),
        ({"status": 500, "times": 0}, "1 or more, not 0"),
        ({"status": 500, "operation": "GetFill"}, "no operation 'GetFill'; known are GetBalance"),
        ({"status": 500, "shape": "xml"}, "nested, flat, text, message, html, empty, not 'xml'"),
        ({"delay_seconds": -1}, "0 or more, not -1"),
        ({"delay_seconds": float("nan")}, "0 or more, not nan"),
        ({"reset": True, "half_body": True}, "not both"),
        ({"headers": {"x": "a\r\nb"}}, "'x' is not printable ASCII"),
    ],
)
def test_cue_that_cannot_be_is_refused_at_once(trader: Any, options: dict[str, Any], message: str) -> None:
    """Where the test says it, not where the client meets it."""
    with pytest.raises(ValueError, match=message):
        trader.exchange.fail_next(**options)
    assert 200 == trader.ask("balance").status


@pytest.mark.parametrize("seconds", [float("inf"), float("nan")])
def test_clock_cannot_be_skewed_to_nowhere(trader: Any, seconds: float) -> None:
    """A number is needed."""
    with pytest.raises(ValueError, match="cannot be"):
        trader.exchange.skew_clock(seconds)


def test_newer_server_lacks_fields_and_has_others(trader: Any) -> None:
    """In rows, in pages and in answers without rows; nothing else changes, and it can end."""
    before = trader.ask("fills", limit=3).body
    trader.exchange.drift(
        remove=["Fill.yes_price", "GetFillsResponse.cursor"],
        add={"Fill.count_fp": lambda row: f"{row['count']}.00", "Fill.side": "both"},
        null=["Fill.ts", "GetBalanceResponse.updated_ts"],
        rename={"Fill.no_price": "no_price_cents"},
    )
    after = trader.ask("fills", limit=3).body
    expected = []
    for row in before["fills"]:
        changed = {**row, "count_fp": f"{row['count']}.00", "side": "both", "ts": None}
        del changed["yes_price"]
        changed["no_price_cents"] = changed.pop("no_price")
        expected.append(changed)
    assert {"fills": expected} == after
    assert None is trader.ask("balance").body["updated_ts"]
    trader.exchange.drift()
    assert before == trader.ask("fills", limit=3).body


def test_drift_reaches_pages_of_positions_that_were_kept(trader: Any) -> None:
    """Between two pages of one reader, too."""
    first = trader.ask("positions", limit=1, settlement_status="all").body
    trader.exchange.drift(add={"MarketPosition.colour": "blue"}, remove=["EventPosition.total_cost"])
    second = trader.ask("positions", limit=1, settlement_status="all", cursor=first["cursor"]).body
    assert "blue" == second["market_positions"][0]["colour"]
    assert "total_cost" not in second["event_positions"][0]


def test_drift_reaches_rows_inside_an_answer(make_trader: Callable[..., Any]) -> None:
    """As later editions have them."""
    trader = make_trader(edition="2026-10")
    trader.exchange.drift(remove=["IndexedBalance.exchange_index"], add={"IndexedBalance.name": "main"})
    (row,) = trader.ask("balance").body["balance_breakdown"]
    assert {"balance", "name"} == set(row)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"remove": ["Fill.yes"]}, ValueError, "Fill has no field 'yes'; it has"),
        ({"null": ["Fills.count"]}, ValueError, "'Fills.count' is no field of a schema"),
        ({"add": {"count_fp": "1"}}, ValueError, "'count_fp' is no field of a schema"),
        ({"rename": {"Fill.x": "y"}}, ValueError, "no field 'x'"),
        ({"remove": "Fill.count"}, TypeError, "lists of fields, not the text 'Fill.count'"),
    ],
)
def test_drift_of_what_is_not_there_is_refused(
    trader: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    """A slip of the pen would make a test pass for nothing."""
    with pytest.raises(error, match=message):
        trader.exchange.drift(**options)
    assert json.dumps(trader.ask("fills").body)
