"""Scenarios as files and as Python, and what is said of one that cannot be."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kalshi_mock import MockExchange, Scenario, ScenarioError, taker_fee

DAY = """
start: 2025-11-20T14:30:00Z
now: 2h
advance_each_request: 1m
events:
  - {deposit: 100_00}
  - {open_market: KXODD, event: KXEVENT}
  - {trade: KXRAIN-25NOV20-T1, count: 10, price_cents: 41, at: 5m}
  - {trade: KXODD, side: no, count: 4, price_cents: 30, fee_cents: 1}
  - {place: bid, market: KXRAIN-25NOV20-T1, count: 20, price_cents: 38, at: 1h}
  - {fill: bid, count: 5, at: 1h 30m}
  - {place: offer, market: KXRAIN-25NOV20-T1, action: sell, count: 3, price_cents: 60}
  - {fill: bid, at: 3h}
  - {cancel: offer}
  - {settle: KXRAIN-25NOV20-T1, result: scalar, value_cents: 73, at: 2025-11-21T00:00:00Z}
  - {settle: KXODD, result: void}
faults:
  - {status: 429, times: 2, operation: GetFills}
drift: {remove: [Fill.yes_price], add: {Fill.count_fp: "1.00"}}
clock_skew_seconds: 1.5
"""


def in_python() -> Scenario:
    """The same as the file, but for faults and drift."""
    start = datetime(2025, 11, 20, 14, 30, tzinfo=UTC)
    rain = "KXRAIN-25NOV20-T1"
    return (
        Scenario(start=start, now=timedelta(hours=2), advance_each_request=timedelta(minutes=1))
        .deposit(100_00)
        .open_market("KXODD", event="KXEVENT")
        .trade(rain, count=10, price_cents=41, at=timedelta(minutes=5))
        .trade("KXODD", side="no", count=4, price_cents=30, fee_cents=1)
        .place("bid", market=rain, count=20, price_cents=38, at="1h")
        .fill("bid", count=5, at="90m")
        .place("offer", market=rain, action="sell", count=3, price_cents=60)
        .fill("bid", at=start + timedelta(hours=3))
        .cancel("offer")
        .settle(rain, result="scalar", value_cents=73, at="2025-11-21T00:00:00Z")
        .settle("KXODD", result="void")
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The scenario as a file."""
    path = tmp_path / "day.yaml"
    path.write_text(DAY)
    return path


@pytest.mark.parametrize("make", [Scenario.read, lambda _: in_python()], ids=["file", "Python"])
def test_scenario_unfolds_to_the_cent(
    file: Path, make: Callable[[Path], Scenario], make_trader: Callable[..., Any]
) -> None:
    """Each amount is worked out by hand."""
    exchange = make_trader(scenario=make(file)).exchange
    ledger = exchange.ledger
    assert datetime(2025, 11, 20, 16, 30, tzinfo=UTC) == exchange.now
    fee = taker_fee(10, 41)
    cash = 100_00 - 410 - fee - 120 - 1 - 5 * 38
    assert (cash, 15 * 38, 3) == (ledger.cash, ledger.reserved, len(ledger.fills))
    assert 15 == ledger.position("KXRAIN-25NOV20-T1").contracts
    assert 2 == exchange.advance(hours=1)
    assert (cash - 15 * 38, 0) == (ledger.cash, ledger.reserved)
    assert 2 == exchange.advance(days=1)
    assert cash - 15 * 38 + 30 * 73 + 120 == ledger.balance
    assert ["scalar", "void"] == [settlement.result for settlement in ledger.settlements]
    assert "KXEVENT" == ledger.settlements[1].event_ticker
    assert 0 == exchange.advance(days=100)


def test_file_tells_faults_drift_and_skew(file: Path, make_trader: Callable[..., Any]) -> None:
    """For those who have no Python at hand."""
    trader = make_trader(scenario=file)
    assert [429, 429, 200] == [trader.ask("fills").status for _ in range(3)]
    row = trader.ask("fills").body["fills"][0]
    assert "1.00" == row["count_fp"]
    assert "yes_price" not in row
    assert 1.5 == trader.exchange._skew_seconds


def test_scenario_without_a_now_has_happened(make_trader: Callable[..., Any]) -> None:
    """An account as it is, with nothing to come."""
    trader = make_trader(scenario=Scenario().deposit(5_00).trade("KXA-1", count=2, price_cents=50, at="1d"))
    assert 5_00 - 100 - taker_fee(2, 50) == trader.ask("balance").body["balance"]
    assert 0 == trader.exchange.advance(days=9)


