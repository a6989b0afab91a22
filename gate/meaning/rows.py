"""What the fields of one item say to each other: units, notations, times, older and newer names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from math import floor
from typing import Any

from gate.contract import Operation
from gate.findings import Problem, Skip, check
from gate.meaning.subject import Subject
from gate.snapshot import parse_time
from gate.values import read_json
from gate.walk import Row

# Seconds from 2001 to 2286: milliseconds lie beyond, and days before.
EARLIEST, LATEST = 1_000_000_000, 10_000_000_000
ENOUGH = 3


@check
def amounts_agree_in_both_notations(subject: Subject) -> Iterator[Problem]:
    """Cents and dollars of the same amount say the same."""
    for place, schema, rows in answers(subject):
        for name, other in pairs(schema):
            wrong = [row for row in rows if not same_amount(row.get(name), row.get(other))]
            for row in wrong[:ENOUGH]:
                yield Problem(f"{place} {name}", f"{row[name]!r} dollars and {row[other]!r} cents ({other})")


@check
def times_are_in_the_units_of_the_contract(subject: Subject) -> Iterator[Problem]:
    """Times in seconds are seconds, and texts of times have a zone."""
    for place, schema, rows in answers(subject):
        for name, field in schema["properties"].items():
            if field.get("x-unit") == "unix-seconds":
                read: Callable[[Any], float | None] = lambda value: value if isinstance(value, int) else None  # noqa: E731
            elif field.get("format") == "date-time":
                read = parse_time
            else:
                continue
            for row in rows:
                # Zero is when something changed that never did.
                at = read(row[name]) if row.get(name) not in (None, 0) else EARLIEST
                if at is None or not EARLIEST <= at <= LATEST:
                    yield Problem(f"{place} {name}", f"{row[name]!r} is no time that an account can tell of")
                    break


@check
def fills_agree_with_themselves(subject: Subject) -> Iterator[Problem]:
    """A fill's prices add up to a dollar, its older names say the same as the newer, its times are one."""
    operation = subject.operation("GetFills")
    rows = subject.snapshot.rows(operation, "fills")
    if not rows:
        raise Skip("the account has no fills")
    yield from faults(operation, rows, "fill_id", fill_faults)


@check
def settlements_agree_with_themselves(subject: Subject) -> Iterator[Problem]:
    """A settlement pays what its result says for the contracts that were held."""
    operation = subject.operation("GetSettlements")
    rows = subject.snapshot.rows(operation, "settlements")
    if not rows:
        raise Skip("the account has no settlements")
    yield from faults(operation, rows, "ticker", settlement_faults)


@check
def positions_agree_with_themselves(subject: Subject) -> Iterator[Problem]:
    """A position's costs, fees and counts are not negative, and nothing that is held costs nothing."""
    operation = subject.operation("GetPositions")
    rows = subject.snapshot.rows(operation, "market_positions")
    if not rows:
        raise Skip("the account has no positions")
    yield from faults(operation, rows, "ticker", position_faults)


def fill_faults(row: Row) -> Iterator[tuple[str, str, bool]]:
    """Names the field, what is wrong with it, and whether the contract leaves it open."""
    if row["trade_id"] != row["fill_id"]:
        yield "trade_id", f"{row['trade_id']!r} is not fill_id", False
    if row["market_ticker"] != row["ticker"]:
        yield "market_ticker", f"{row['market_ticker']!r} is not ticker {row['ticker']!r}", False
    if row["count"] < 1:
        yield "count", f"a fill of {row['count']} contracts", False
    if row["yes_price"] + row["no_price"] != 100 or not 0 <= row["yes_price"] <= 100:
        yield "yes_price", f"{row['yes_price']} and no_price {row['no_price']} do not add up to 100", False
    own = row.get(f"{row['side']}_price")
    if own is not None and Decimal(row["price"]) * 100 != own:
        yield "price", f"{row['price']} dollars, though {row['side']}_price is {own} cents", False
    at = parse_time(row.get("created_time"))
    if at is not None and "ts" in row and floor(at) != row["ts"]:
        yield "ts", f"{row['ts']} is not the second of created_time {row['created_time']!r}", False


