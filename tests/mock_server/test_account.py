"""The made-up account adds up, as anyone can see who only reads its answers."""

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from typing import Any

import pytest

from kalshi_mock import make_account
from kalshi_mock._ledger import Ledger

from ..stopwatch import measure

CENT = Decimal("0.01")
LISTS = {
    "fills": ("fills", {}),
    "market_positions": ("positions", {"settlement_status": "all"}),
    "event_positions": ("positions", {"settlement_status": "all"}),
    "settlements": ("settlements", {}),
}


@pytest.fixture(
    scope="module",
    params=[(7, 500), (8, 37), (9, 3_000), (10, 0), (11, 1)],
    ids=lambda param: f"seed {param[0]}, {param[1]} fills",
)
def told(request: pytest.FixtureRequest, make_trader: Callable[..., Any]) -> dict[str, Any]:
    """Everything that one account tells of itself, and what was deposited."""
    seed, fills = request.param
    trader = make_trader(seed=seed, fills=fills)
    rows = {name: trader.read_all(path, name, **more) for name, (path, more) in LISTS.items()}
    balance = trader.ask("balance").body
    resting = trader.ask("summary/total_resting_order_value").body["total_resting_order_value"]
    deposits = trader.exchange.ledger.deposits
    return {**rows, "balance": balance, "resting": resting, "deposits": deposits, "wanted": fills}


def signed(fill: dict[str, Any]) -> int:
    """The contracts of a fill, negative where it gains NO."""
    return int(fill["count"] if (fill["side"] == "yes") == (fill["action"] == "buy") else -fill["count"])


def fee(fill: dict[str, Any]) -> Decimal:
    """The fee of a fill in dollars: 7 % for takers, rounded up to a cent, nothing for makers."""
    if not fill["is_taker"]:
        return Decimal(0)
    price = Decimal(fill["yes_price_fixed"])
    count = Decimal(fill["count"])
    return (Decimal("0.07") * count * price * (1 - price)).quantize(CENT, ROUND_CEILING)


