"""The balance, and what is known of the account besides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.contract import Operation
from gate.findings import Problem, Skip, check
from gate.meaning.books import positions, settlements, trades
from gate.meaning.subject import Subject
from gate.values import read_json


def read(subject: Subject, operation: Operation) -> dict[str, Any] | None:
    """Reads an answer that is no page; None if the account may not call the operation.

    Raises:
        Skip: The server answered with another failure, which another check tells of.
    """
    exchange = subject.target.get(operation)
    if exchange.status == 403 and 403 in operation.statuses:
        return None
    if exchange.status != 200:
        raise Skip(f"{operation.id} answered with status {exchange.status}")
    body: dict[str, Any] = read_json(exchange.body)
    return body


@check
def worth_lies_within_bounds(subject: Subject) -> Iterator[Problem]:
    """What is held is worth between nothing and a dollar for each contract, as are resting orders."""

    def find() -> Iterator[Problem]:
        rows = positions(subject).values()
        contracts = sum(abs(row["position"]) for row in rows if row["ticker"] in subject.lore.unsettled)
        resting = sum(row["resting_orders_count"] for row in rows)
        for name, field, count, unverified in (
            ("GetBalance", "portfolio_value", contracts, False),
            # A market with resting orders and nothing else may have no position.
            ("GetPortfolioRestingOrderTotalValue", "total_resting_order_value", resting, True),
        ):
            body = read(subject, subject.operation(name))
            if body is not None and not 0 <= body[field] <= 100 * count:
                text = f"{body[field]} cents for {count} contracts"
                yield Problem(f"{name} {field}", text, unverified=unverified and body[field] >= 0)

    yield from subject.settled(find)


@check
def cash_follows_from_deposits(subject: Subject) -> Iterator[Problem]:
    """The balance is what was paid in, plus what fills and settlements brought, less fees and reserves."""
    account = subject.target.account
    if account is None or account.deposits is None:
        raise Skip("nobody said what was paid in; see ACCOUNT")

    resting = read(subject, subject.operation("GetPortfolioRestingOrderTotalValue"))
    reserved = account.total_resting_order_value if resting is None else resting["total_resting_order_value"]
    if reserved is None:
        raise Skip("the account may not ask for the value of its resting orders, and nobody said it")
    balance = read(subject, subject.operation("GetBalance"))
    if balance is None:
        raise Skip("the account may not ask for its balance")
    traded = sum(each.cash for each in trades(subject).values())
    fees = sum(row["fees_paid"] for row in positions(subject).values())
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
        (
            "GetPortfolioRestingOrderTotalValue",
            "total_resting_order_value",
            account.total_resting_order_value,
        ),
    ):
        body = read(subject, subject.operation(name))
        if known is not None and body is not None and body[field] != known:
            yield Problem(f"{name} {field}", f"{body[field]} cents, known are {known}")
    for name, list_name, count in (
        ("GetFills", "fills", account.fills),
        ("GetSettlements", "settlements", account.settlements),
    ):
        rows = subject.snapshot.rows(subject.operation(name), list_name)
        if count is not None and len(rows) != count:
            yield Problem(f"{name} {list_name}", f"{len(rows)} items, known are {count}")
