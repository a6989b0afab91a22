"""Faults of limits: what is bounded, by default, and how much."""

from __future__ import annotations

from proof.server.tamper import Query, hearing


def _with(query: Query, **values: str) -> Query:
    return {**query, **values}


def _as_number(query: Query, name: str, otherwise: int) -> int:
    text = query.get(name, "")
    return int(text) if text.lstrip("-").isdigit() and len(text) < 18 else otherwise


LIMITS = (
    hearing("the limit is ignored", "GetFills", lambda query: _with(query, limit="200")),
    hearing("the limit of positions is ignored", "GetPositions", lambda query: _with(query, limit="1000")),
    hearing(
        "the limit is off by one",
        "GetSettlements",
        lambda query: (
            _with(query, limit=str(_as_number(query, "limit", 100) + 1))
            if 1 <= _as_number(query, "limit", 100) < 200
            else None
        ),
    ),
    hearing(
        "the greatest limit is not enforced",
        "GetFills",
        lambda query: _with(query, limit="200") if _as_number(query, "limit", 0) > 200 else None,
    ),
    hearing(
        "the greatest limit is 150",
        "GetFills",
        lambda query: _with(query, limit="150") if 150 < _as_number(query, "limit", 0) <= 200 else None,
    ),
    hearing(
        "a limit of zero is the default",
        "GetPositions",
        lambda query: _with(query, limit="100") if query.get("limit") == "0" else None,
    ),
    hearing(
        "the default limit is 50",
        "GetFills",
        lambda query: _with(query, limit="50") if "limit" not in query else None,
    ),
    hearing(
        "a limit that is no number is ignored",
        "GetSettlements",
        lambda query: (
            {key: value for key, value in query.items() if key != "limit"}
            if not query.get("limit", "1").lstrip("-").isdigit()
            else None
        ),
    ),
    hearing(
        "more than ten events are cut to ten",
        "GetSettlements",
        lambda query: (
            _with(query, event_ticker=",".join(query["event_ticker"].split(",")[:10]))
            if "event_ticker" in query
            else None
        ),
    ),
    hearing(
        "an unknown settlement status is ignored",
        "GetPositions",
        lambda query: (
            _with(query, settlement_status="all")
            if query.get("settlement_status", "all") not in ("all", "settled", "unsettled")
            else None
        ),
    ),
)