def by_market(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Rows by market, oldest first."""
    found = defaultdict(list)
    for row in reversed(rows):
        found[row["ticker"]].append(row)
    return found


def trading_flow(fills: list[dict[str, Any]]) -> int:
    """The cash that one market's fills moved, in cents, before fees: a pair of YES and NO is worth 100."""
    flow, held = 0, Counter[str]()
    for fill in fills:
        sign = 1 if fill["action"] == "buy" else -1
        held[fill["side"]] += sign * fill["count"]
        flow -= sign * fill["count"] * fill[f"{fill['side']}_price"]
        pairs = min(held["yes"], held["no"])
        held.subtract({"yes": pairs, "no": pairs})
        flow += 100 * pairs
    return flow


def test_fills_are_as_many_as_wanted_and_each_once(told: dict[str, Any]) -> None:
    """The size is exact, for any size."""
    assert told["wanted"] == len(told["fills"]) == len({fill["fill_id"] for fill in told["fills"]})


def test_balance_is_what_came_less_what_went(told: dict[str, Any]) -> None:
    """Deposits, trading, fees, settlements and the reserve of resting orders make the balance."""
    trading = sum(trading_flow(fills) for fills in by_market(told["fills"]).values())
    fees = int(sum(fee(fill) for fill in told["fills"]) / CENT)
    revenue = sum(settlement["revenue"] for settlement in told["settlements"])
    expected = told["deposits"] + trading - fees + revenue - told["resting"]
    assert expected == told["balance"]["balance"] >= 0


def test_positions_are_the_sums_of_their_fills(told: dict[str, Any]) -> None:
    """Contracts, fees, profit and cost of each market follow from its fills and its settlement."""
    fills = by_market(told["fills"])
    settled = {row["ticker"]: row for row in told["settlements"]}
    assert fills.keys() <= {row["ticker"] for row in told["market_positions"]}
    for row in told["market_positions"]:
        own = fills.get(row["ticker"], [])
        held = sum(map(signed, own))
        settlement = settled.get(row["ticker"])
        if settlement:
            assert held == settlement["yes_count"] - settlement["no_count"]
        assert (0 if settlement else held) == row["position"]
        assert sum(map(fee, own)) == Decimal(row["fees_paid_dollars"])
        flow = trading_flow(own) + (settlement["revenue"] if settlement else 0)
        assert flow == row["realized_pnl"] - row["market_exposure"]
        assert (row["market_exposure"] > 0) == (row["position"] != 0)
        assert row["total_traded"] >= row["market_exposure"]
        assert (row["total_traded"] > 0) == bool(own)


def test_settlements_pay_by_result_what_was_held(told: dict[str, Any]) -> None:
    """YES pays the value, NO the rest of the dollar; a void market pays back the cost."""
    for row in told["settlements"]:
        cost = row["yes_total_cost"] + row["no_total_cost"]
        assert (row["yes_count"] > 0) != (row["no_count"] > 0)
        assert (row["yes_count"] > 0, row["no_count"] > 0) == (
            row["yes_total_cost"] > 0,
            row["no_total_cost"] > 0,
        )
        assert row["event_ticker"] == row["ticker"].rpartition("-")[0]
        if row["market_result"] == "void":
            assert (None, cost) == (row["value"], row["revenue"])
            continue
        value = row["value"]
        assert {"yes": value == 100, "no": value == 0}.get(row["market_result"], 0 < value < 100)
        assert row["yes_count"] * value + row["no_count"] * (100 - value) == row["revenue"]


def test_settlement_fees_are_those_of_its_fills(told: dict[str, Any]) -> None:
    """Whole cents, in dollars with four decimals."""
    fills = by_market(told["fills"])
    for row in told["settlements"]:
        assert f"{sum(map(fee, fills[row['ticker']])):.4f}" == row["fee_cost"]


def test_event_positions_are_the_sums_of_their_markets(told: dict[str, Any]) -> None:
    """Every amount of an event, in cents and in dollars, and the contracts of its fills."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row in told["market_positions"]:
        event = row["ticker"].rpartition("-")[0]
        for name in ("total_traded", "market_exposure", "realized_pnl", "fees_paid"):
            sums[event][name] += row[name]
    for fill in told["fills"]:
        sums[fill["ticker"].rpartition("-")[0]]["shares"] += fill["count"]
    assert sums.keys() == {row["event_ticker"] for row in told["event_positions"]}
    for row in told["event_positions"]:
        own = sums[row["event_ticker"]]
        assert [own["total_traded"], own["market_exposure"], own["realized_pnl"], own["fees_paid"]] == [
            row["total_cost"],
            row["event_exposure"],
            row["realized_pnl"],
            row["fees_paid"],
        ]
        assert own["shares"] == row["total_cost_shares"]


def test_portfolio_value_is_positions_at_their_latest_prices(told: dict[str, Any]) -> None:
    """What is held is worth what the market's latest fill paid for its side."""
    fills = by_market(told["fills"])
    worth = 0
    for row in told["market_positions"]:
        if row["position"]:
            side = "yes_price" if row["position"] > 0 else "no_price"
            worth += abs(row["position"]) * fills[row["ticker"]][-1][side]
    assert worth == told["balance"]["portfolio_value"]


def test_cents_and_dollars_say_the_same(told: dict[str, Any]) -> None:
    """Each amount that is told twice is told alike, with four decimals."""
    seen = 0
    for row in (*told["market_positions"], *told["event_positions"]):
        for name in [name for name in row if name.endswith("_dollars")]:
            assert f"{row[name.removesuffix('_dollars')] * CENT:.4f}" == row[name]
            seen += 1
    for row in told["fills"]:
        assert 100 == row["yes_price"] + row["no_price"]
        for side in ("yes", "no"):
            assert f"{row[f'{side}_price'] * CENT:.4f}" == row[f"{side}_price_fixed"]
        assert row["price"] == float(row[f"{row['side']}_price_fixed"])
    assert seen or not told["wanted"]


def test_account_of_usual_size_shows_every_kind_of_thing(make_trader: Callable[..., Any]) -> None:
    """Whoever tests against it meets each result, side, action and role, ties in time and resting orders."""
    trader = make_trader()
    fills = trader.read_all("fills", "fills")
    positions = trader.read_all("positions", "market_positions")
    settlements = trader.read_all("settlements", "settlements")
    assert {"yes", "no", "scalar", "void"} == {row["market_result"] for row in settlements}
    assert 8 == len({(row["side"], row["action"], "client_order_id" in row) for row in fills})
    assert {True, False} == {row["is_taker"] for row in fills}
    assert len({row["created_time"] for row in fills}) < len(fills)
    assert len({row["order_id"] for row in fills}) < len(fills)
    assert {-1, 0, 1} == {(row["position"] > 0) - (row["position"] < 0) for row in positions}
    assert any(row["total_traded"] == 0 < row["resting_orders_count"] for row in positions)
    assert any(row["yes_count"] for row in settlements)
    assert any(row["no_count"] for row in settlements)


def test_account_of_a_hundred_thousand_fills_is_made_in_seconds() -> None:
    """Size costs time in proportion, and the cash still adds up."""
    tenth = min(measure(lambda: make_account(7, 10_000)) for _ in range(3))
    made: list[Ledger] = []
    took = measure(lambda: made.append(make_account(7, 100_000)))
    (ledger,) = made
    assert 100_000 == len(ledger.fills)
    flows = sum(position.realized - position.exposure - position.fees for position in ledger.positions())
    assert ledger.deposits + flows == ledger.cash
    assert took < 30 * tenth, "in two seconds of processor time, thirteen times what a tenth takes"


def test_account_of_negative_size_is_refused() -> None:
    """The message names the number."""
    with pytest.raises(ValueError, match="must be 0 or more, not -1"):
        make_account(7, -1)


_PRINT = """
import hashlib, json
from kalshi_mock import MockExchange
from kalshi_mock._parameters import read_arguments
exchange = MockExchange(seed={seed}, fills=300)
application = exchange.application
answers = [
    application._portfolio.answer(operation, read_arguments(operation, b""))
    for operation in application._contract.operations
]
print(hashlib.sha256(json.dumps(answers).encode()).hexdigest())
"""


def test_account_is_the_same_for_the_same_seed_in_every_process() -> None:
    """Neither the hash seed nor the process shows in the answers, the seed does."""

    def digest(seed: int, hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", _PRINT.format(seed=seed)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    first = digest(7, "1")
    assert len(hashlib.sha256().hexdigest()) + 1 == len(first)
    assert first == digest(7, "2")
    assert first != digest(8, "1")
