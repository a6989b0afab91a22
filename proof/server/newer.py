"""Faults of the edition of October 2026: decimal texts, shards, subaccounts, newer words, older leftovers."""

# ruff: noqa: SLF001 - a patch reaches for what is inside
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kalshi_mock import MockExchange
from kalshi_mock._answer import Answer, Request
from proof.mutant import Mutant
from proof.server.tamper import (
    Body,
    Query,
    Respond,
    concerns,
    drop,
    hearing,
    put,
    query_of,
    responding,
    telling,
    telling_rows,
    with_body,
)

EDITION = "2026-10"
MARKETS, EVENTS = ("market_positions",), ("event_positions",)


def _scale(name: str, factor: str) -> Callable[[Body], None]:
    """Tells an amount times a factor, as decimal text."""
    return lambda row: put(row, **{name: f"{Decimal(row[name]) * Decimal(factor):f}"})


def _add(name: str, amount: str) -> Callable[[Body], None]:
    return lambda row: put(row, **{name: f"{Decimal(row[name]) + Decimal(amount):f}"})


def _without(*names: str) -> Callable[[Query], Query]:
    return lambda query: {key: value for key, value in query.items() if key not in names}


def _first_of(name: str) -> Callable[[Query], Query | None]:
    return lambda query: {**query, name: query[name].split(",")[0]} if "," in query.get(name, "") else None


def _flip(row: Body) -> None:
    put(row, outcome_side="no" if row["outcome_side"] == "yes" else "yes")


def _unflip_sales(row: Body) -> None:
    if row.get("action") == "sell":
        put(row, outcome_side=row["side"])


def _in_cents(row: Body) -> None:
    put(row, yes_price=int(Decimal(row["yes_price_dollars"]) * 100))


def _waive_fees(row: Body) -> None:
    if Decimal(row["count_fp"]) > 20:
        put(row, fee_cost="0.000000")


def _void(row: Body) -> None:
    if row["market_result"] == "scalar" and row.get("value") is None:
        put(row, market_result="void")


def _refusing(operation: str, name: str, most: int) -> Callable[[Respond], Respond]:
    """Refuses numbers that the contract allows."""

    def make(respond: Respond) -> Respond:
        def wrong(request: Request) -> Answer:
            answer = respond(request)
            text = query_of(request).get(name, "")
            if concerns(operation, request) and answer.status == 200 and text.isdigit() and int(text) > most:
                return with_body(replace(answer, status=400), {"msg": f"{name} must be at most {most}"})
            return answer

        return wrong

    return make


def _any_token(exchange: MockExchange) -> None:
    application: Any = exchange.application
    respond = application.respond

    def wrong(request: Request) -> Answer:
        for name, value in request.headers:
            if name == b"authorization":
                application._access_token = value.decode("latin-1").partition(" ")[2].strip()
        answer: Answer = respond(request)
        return answer

    application.respond = wrong


def _part_twice(body: Body) -> None:
    body["balance_breakdown"] *= 2


def _parts_in_cents(body: Body) -> None:
    for row in body["resting_order_value_breakdown"]:
        _scale("balance", "100")(row)


_NEWER = (
    telling_rows("counts are in hundredths", "GetFills", _scale("count_fp", "0.01")),
    telling_rows("counts are numbers", "GetFills", lambda row: put(row, count_fp=float(row["count_fp"]))),
    telling_rows("counts have an exponent", "GetFills", lambda row: put(row, count_fp="1.2E+1")),
    telling_rows("prices are in cents", "GetFills", _scale("yes_price_dollars", "100")),
    telling_rows("a price in cents is left over", "GetFills", _in_cents),
    telling_rows("the price of NO is that of YES", "GetFills", _scale("no_price_dollars", "0.5")),
    telling_rows("fees of fills are in cents", "GetFills", _scale("fee_cost", "100")),
    telling_rows("fees of large fills are left out", "GetFills", _waive_fees),
    telling_rows("outcomes are flipped", "GetFills", _flip),
    telling_rows("the outcome of a sale is its side", "GetFills", _unflip_sales),
    telling_rows("every fill is a bid", "GetFills", lambda row: put(row, book_side="bid")),
    telling_rows("outcomes are in capitals", "GetFills", lambda row: put(row, outcome_side="YES")),
    telling_rows("fills do not say their fee", "GetFills", lambda row: drop(row, "fee_cost")),
    telling_rows("fills are of another subaccount", "GetFills", lambda row: put(row, subaccount_number=1)),
    telling_rows("fills are on another shard", "GetFills", lambda row: put(row, exchange_index=1)),
    telling_rows(
        "positions have no sign in decimals",
        "GetPositions",
        lambda row: put(row, position_fp=row["position_fp"].lstrip("-")),
        lists=MARKETS,
    ),
    telling_rows(
        "exposures are in cents", "GetPositions", _scale("market_exposure_dollars", "100"), lists=MARKETS
    ),
    telling_rows(
        "fees of positions are a tenth of a cent off",
        "GetPositions",
        _add("fees_paid_dollars", "0.001"),
        lists=MARKETS,
    ),
    telling_rows(
        "events count contracts twice in decimals",
        "GetPositions",
        _scale("total_cost_shares_fp", "2"),
        lists=EVENTS,
    ),
    telling_rows("void is still a result", "GetSettlements", _void),
    telling_rows(
        "revenue is in dollars, as the costs are",
        "GetSettlements",
        lambda row: put(row, revenue=row["revenue"] // 100),
    ),
    telling_rows("costs of YES are in cents", "GetSettlements", _scale("yes_total_cost_dollars", "100")),
    telling_rows("settled counts are in hundredths", "GetSettlements", _scale("yes_count_fp", "0.01")),
    telling("dollars of the balance are cents", "GetBalance", _scale("balance_dollars", "100")),
    telling("cents of the balance are dollars", "GetBalance", lambda b: put(b, balance=b["balance"] // 100)),
    telling("a part of the balance is told twice", "GetBalance", _part_twice),
    telling("parts of resting orders are in cents", "GetPortfolioRestingOrderTotalValue", _parts_in_cents),
    hearing("the shard of fills is ignored", "GetFills", _without("exchange_index")),
    hearing("the shard of the balance is ignored", "GetBalance", _without("exchange_index")),
    hearing("the subaccount of fills is ignored", "GetFills", _without("subaccount")),
    hearing("the subaccount of positions is ignored", "GetPositions", _without("subaccount")),
    hearing("the subaccount of settlements is ignored", "GetSettlements", _without("subaccount")),
    hearing("of several markets only the first counts", "GetFills", _first_of("ticker")),
    responding("the greatest limit is still 200", _refusing("GetFills", "limit", 200)),
    responding("there are 32 subaccounts", _refusing("GetPositions", "subaccount", 31)),
    Mutant("any bearer token will do", "server", server=_any_token),
)
NEWER = tuple(replace(each, edition=EDITION) for each in _NEWER)
