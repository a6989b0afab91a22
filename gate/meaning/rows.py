"""What the fields of one item say to each other: units, notations, times, older and newer names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from math import floor
from typing import Any

from gate.findings import Problem, Skip, check
from gate.items import Item, exact
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
            found = 0
            for row in rows:
                apart = distance(row.get(name), row.get(other))
                if apart and found < ENOUGH:
                    found += 1
                    text = f"{row[name]!r} dollars and {row[other]!r} cents ({other})"
                    # How a fraction of a cent is rounded to whole cents is nowhere written.
                    yield Problem(f"{place} {name}", text, unverified=apart < 1)


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
    yield from faults(subject, "GetFills", "fills", fill_faults)


@check
def sides_of_fills_agree(subject: Subject) -> Iterator[Problem]:
    """Older and newer words for the side that a fill was on say the same."""
    if not {"outcome_side", "book_side"} <= subject.vocabulary("GetFills", "fills").fields:
        raise Skip("this edition has one way only to tell sides")
    yield from faults(subject, "GetFills", "fills", side_faults)


@check
def settlements_agree_with_themselves(subject: Subject) -> Iterator[Problem]:
    """A settlement pays what its result says for the contracts that were held."""
    yield from faults(subject, "GetSettlements", "settlements", settlement_faults)


@check
def positions_agree_with_themselves(subject: Subject) -> Iterator[Problem]:
    """A position's costs, fees and counts are not negative, and nothing that is held costs nothing."""
    yield from faults(subject, "GetPositions", "market_positions", position_faults)


def fill_faults(row: Item) -> Iterator[tuple[str, str, bool]]:
    """Names the field, what is wrong with it, and whether the contract leaves it open."""
    if row["trade_id"] != row["fill_id"]:
        yield "trade_id", f"{row['trade_id']!r} is not fill_id", False
    if row["market_ticker"] != row["ticker"]:
        yield "market_ticker", f"{row['market_ticker']!r} is not ticker {row['ticker']!r}", False
    if row["count"] <= 0:
        yield "count", f"a fill of {row['count']} contracts", False
    if row["yes_price"] + row["no_price"] != 100 or not 0 <= row["yes_price"] <= 100:
        yield "yes_price", f"{row['yes_price']} and no_price {row['no_price']} do not add up to 100", False
    if row.knows("price"):
        own = row[f"{row['side']}_price"]
        if row["price"] != own:
            yield "price", f"{row['price']} cents, though {row['side']}_price is {own}", False
    if row.get("fee_cost", 0) < 0:
        yield "fee_cost", f"is negative: {row['fee_cost']}", False
    at = parse_time(row.get("created_time"))
    if at is not None and "ts" in row and floor(at) != row["ts"]:
        yield "ts", f"{row['ts']} is not the second of created_time {row['created_time']!r}", False


def side_faults(row: Item) -> Iterator[tuple[str, str, bool]]:
    """Names the field, what is wrong with it, and whether the contract leaves it open."""
    outcome, book = row["outcome_side"], row["book_side"]
    if not {"side", "action"} <= row.keys():
        if (outcome == "yes") != (book == "bid"):
            yield "book_side", f"{book!r} towards the outcome {outcome!r}", True
        return
    side, action = row["side"], row["action"]
    gains_yes = (side == "yes") == (action == "buy")
    # Left open are the outcome of a sale, and whose book it is that NO stands in.
    if (outcome == "yes") != gains_yes:
        yield "outcome_side", f"{outcome!r} of {action} {side}", action == "sell"
    if (book == "bid") != gains_yes:
        yield "book_side", f"{book!r} of {action} {side}", side == "no"


def settlement_faults(row: Item) -> Iterator[tuple[str, str, bool]]:
    """Names the field, what is wrong with it, and whether the contract leaves it open."""
    result, value, yes, no = row["market_result"], row.get("value"), row["yes_count"], row["no_count"]
    for name in ("yes_count", "no_count", "yes_total_cost", "no_total_cost", "revenue"):
        if row[name] < 0:
            yield name, f"is negative: {row[name]}", False
    if row.get("fee_cost", 0) < 0:
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
        if row["revenue"] not in whole_cents(row["yes_total_cost"] + row["no_total_cost"]):
            yield "revenue", f"{row['revenue']} is not what the contracts of a void market have cost", True
    elif pays is not None:
        if not 0 <= pays <= 100:
            yield "value", f"{pays} cents for one contract", False
        elif row["revenue"] not in whole_cents(yes * pays + no * (100 - pays)):
            text = f"{row['revenue']} for {yes} YES at {pays} and {no} NO at {100 - pays} cents"
            yield "revenue", text, False


def position_faults(row: Item) -> Iterator[tuple[str, str, bool]]:
    """Names the field, what is wrong with it, and whether the contract leaves it open."""
    for name in ("total_traded", "market_exposure", "resting_orders_count", "fees_paid"):
        if row.knows(name) and row[name] < 0:
            yield name, f"is negative: {row[name]}", False
    if row["market_exposure"] > 100 * abs(row["position"]):
        text = f"{row['market_exposure']} cents for {abs(row['position'])} contracts"
        yield "market_exposure", f"{text}, each of which costs at most 100", False


def faults(
    subject: Subject,
    operation: str,
    list_name: str,
    find: Callable[[Item], Iterator[tuple[str, str, bool]]],
) -> Iterator[Problem]:
    """Tells the first few faults of each field.

    Raises:
        Skip: There are no items.
    """
    rows = subject.items(operation, list_name)
    if not rows:
        raise Skip(f"the account has no {list_name.replace('_', ' ')}")
    [key] = (each.id for each in subject.operation(operation).lists if each.name == list_name)
    counts: dict[str, int] = {}
    for row in rows:
        try:
            found = list(find(row))
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            found = [("item", f"cannot be understood: {type(error).__name__}: {error}", False)]
        for name, text, unverified in found:
            counts[name] = counts.get(name, 0) + 1
            if counts[name] <= ENOUGH:
                place = f"{operation} {row.vocabulary.field(name)}"
                yield Problem(place, f"{row.get(key)}: {text}", unverified=unverified)


def whole_cents(amount: int | Decimal) -> tuple[int, int]:
    """What an amount may become in whole cents: itself, or the numbers below and above its fraction."""
    below = floor(amount)
    return below, below if amount == below else below + 1


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
            if not any(subject.target.traffic.of(operation.id, 200)):
                subject.target.get(operation)
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


def distance(dollars: Any, cents: Any) -> int | Decimal:
    """How many cents two notations of an amount are apart; none where one is not told or lost a fraction."""
    if dollars is None or cents is None:
        return 0
    amount = exact(dollars, 100)
    if isinstance(amount, str | bool | float) or type(cents) is not int:
        return 1
    return 0 if int(amount) == cents else abs(amount - cents)
