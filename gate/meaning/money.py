"""The balance, and what is known of the account besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.contract import Operation
from gate.findings import Problem, Skip, check
from gate.items import Item, Vocabulary
from gate.meaning.books import positions, settlements
from gate.meaning.subject import Subject
from gate.meaning.trades import trades
from gate.target import Query
from gate.values import read_json

RESTING = "GetPortfolioRestingOrderTotalValue"
# The parts that an amount is told in besides, and the fields of each part.
PARTS: Mapping[str, tuple[str, str]] = {
    "GetBalance": ("balance_breakdown", "balance"),
    RESTING: ("resting_order_value_breakdown", "total_resting_order_value"),
}


def read(subject: Subject, operation: Operation, query: Query | None = None) -> Item | None:
    """Reads an answer that is no page; None if the account may not call the operation.

    Raises:
        Skip: The server answered with another failure, which another check tells of.
    """
    exchange = subject.target.get(operation, query)
    if exchange.status == 403 and 403 in operation.statuses:
        return None
    if exchange.status != 200:
        raise Skip(f"{operation.id} answered with status {exchange.status}")
    body: dict[str, Any] = read_json(exchange.body)
    return subject.vocabulary(operation.id).read(body)


@check
def worth_lies_within_bounds(subject: Subject) -> Iterator[Problem]:
    """What is held is worth between nothing and a dollar for each contract, as are resting orders."""

    def find() -> Iterator[Problem]:
        rows = positions(subject).values()
        contracts = sum(abs(row["position"]) for row in rows if row["ticker"] in subject.lore.unsettled)
        knows_resting = all(row.knows("resting_orders_count") for row in rows)
        resting = sum(row["resting_orders_count"] for row in rows) if knows_resting else None
        for name, field, count, unverified in (
            ("GetBalance", "portfolio_value", contracts, False),
            # A market with resting orders and nothing else may have no position.
            (RESTING, "total_resting_order_value", resting, True),
        ):
            body = read(subject, subject.operation(name))
            if body is None:
                continue
            if body[field] < 0 or (count is not None and body[field] > 100 * count):
                text = f"{body[field]} cents for {'some' if count is None else count} contracts"
                yield Problem(f"{name} {field}", text, unverified=unverified and body[field] >= 0)

    yield from subject.settled(find)


@check
def parts_add_up(subject: Subject) -> Iterator[Problem]:
    """What is told by shard of the exchange adds up to the whole, and asking for a shard gives its part."""

    def find() -> Iterator[Problem]:
        seen = False
        for name, (list_name, field) in PARTS.items():
            operation = subject.operation(name)
            schema = subject.contract.resolve(subject.contract.response_schema(name, 200) or {})
            if list_name not in schema.get("properties", {}):
                continue
            body = read(subject, operation)
            if body is None or list_name not in body:
                continue
            seen = True
            shares = subject.contract.resolve(schema["properties"][list_name]["items"])
            vocabulary = Vocabulary.of(subject.contract, shares)
            rows = [vocabulary.read(row) for row in body[list_name]]
            total, whole = sum(row["balance"] for row in rows), body[field]
            # A whole that is told in cents alone has lost its fraction.
            if int(total) != whole and total != whole:
                yield Problem(f"{name} {list_name}", f"adds up to {total} cents, and {field} is {whole}")
            if "exchange_index" in operation.parameters:
                yield from _ask_for_parts(subject, operation, field, rows)
        if not seen:
            raise Skip("this edition tells no amount in parts")

    yield from subject.settled(find)


def _ask_for_parts(subject: Subject, operation: Operation, field: str, rows: list[Item]) -> Iterator[Problem]:
    known = {row["exchange_index"]: row["balance"] for row in rows}
    for index in (*known, max(known, default=0) + 1):
        part = known.get(index, 0)
        query = {"exchange_index": index}
        try:
            body = read(subject, operation, query)
        except Skip as skip:
            if index in known:
                raise
            yield subject.problem(operation, query, str(skip), unverified=True)
            continue
        if body is not None and body[field] not in (part, int(part)):
            text = f"{field} is {body[field]} cents, by the breakdown {part}"
            # What a shard has that nobody tells of is not known.
            yield subject.problem(operation, query, text, unverified=index not in known)


@check
def cash_follows_from_deposits(subject: Subject) -> Iterator[Problem]:
    """The balance is what was paid in, plus what fills and settlements brought, less fees and reserves."""
    account = subject.target.account
    if account is None or account.deposits is None:
        raise Skip("nobody said what was paid in; see ACCOUNT")

    resting = read(subject, subject.operation(RESTING))
    reserved = account.total_resting_order_value if resting is None else resting["total_resting_order_value"]
    if reserved is None:
        raise Skip("the account may not ask for the value of its resting orders, and nobody said it")
    balance = read(subject, subject.operation("GetBalance"))
    if balance is None:
        raise Skip("the account may not ask for its balance")
    traded = sum(each.cash for each in trades(subject).values())
    everything = subject.lore.settled | subject.lore.unsettled
    fees = sum(row["fees_paid"] for ticker, row in positions(subject).items() if ticker in everything)
    revenue = sum(row["revenue"] for row in settlements(subject).values())
    # A market that ended while nothing was held has no settlement, and neither has anything been paid.
    expected = account.deposits + traded - fees + revenue - reserved
    if balance["balance"] != expected:
        text = f"{balance['balance']} cents, by deposits, fills, fees and settlements {expected}"
        yield Problem("GetBalance balance", text)


@check
def known_amounts_are_told(subject: Subject) -> Iterator[Problem]:
    """What is known of the account besides is what the server tells."""
    account = subject.target.account
    if not account:
        raise Skip("nothing is known of the account besides; see ACCOUNT")
    for name, field, known in (
        ("GetBalance", "portfolio_value", account.portfolio_value),
        (RESTING, "total_resting_order_value", account.total_resting_order_value),
    ):
        body = read(subject, subject.operation(name))
        if known is not None and body is not None and body[field] != known:
            yield Problem(f"{name} {field}", f"{body[field]} cents, known are {known}")
    for name, list_name, count in (
        ("GetFills", "fills", account.fills),
        ("GetSettlements", "settlements", account.settlements),
    ):
        rows = subject.items(name, list_name)
        if count is not None and len(rows) != count:
            yield Problem(f"{name} {list_name}", f"{len(rows)} items, known are {count}")
