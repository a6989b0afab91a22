"""Faults of the contract: what it says of the same server as before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from proof.mutant import Document, Mutant


def _at(document: Document, *path: str | int) -> Any:
    node: Any = document
    for key in path:
        node = node[key]
    return node


def _schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def _field(document: Document, schema: str, name: str) -> Document:
    found: Document = _schema(document, schema)["properties"][name]
    return found


def _parameter(document: Document, name: str) -> Document:
    found: Document = document["components"]["parameters"][name]
    return found


def _operation(document: Document, path: str) -> Document:
    found: Document = document["paths"][f"/portfolio/{path}"]["get"]
    return found


def saying(name: str, change: Callable[[Document], object], *, equivalent: str = "") -> Mutant:
    """A mutant of the contract; `change` alters a copy in place."""

    def patch(document: Document) -> None:
        change(document)

    return Mutant(name, "contract", contract=patch, equivalent=equivalent)


def _rename_header(document: Document) -> None:
    _at(document, "components", "securitySchemes", "kalshiAccessTimestamp")["name"] = "KALSHI-TIMESTAMP"


def _move(document: Document) -> None:
    document["paths"]["/portfolio/history"] = document["paths"].pop("/portfolio/settlements")


def _drop_scheme(document: Document) -> None:
    for item in document["paths"].values():
        for requirement in item["get"]["security"]:
            requirement.pop("kalshiAccessTimestamp")


def _alternatives(document: Document) -> None:
    for item in document["paths"].values():
        item["get"]["security"] = [{name: []} for name in item["get"]["security"][0]]


def _drop_field(document: Document) -> None:
    schema = _schema(document, "MarketPosition")
    del schema["properties"]["fees_paid"], schema["example"]["fees_paid"]
    schema["required"].remove("fees_paid")


def _explode(document: Document) -> None:
    _parameter(document, "EventTicker")["explode"] = True


CONTRACT = (
    saying("a parameter is removed", lambda d: _operation(d, "fills")["parameters"].pop(1)),
    saying("a parameter is renamed", lambda d: _parameter(d, "EventTicker").update(name="event_tickers")),
    saying("a parameter is required", lambda d: _parameter(d, "Ticker").update(required=True)),
    saying("the limit is a text", lambda d: _parameter(d, "Limit").update(schema={"type": "string"})),
    saying("the greatest limit is higher", lambda d: _parameter(d, "Limit")["schema"].update(maximum=500)),
    saying(
        "the greatest limit is lower", lambda d: _parameter(d, "PositionsLimit")["schema"].update(maximum=200)
    ),
    saying("the least limit is zero", lambda d: _parameter(d, "Limit")["schema"].update(minimum=0)),
    saying("another default limit", lambda d: _parameter(d, "Limit")["schema"].update(default=50)),
    saying("another default status", lambda d: _schema(d, "SettlementStatus").update(default="all")),
    saying("more events at once", lambda d: _parameter(d, "EventTicker")["schema"].update(maxItems=20)),
    saying("events are repeated, not listed", _explode),
    saying("a member is added to sides", lambda d: _schema(d, "FillSide")["enum"].append("maybe")),
    saying("a member is removed from results", lambda d: _schema(d, "MarketResult")["enum"].remove("void")),
    saying(
        "a member is added to statuses", lambda d: _schema(d, "SettlementStatus")["enum"].append("voided")
    ),
    saying(
        "a member is removed from statuses",
        lambda d: _schema(d, "SettlementStatus")["enum"].remove("settled"),
    ),
    saying(
        "an optional field is required", lambda d: _schema(d, "Fill")["required"].append("client_order_id")
    ),
    saying("a required field is optional", lambda d: _schema(d, "Fill")["required"].remove("price")),
    saying("a field may be null", lambda d: _field(d, "Fill", "order_id").update(nullable=True)),
    saying("a field may not be null", lambda d: _field(d, "Settlement", "value").pop("nullable")),
    saying("a field is removed", _drop_field),
    saying("a field is a text", lambda d: _field(d, "GetBalanceResponse", "balance").update(type="string")),
    saying("dollars are plain texts", lambda d: _field(d, "Settlement", "fee_cost").pop("format")),
    saying(
        "seconds are a text of a time",
        lambda d: _field(d, "Fill", "ts").update(type="string", format="date-time"),
    ),
    saying(
        "cents are dollars",
        lambda d: _field(d, "GetBalanceResponse", "balance").update({"x-unit": "dollars"}),
    ),
    saying("a status is removed", lambda d: _operation(d, "balance")["responses"].pop("401")),
    saying(
        "the refusal of resting orders is removed",
        lambda d: _operation(d, "summary/total_resting_order_value")["responses"].pop("403"),
    ),
    saying(
        "a status is added",
        lambda d: _operation(d, "balance")["responses"].update(
            {"404": {"$ref": "#/components/responses/BadRequest"}}
        ),
    ),
    saying(
        "paging names another field",
        lambda d: _operation(d, "fills")["x-pagination"].update(nextCursor="next"),
    ),
    saying(
        "paging names another id",
        lambda d: _operation(d, "fills")["x-pagination"]["lists"][0].update(id="order_id"),
    ),
    saying("paging leaves a list out", lambda d: _operation(d, "positions")["x-pagination"]["lists"].pop()),
    saying("paging is left out", lambda d: _operation(d, "settlements").pop("x-pagination")),
    saying(
        "the link to the next page is another",
        lambda d: _at(_operation(d, "fills"), "responses", "200", "links", "nextPage", "parameters").update(
            cursor="$response.body#/next"
        ),
    ),
    saying("a header has another name", _rename_header),
    saying("a header is not required", _drop_scheme),
    saying("one header is enough", _alternatives),
    saying(
        "the server has another prefix",
        lambda d: d["servers"][0].update(url="https://api.elections.kalshi.com/v2"),
    ),
    saying("a path is another", _move),
    saying("an operation has another name", lambda d: _operation(d, "balance").update(operationId="GetCash")),
    saying(
        "clocks may differ by a minute",
        lambda d: _at(d, "components", "securitySchemes", "kalshiAccessTimestamp").update(
            {"x-clock-tolerance-ms": 60_000}
        ),
    ),
    saying(
        "an example does not add up",
        lambda d: _schema(d, "MarketPosition")["example"].update(total_traded_dollars="4.4500"),
    ),
    saying(
        "a decision is no longer marked",
        lambda d: _schema(d, "MarketResult").pop("x-unverified"),
    ),
)


def _one_market(document: Document) -> None:
    _parameter(document, "Tickers").update(schema={"type": "string"}, example="KXHIGHNY-26OCT15-B50")
    for name in ("style", "explode"):
        _parameter(document, "Tickers").pop(name)


def _void(document: Document) -> None:
    _schema(document, "MarketResult")["enum"].append("void")


_NEWER = (
    saying("one market at a time", _one_market),
    saying("more markets at once", lambda d: _parameter(d, "Tickers")["schema"].update(maxItems=200)),
    saying("the greatest limit is still 200", lambda d: _parameter(d, "Limit")["schema"].update(maximum=200)),
    saying("void is still a result", _void),
    saying(
        "the first subaccount is 1", lambda d: _parameter(d, "PrimarySubaccount")["schema"].update(default=1)
    ),
    saying("fees need not be told", lambda d: _schema(d, "Fill")["required"].remove("fee_cost")),
    saying("counts are in cents", lambda d: _field(d, "Fill", "count_fp").update({"x-unit": "cents"})),
    saying(
        "all shards are listed by default",
        lambda d: _parameter(d, "ExchangeIndex")["schema"].update(default=0),
    ),
)
NEWER = tuple(replace(each, edition="2026-10") for each in _NEWER)