def test_scenario_goes_on_after_the_history_of_a_seed(make_trader: Callable[..., Any]) -> None:
    """Its start is where that ends."""
    plain = MockExchange(seed=3, fills=40).ledger
    exchange = make_trader(scenario=Scenario(seed=3, fills=40).deposit(1_00, at="1h")).exchange
    assert plain.balance + 1_00 == exchange.ledger.balance
    assert plain.fills == exchange.ledger.fills
    assert plain.now + 3_600_000_000 == exchange.ledger.now


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        (
            Scenario().deposit(1_00).trade("KXA-1", count=9, price_cents=50),
            r"event 2 \(trade KXA-1\): the order costs 450 cents and 100 are free",
        ),
        (
            Scenario(now="0s").deposit(1_00).trade("KXA-1", count=9, price_cents=50, at="9d"),
            r"event 2 \(trade KXA-1\): the order costs 450 cents and 100 are free",
        ),
        (Scenario().fill("x"), r"event 1 \(fill x\): order 'x' was not placed before"),
        (Scenario().deposit(1, at="2h").deposit(1, at="1h"), "event 2 .* earlier than the event before"),
        (Scenario().deposit(1, at="soon"), "event 1 .* written like '2h 30m'"),
        (Scenario().deposit(1, at="2020-01-01T00:00:00Z"), "event 1 .* lies before the start"),
        (Scenario().deposit(1, at=datetime(2026, 1, 1)), "event 1 .* with its zone"),  # noqa: DTZ001
        (
            Scenario(start="2025-11-01T00:00:00Z", fills=20).deposit(1),
            "event 1 .* lies before the latest event",
        ),
        (Scenario().deposit(1).settle("KXA-1", result="yes"), "event 2 .* 'KXA-1' is unknown"),
    ],
)
def test_scenario_that_cannot_be_names_the_event(scenario: Scenario, message: str) -> None:
    """Before anything is served, even where it would happen much later."""
    with pytest.raises(ScenarioError, match=message):
        MockExchange(scenario=scenario)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the scenario is written as names with values"),
        ("a: [", "is no YAML"),
        ("evnts: []", "no field 'evnts'; known are start, now, seed"),
        ("seed: x", "seed is a whole number, not 'x'"),
        ("start: now", "with its zone, like"),
        ("now: 5", "now is a text, not 5"),
        ("events: 5", "events is a list, not 5"),
        ("events: [5]", "event 1 is written as names"),
        ("events: [{at: 1h}]", "event 1 needs exactly one of deposit, open_market"),
        ("events: [{deposit: 1, cancel: x}]", "exactly one of"),
        ("events: [{deposit: 1.5}]", r"event 1 \(deposit 1.5\): cents is a whole number, not 1.5"),
        ("events: [{deposit: 1, att: 1h}]", "has no field 'att'; known are cents, at"),
        ("events: [{trade: A-1, count: 1}]", "event 1 .* needs price_cents"),
        (
            "events: [{trade: A-1, count: 1, price_cents: 5, side: maybe}]",
            "side is one of yes, no, not 'maybe'",
        ),
        ("events: [{fill: a, taker: 1}]", "taker is true or false, not 1"),
        ("faults: [{status: 1}]", "a status is a number"),
        ("faults: [{state: 1}]", "unexpected keyword argument 'state'"),
        ("drift: {remove: [Fill.x]}", "Fill has no field 'x'"),
        ("clock_skew_seconds: a", "clock_skew_seconds is a number"),
        ("fills: -1", "fills must be 0 or more, not -1"),
    ],
)
def test_file_that_is_no_scenario_is_refused_with_the_place(tmp_path: Path, text: str, message: str) -> None:
    """One sentence, no traceback from the depths."""
    path = tmp_path / "scenario.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=message):
        MockExchange(scenario=path)


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """With the reason."""
    with pytest.raises(ScenarioError, match=r"cannot read the scenario .*none\.yaml: No such file"):
        Scenario.read(tmp_path / "none.yaml")


@pytest.mark.parametrize("options", [{"ledger": None, "upcoming": 5}, {"upcoming": 0}])
def test_account_comes_from_one_source(options: dict[str, Any]) -> None:
    """Of two it would not be clear which one counts."""
    if options["upcoming"]:
        with pytest.raises(ValueError, match="one of ledger, scenario and upcoming"):
            MockExchange(scenario=Scenario(), **options)
    else:
        assert 0 == MockExchange(scenario=Scenario(), **options).ledger.revision