def settlement_faults(row: Row) -> Iterator[tuple[str, str, bool]]:
    """Names the field, what is wrong with it, and whether the contract leaves it open."""
    result, value, yes, no = row["market_result"], row.get("value"), row["yes_count"], row["no_count"]
    for name in ("yes_count", "no_count", "yes_total_cost", "no_total_cost", "revenue"):
        if row[name] < 0:
            yield name, f"is negative: {row[name]}", False
    if Decimal(row.get("fee_cost", 0)) < 0:
        yield "fee_cost", f"is negative: {row['fee_cost']}", False
    for count, cost in (("yes_count", "yes_total_cost"), ("no_count", "no_total_cost")):
        if not 0 <= row[cost] <= 100 * row[count]:
            yield (
                cost,
                f"{row[cost]} cents for {row[count]} contracts, each of which costs at most 100",
                False,
            )
    implied = {"yes": 100, "no": 0}.get(result)
    if implied is not None and value not in (None, implied):
        yield "value", f"{value} for a market that ended with {result!r}", False
    pays = implied if implied is not None else value
    if result == "void":
        if row["revenue"] != row["yes_total_cost"] + row["no_total_cost"]:
            yield "revenue", f"{row['revenue']} is not what the contracts of a void market have cost", True
    elif pays is not None:
        if not 0 <= pays <= 100:
            yield "value", f"{pays} cents for one contract", False
        elif row["revenue"] != yes * pays + no * (100 - pays):
            text = f"{row['revenue']} for {yes} YES at {pays} and {no} NO at {100 - pays} cents"
            yield "revenue", text, False


def position_faults(row: Row) -> Iterator[tuple[str, str, bool]]:
    """Names the field, what is wrong with it, and whether the contract leaves it open."""
    for name in ("total_traded", "market_exposure", "resting_orders_count", "fees_paid"):
        if row[name] < 0:
            yield name, f"is negative: {row[name]}", False
    if row["market_exposure"] > 100 * abs(row["position"]):
        text = f"{row['market_exposure']} cents for {abs(row['position'])} contracts"
        yield "market_exposure", f"{text}, each of which costs at most 100", False


def faults(
    operation: Operation,
    rows: Sequence[Row],
    name: str,
    find: Callable[[Row], Iterator[tuple[str, str, bool]]],
) -> Iterator[Problem]:
    """Tells the first few faults of each field."""
    counts: dict[str, int] = {}
    for row in rows:
        try:
            found = list(find(row))
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            found = [("item", f"cannot be understood: {type(error).__name__}: {error}", False)]
        for field, text, unverified in found:
            counts[field] = counts.get(field, 0) + 1
            if counts[field] <= ENOUGH:
                yield Problem(f"{operation.id} {field}", f"{row.get(name)}: {text}", unverified=unverified)


def answers(subject: Subject) -> Iterator[tuple[str, Mapping[str, Any], list[Row]]]:
    """Every kind of object that answers hold, with its schema and all of its instances that were seen."""
    contract = subject.contract
    for operation in contract.operations.values():
        schema = contract.response_schema(operation.id, 200)
        if schema is None:
            continue
        page = contract.resolve(schema)
        for each in operation.lists:
            item = contract.resolve(page["properties"][each.name]["items"])
            rows = [row for row in subject.snapshot.rows(operation, each.name) if isinstance(row, dict)]
            yield f"{operation.id} {each.name}", item, rows
        if not operation.lists:
            bodies = (read_json(found.body) for found in subject.target.traffic.of(operation.id, 200))
            yield operation.id, page, [body for body in bodies if isinstance(body, dict)]


def pairs(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The names of fields that tell one amount in dollars and in cents."""
    fields = schema["properties"]
    for name, field in fields.items():
        other = name.removesuffix("_dollars").removesuffix("_fixed")
        if (
            field.get("x-unit") == "dollars"
            and other != name
            and fields.get(other, {}).get("x-unit") == "cents"
        ):
            yield name, other


def same_amount(dollars: Any, cents: Any) -> bool:
    """Whether an amount in dollars is the one in cents; true where one is not told."""
    if dollars is None or cents is None:
        return True
    try:
        return bool(Decimal(dollars) * 100 == cents)
    except (InvalidOperation, TypeError, ValueError):
        return False
