"""Time passes in the markets: in whatever pieces, the account is the same, and always adds up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kalshi_mock import Ledger, MockExchange, Order, StepError, make_account
from kalshi_mock._account import make_upcoming_account
from kalshi_mock._contract import find_contract, load_contract
from kalshi_mock._market_clock import MarketClock
from kalshi_mock._portfolio import Portfolio

CONTRACT = load_contract(find_contract())
OPERATIONS = {operation.id: operation for operation in CONTRACT.operations}
MOST_FILLS = 60


class UnfoldingMachine(RuleBasedStateMachine):
    """Lets time pass in any pieces while a reader pages, and compares with an account made in one go."""

    @initialize(
        seed=st.integers(0, 40), fills=st.integers(0, MOST_FILLS), upcoming=st.integers(1, MOST_FILLS)
    )
    def begin(self, seed: int, fills: int, upcoming: int) -> None:
        """Makes the account twice."""
        self.ledger, steps = make_upcoming_account(seed, fills, upcoming)
        assert fills == len(self.ledger.fills)
        self.clock = MarketClock(self.ledger, steps)
        self.whole = make_account(seed, fills + upcoming)
        self.portfolio = Portfolio(CONTRACT, self.ledger, fcm_member=True)
        self.cursor = ""
        self.read: list[str] = []
        self.there: list[str] = []

    def answer(self, operation: str, **arguments: Any) -> Any:
        """The body of an answer."""
        defaults = {
            name: parameter.default
            for name, parameter in OPERATIONS[operation].parameters.items()
            if parameter.default is not None
        }
        return self.portfolio.answer(OPERATIONS[operation], {**defaults, **arguments})

    @rule(seconds=st.integers(0, 3 * 24 * 3600))
    def advance(self, seconds: int) -> None:
        """Lets time pass."""
        before = self.clock.now
        self.clock.advance(seconds * 1_000_000)
        assert before + seconds * 1_000_000 == self.clock.now
        assert self.ledger.now <= self.clock.now

    @rule(limit=st.integers(1, 9))
    def read_page(self, limit: int) -> None:
        """Reads one more page of fills; a reader gets what there was at its first page, each once."""
        if not self.cursor:
            self.read, self.there = [], [fill.fill_id for fill in reversed(self.ledger.fills)]
        body = self.answer("GetFills", limit=limit, cursor=self.cursor)
        self.read += [row["fill_id"] for row in body["fills"]]
        self.cursor = body["cursor"]
        assert self.there[: len(self.read)] == self.read
        if not self.cursor:
            assert self.there == self.read

    @invariant()
    def answers_add_up(self) -> None:
        """Balance, positions, fills and settlements tell the same story, at every moment."""
        balance = self.answer("GetBalance")["balance"]
        resting = self.answer("GetPortfolioRestingOrderTotalValue")["total_resting_order_value"]
        positions = self.answer("GetPositions", limit=1000, settlement_status="all")["market_positions"]
        flow = sum(row["realized_pnl"] - row["market_exposure"] - row["fees_paid"] for row in positions)
        assert self.ledger.deposits + flow - resting == balance
        settled = {settlement.ticker for settlement in self.ledger.settlements}
        for row in positions:
            gained = sum(
                fill.count if fill.order.gains_yes else -fill.count
                for fill in self.ledger.fills
                if fill.order.ticker == row["ticker"]
            )
            assert row["position"] == (0 if row["ticker"] in settled else gained)

    @invariant()
    def past_is_that_of_the_whole(self) -> None:
        """What has happened is what the account in one go begins with."""
        assert self.whole.fills[: len(self.ledger.fills)] == self.ledger.fills
        assert self.whole.settlements[: len(self.ledger.settlements)] == self.ledger.settlements
        earlier = sum(fill.at < self.clock.now for fill in self.whole.fills)
        # Parts of one order fill in one moment, in the midst of which the history may be cut off.
        latest = sum(fill.at <= self.clock.now for fill in self.whole.fills)
        assert earlier <= len(self.ledger.fills) <= latest

    def teardown(self) -> None:
        """In the end, both are one account."""
        if hasattr(self, "clock"):
            self.clock.advance(999 * 24 * 3600 * 1_000_000)
            assert 0 == self.clock.upcoming
            assert vars(self.whole) == vars(self.ledger)


TestUnfoldingMachine = UnfoldingMachine.TestCase
TestUnfoldingMachine.settings = settings(
    max_examples=80, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_account_with_nothing_to_come_is_the_usual_one() -> None:
    """So are its parts; numbers below nothing are refused."""
    ledger, steps = make_upcoming_account(5, 30, 10)
    for step in steps:
        step.change(ledger)
    assert vars(make_account(5, 40)) == vars(ledger)
    with pytest.raises(ValueError, match="0 or more, not 1 and -1"):
        make_upcoming_account(5, 1, -1)


def test_time_passes_only_when_told_to(make_trader: Callable[..., Any]) -> None:
    """By as much, to the second; never back."""
    exchange = make_trader(fills=10, upcoming=20).exchange
    before = exchange.now
    assert before == exchange.now
    events = exchange.advance(days=1, hours=2, minutes=3, seconds=4)
    assert events > 0
    assert before + timedelta(days=1, hours=2, minutes=3, seconds=4) == exchange.now
    with pytest.raises(ValueError, match="a span of time"):
        exchange.advance(hours=-1)
    with pytest.raises(ValueError, match="a span of time"):
        exchange.advance_each_request(seconds=-1)


def test_time_of_the_markets_is_not_that_of_signatures(make_trader: Callable[..., Any]) -> None:
    """A signature of today is good in the November of the account."""
    trader = make_trader(fills=10, upcoming=10)
    trader.exchange.advance(days=400)
    assert 200 == trader.ask("balance").status


def test_fills_arrive_between_two_pages_of_a_reader(make_trader: Callable[..., Any]) -> None:
    """The reader gets each fill that was there once; the next one gets the new ones, too."""
    trader = make_trader(fills=40, upcoming=60)
    trader.exchange.advance_each_request(hours=6)
    there = [fill.fill_id for fill in reversed(trader.exchange.ledger.fills)]
    first = [row["fill_id"] for row in trader.read_all("fills", "fills", limit=7)]
    assert there == first
    second = [row["fill_id"] for row in trader.read_all("fills", "fills", limit=7)]
    assert len(second) > len(first)
    assert first == second[-len(first) :]


def test_refused_and_spoilt_requests_take_no_time(make_trader: Callable[..., Any]) -> None:
    """A reader that repeats a request meets the account as it left it."""
    trader = make_trader(fills=10, upcoming=10)
    trader.exchange.advance_each_request(hours=1)
    before = trader.exchange.now
    trader.exchange.fail_next(500)
    trader.ask("fills")
    trader.ask("fills", limit=999)
    assert before == trader.exchange.now
    trader.ask("fills")
    assert before + timedelta(hours=1) == trader.exchange.now


def test_books_and_clock_go_together(make_trader: Callable[..., Any]) -> None:
    """What is changed by hand happens at the time of the markets, within one opening of the books."""
    exchange = make_trader(ledger=Ledger()).exchange
    with exchange.books() as ledger:
        ledger.deposit(1_00, at=5_000_000)
        exchange.advance(seconds=10)
        ledger.deposit(1_00, at=15_000_000)
    assert 15.0 == exchange.now.timestamp()


def test_event_that_became_impossible_is_named_and_comes_again(make_trader: Callable[..., Any]) -> None:
    """By hand everything was spent that a coming order needs."""
    exchange = MockExchange(fills=0, upcoming=5)
    with exchange.books() as ledger:
        ledger.open_market("KXMINE", "KXMINE")
        while ledger.balance:
            order = Order(
                f"o-{ledger.revision}", "KXMINE", "yes", "buy", min(ledger.balance, 999), 1, ledger.now
            )
            ledger.place(order)
    for _ in range(2):
        with pytest.raises(StepError, match=r"place of the account's history: .* are free; deposit more"):
            exchange.advance(days=999)


def test_clock_of_empty_books_begins_at_their_beginning() -> None:
    """Nothing has ever happened."""
    assert 0 == MarketClock(Ledger()).now
