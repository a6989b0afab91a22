"""Faults of form: fields, types, statuses, headers, error bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kalshi_mock._answer import Answer, Request
from proof.server.tamper import (
    Body,
    Respond,
    answering,
    concerns,
    drop,
    put,
    query_of,
    responding,
    telling,
    telling_rows,
    with_body,
)


def _rename(row: Body) -> None:
    row["yes_price_dollars"] = row.pop("yes_price_fixed")


def _one_bad_row(body: Body) -> None:
    for row in body["fills"]:
        if row["fill_id"].startswith("00"):
            row["count"] = None


def _with_header(answer: Answer, name: bytes, value: bytes) -> Answer:
    return replace(answer, headers=[*answer.headers, (name, value)])


def _without_header(answer: Answer, name: bytes) -> Answer:
    return replace(answer, headers=[pair for pair in answer.headers if pair[0] != name])


def _as_html(answer: Answer) -> Answer:
    return _with_header(_without_header(answer, b"content-type"), b"content-type", b"text/html")


def _failing_on(test: str, status: int) -> Callable[[Respond], Respond]:
    def make(respond: Respond) -> Respond:
        def wrong(request: Request) -> Answer:
            answer = respond(request)
            query = query_of(request)
            odd = {
                "negative time": any(query.get(name, "").startswith("-") for name in ("min_ts", "max_ts")),
                "long text": any(len(value) > 60 for value in query.values()),
                "unknown market": query.get("ticker", "KX")[:2] != "KX",
            }[test]
            if answer.status == 200 and odd:
                return with_body(replace(answer, status=status), {"error": {"code": "x", "message": "x"}})
            return answer

        return wrong

    return make


def _any_method(respond: Respond) -> Respond:
    def wrong(request: Request) -> Answer:
        answer = respond(request)
        if answer.status == 405 and concerns("GetBalance", request):
            return with_body(
                replace(answer, status=200), {"balance": 0, "portfolio_value": 0, "updated_ts": 1763223071}
            )
        return answer

    return wrong


def _twice(answer: Answer) -> Answer:
    return with_body(answer, answer.body.replace(b'{"balance":', b'{"balance":1,"balance":'))


def _to_milliseconds(row: Body) -> None:
    row["ts"] *= 1000


SHAPES = (
    telling_rows("a field of fills is renamed", "GetFills", _rename),
    telling_rows("a required field of fills is dropped", "GetFills", lambda row: drop(row, "is_taker")),
    telling("the balance is a text", "GetBalance", lambda body: put(body, balance=str(body["balance"]))),
    telling_rows(
        "dollars of positions are numbers",
        "GetPositions",
        lambda row: put(row, fees_paid_dollars=float(row["fees_paid_dollars"])),
    ),
    telling_rows(
        "counts of fills have a decimal point", "GetFills", lambda row: put(row, count=float(row["count"]))
    ),
    telling(
        "an empty list is null",
        "GetSettlements",
        lambda body: put(body, settlements=body["settlements"] or None),
    ),
    telling_rows("a field of settlements is null", "GetSettlements", lambda row: put(row, settled_time=None)),
    telling_rows("actions are in capitals", "GetFills", lambda row: put(row, action=row["action"].upper())),
    telling_rows(
        "an unknown market result",
        "GetSettlements",
        lambda row: put(
            row, market_result="cancelled" if row["market_result"] == "void" else row["market_result"]
        ),
    ),
    telling("one fill among many has no count", "GetFills", _one_bad_row),
    telling("the balance has an unknown field", "GetBalance", lambda body: put(body, currency="USD")),
    telling("the balance comes in a list", "GetBalance", lambda body: [body]),
    answering("success is 201", "GetBalance", lambda answer: replace(answer, status=201)),
    answering("the content type is HTML", "GetPositions", _as_html),
    answering(
        "there is no content type", "GetFills", lambda answer: _without_header(answer, b"content-type")
    ),
    answering(
        "a header is doubled",
        "GetSettlements",
        lambda answer: _with_header(answer, b"content-type", b"application/json"),
    ),
    answering("a body names a field twice", "GetBalance", _twice),
    telling("refusals have a list of errors", None, lambda _: {"errors": ["bad request"]}, status=400),
    answering(
        "refusals are HTML",
        None,
        lambda answer: with_body(_as_html(answer), b"<h1>Unauthorized</h1>"),
        status=401,
    ),
    responding("a negative time is a server error", _failing_on("negative time", 500)),
    responding("an unknown market is not found", _failing_on("unknown market", 404)),
    responding("a long text is a server error", _failing_on("long text", 500)),
    responding("any method reads the balance", _any_method),
    telling_rows("fills' seconds are milliseconds", "GetFills", _to_milliseconds),
    telling(
        "the balance's time is in milliseconds",
        "GetBalance",
        lambda body: put(body, updated_ts=body["updated_ts"] * 1000),
    ),
    telling_rows(
        "times of fills have no zone",
        "GetFills",
        lambda row: put(row, created_time=row["created_time"].rstrip("Z")),
    ),
    telling_rows(
        "times of positions are numbers",
        "GetPositions",
        lambda row: put(row, last_updated_ts=1763223071),
        lists=("market_positions",),
    ),
)
