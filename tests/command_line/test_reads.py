"""The commands that look at an account, against the mock's ledger."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from .conftest import Run, Serve

EDITIONS = ("2025-11", "2026-10")
CENT = Decimal("0.01")


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_balance_of_an_edition_tells_the_ledgers_dollars(serve: Serve, run: Run, edition: str) -> None:
    """Cents of one edition and dollars of another come out alike."""
    ledger = serve(edition=edition).ledger
    told = json.loads(run("balance", "--json", "--edition", edition).out)
    assert ledger.balance * CENT == Decimal(told["cash_dollars"])
    assert ledger.portfolio_value * CENT == Decimal(told["positions_value_dollars"])


@pytest.mark.parametrize("edition", EDITIONS)
def test_fills_as_csv_are_all_fills_of_the_ledger(serve: Serve, run: Run, edition: str) -> None:
    """Every page is read, and each cell is what the ledger knows."""
    ledger = serve(edition=edition, fills=450).ledger
    told = rows(run("fills", "--csv", "--edition", edition).out)
    expected = [
        (
            fill.fill_id,
            fill.order.ticker,
            "yes" if fill.order.gains_yes else "no",
            Decimal(fill.count),
            fill.yes_price * CENT,
            str(fill.is_taker).lower(),
        )
        for fill in reversed(ledger.fills)
    ]
    actual = [
        (
            row["fill_id"],
            row["ticker"],
            row["outcome_side"],
            Decimal(row["contracts"]),
            Decimal(row["yes_price_dollars"]),
            row["is_taker"],
        )
        for row in told
    ]
    assert sorted(expected) == sorted(actual)


def test_fills_of_an_edition_without_fees_leave_them_empty(serve: Serve, run: Run) -> None:
    """An absent fee is unknown, in files an empty cell, and never zero."""
    serve(edition="2025-11")
    assert {""} == {row["fee_dollars"] for row in rows(run("fills", "--csv", "--edition", "2025-11").out)}
    assert "unknown" in run("fills", "--edition", "2025-11").out


@pytest.mark.parametrize("edition", EDITIONS)
def test_settlements_as_json_add_up_to_the_ledgers_revenue(serve: Serve, run: Run, edition: str) -> None:
    """Whole cents and dollars of one object come out in dollars."""
    ledger = serve(edition=edition, fills=450).ledger
    told = json.loads(run("settlements", "--json", "--edition", edition).out)
    assert len(ledger.settlements) == len(told)
    assert sum(paid.revenue for paid in ledger.settlements) * CENT == sum(
        Decimal(row["revenue_dollars"]) for row in told
    )
    assert sum(paid.fees for paid in ledger.settlements) * CENT == sum(
        Decimal(row["fee_dollars"]) for row in told
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_positions_are_signed_contracts(serve: Serve, run: Run, edition: str) -> None:
    """YES counts up and NO counts down, as in the ledger."""
    ledger = serve(edition=edition).ledger
    told = rows(run("positions", "--csv", "--settlement-status", "all", "--edition", edition).out)
    expected = {position.ticker: position.contracts for position in ledger.positions()}
    assert expected == {row["ticker"]: int(Decimal(row["position_contracts"])) for row in told}


def test_positions_by_event_add_up_to_those_by_market(serve: Serve, run: Run) -> None:
    """The grouping changes nothing of the sum."""
    serve()
    sums = [
        sum(Decimal(row["exposure_dollars"]) for row in rows(run("positions", "--csv", "--by", by).out))
        for by in ("market", "event")
    ]
    assert sums[0] == sums[1]


def test_fills_since_and_until_a_day_are_the_fills_of_that_day(serve: Serve, run: Run) -> None:
    """Both days belong to the range, in the zone that is asked for."""
    ledger = serve(fills=200).ledger
    day = datetime.fromtimestamp(ledger.fills[100].at / 1e6, UTC).date()
    told = rows(run("fills", "--csv", "--tz", "UTC", "--since", str(day), "--until", str(day)).out)
    expected = [
        fill.fill_id for fill in ledger.fills if datetime.fromtimestamp(fill.at / 1e6, UTC).date() == day
    ]
    assert sorted(expected) == sorted(row["fill_id"] for row in told)


def test_fills_of_two_markets_hold_no_other(serve: Serve, run: Run) -> None:
    """Several tickers go out as the contract's list."""
    ledger = serve(fills=200).ledger
    wanted = sorted({fill.order.ticker for fill in ledger.fills})[:2]
    told = rows(run("fills", "--csv", "--ticker", wanted[0], "--ticker", wanted[1]).out)
    assert set(wanted) == {row["ticker"] for row in told}


def test_newest_stops_after_so_many_rows(serve: Serve, run: Run) -> None:
    """A look does not read the whole history."""
    exchange = serve(fills=300)
    assert 5 == len(rows(run("fills", "--csv", "--newest", "5").out))
    assert 1 == len(exchange.requests)


def test_resting_value_tells_the_ledgers_reserve(serve: Serve, run: Run) -> None:
    """What resting purchases reserve is what they would cost."""
    ledger = serve().ledger
    told = json.loads(run("resting-value", "--json").out)
    assert ledger.reserved * CENT == Decimal(told["resting_value_dollars"])


def test_resting_value_of_an_ordinary_member_fails_with_the_reason(serve: Serve, run: Run) -> None:
    """A 403 is told as what it is, on stderr."""
    serve(fcm_member=False)
    outcome = run("resting-value")
    assert (1, "") == (outcome.status, outcome.out)
    assert "few accounts only" in outcome.err


def test_tables_in_a_pipe_are_plain_and_not_cut(serve: Serve, run: Run) -> None:
    """No escape, no ellipsis: what is piped can be searched."""
    exchange = serve()
    text = run("fills").out
    assert "\x1b" not in text
    assert "…" not in text
    assert all(fill.order.ticker in text for fill in exchange.ledger.fills)
