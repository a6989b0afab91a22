"""The books agree with themselves whatever happens, and refuse what cannot happen."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kalshi_mock import Fill, Ledger, LedgerError, Order, taker_fee
from kalshi_mock._position import Position

MARKETS = {"A-1": "A", "A-2": "A", "B-1": "B"}


class LedgerMachine(RuleBasedStateMachine):
    """Does anything to the books, possible or not, and keeps simpler books of its own beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        for ticker, event in MARKETS.items():
            self.ledger.open_market(ticker, event)
        self.ledger.deposit(3_000, 0)
        self.now = 0
        self.orders: list[Order] = []
        self.cash = 3_000
        self.holdings = {(ticker, side): 0 for ticker in MARKETS for side in ("yes", "no")}
        self.flows = dict.fromkeys(MARKETS, 0)
        self.resting: dict[str, int] = {}
        self.prices: dict[str, int] = {}
        self.remembered: list[tuple[int, list[Position]]] = []

    def attempt(self, method: str, *arguments: Any) -> bool:
        """Does one thing and tells whether the books took it; if not, nothing may have changed."""
        before = copy.deepcopy(vars(self.ledger))
        try:
            getattr(self.ledger, method)(*arguments)
        except LedgerError:
            assert before == vars(self.ledger)
            return False
        return True

    @rule(cents=st.integers(-5, 20_000))
    def deposit(self, cents: int) -> None:
        """Adds cash."""
        if self.attempt("deposit", cents, self.now):
            self.cash += cents

    @rule(seconds=st.integers(-1, 5))
    def wait(self, seconds: int) -> None:
        """Lets time pass, or tries to turn it back."""
        self.now += seconds

    @rule(
        ticker=st.sampled_from([*MARKETS, "C-1"]),
        side=st.sampled_from(["yes", "no"]),
        action=st.sampled_from(["buy", "buy", "sell"]),
        count=st.integers(0, 9),
        price=st.integers(0, 100),
        again=st.booleans(),
    )
    def place(self, ticker: str, side: Any, action: Any, count: int, price: int, again: bool) -> None:
        """Places an order, perhaps of an unknown market or an id that was used."""
        name = f"order-{len(self.orders) - (again and count == 1)}"
        order = Order(name, ticker, side, action, count, price, self.now)
        if self.attempt("place", order):
            self.orders.append(order)
            self.resting[name] = count

    @precondition(lambda self: self.orders)
    @rule(pick=st.integers(0, 99), count=st.integers(0, 9), gain=st.integers(-1, 3), taker=st.booleans())
    def fill(self, pick: int, count: int, gain: int, taker: bool) -> None:
        """Matches an order, perhaps for too much or at a wrong price."""
        order = self.orders[pick % len(self.orders)]
        price = order.price - gain if order.action == "buy" else order.price + gain
        yes_price = price if order.side == "yes" else 100 - price
        fee = taker_fee(count, yes_price) if taker else 0
        fill = Fill(f"fill-{len(self.ledger.fills)}", order, count, yes_price, taker, fee, self.now)
        if not self.attempt("fill", fill):
            return
        assert gain >= 0
        self.prices[order.ticker] = yes_price
        self.resting[order.order_id] -= count
        sign = 1 if order.action == "buy" else -1
        self.holdings[order.ticker, order.side] += sign * count
        pairs = min(self.holdings[order.ticker, side] for side in ("yes", "no"))
        for side in ("yes", "no"):
            self.holdings[order.ticker, side] -= pairs
        self.move(order.ticker, 100 * pairs - sign * count * price - fee)

    @precondition(lambda self: self.orders)
    @rule(pick=st.integers(0, 99))
    def cancel(self, pick: int) -> None:
        """Cancels an order, resting or not."""
        order = self.orders[pick % len(self.orders)]
        if self.attempt("cancel", order.order_id, self.now):
            assert self.resting.pop(order.order_id) > 0

    @rule(
        ticker=st.sampled_from(["A-2", "B-1", "C-1"]),
        result=st.sampled_from(["yes", "no", "scalar", "void"]),
        value=st.one_of(st.none(), st.integers(-1, 101)),
    )
    def settle(self, ticker: str, result: Any, value: int | None) -> None:
        """Settles a market, known or not."""
        held = self.ledger.position(ticker)
        exposure = held.exposure if held else 0
        if not self.attempt("settle", ticker, result, self.now, value):
            return
        worth = {"yes": 100, "no": 0, "scalar": value}.get(result)
        yes, no = (self.holdings.pop((ticker, side)) for side in ("yes", "no"))
        self.move(ticker, exposure if worth is None else yes * worth + no * (100 - worth))
        self.holdings |= {(ticker, "yes"): 0, (ticker, "no"): 0}
        for order in self.orders:
            if order.ticker == ticker:
                self.resting.pop(order.order_id, None)

    def move(self, ticker: str, cents: int) -> None:
        """Moves cash by what happened in a market."""
        self.cash += cents
        self.flows[ticker] += cents

    @rule()
    def remember(self) -> None:
        """Keeps the positions of this moment."""
        self.remembered.append((self.ledger.revision, copy.deepcopy(list(self.ledger.positions()))))

    @invariant()
    def cash_is_what_came_and_went(self) -> None:
        """Cash and reserve follow from what was taken."""
        assert self.cash == self.ledger.cash
        reserved = sum(
            self.resting.get(order.order_id, 0) * order.price
            for order in self.orders
            if order.action == "buy"
        )
        assert (reserved, self.cash - reserved) == (self.ledger.reserved, self.ledger.balance)
        assert self.ledger.balance >= 0

    @invariant()
    def positions_are_sums_of_fills(self) -> None:
        """Each position follows from its own fills."""
        positions = {position.ticker: position for position in self.ledger.positions()}
        for ticker, flow in self.flows.items():
            position = positions.get(ticker, Position(ticker, MARKETS[ticker]))
            assert self.holdings[ticker, "yes"] - self.holdings[ticker, "no"] == position.contracts
            assert flow == position.realized - position.exposure - position.fees
            assert 0 <= position.exposure <= 100 * abs(position.contracts)
            fills = [fill for fill in self.ledger.fills if fill.order.ticker == ticker]
            assert sum(fill.count for fill in fills) == position.traded
            assert sum(fill.fee for fill in fills) == position.fees
            assert sum(self.ledger.resting_orders(ticker).values()) == position.resting
        worth = sum(
            count * (self.prices[ticker] if side == "yes" else 100 - self.prices[ticker])
            for (ticker, side), count in self.holdings.items()
            if count
        )
        assert worth == self.ledger.portfolio_value

    @invariant()
    def the_past_stays_as_it_was(self) -> None:
        """Looking back at an earlier revision finds what stood then."""
        for revision, positions in self.remembered:
            assert positions == list(self.ledger.positions(revision))


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(
    max_examples=150, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.fixture
def ledger() -> Ledger:
    """Books with a hundred dollars and one open market."""
    made = Ledger()
    made.deposit(10_000, at=1)
    made.open_market("M-1", "M")
    return made


def trade(ledger: Ledger, action: Any, side: Any, count: int, price: int) -> None:
    """An order that is matched at once, without fee."""
    number = ledger.revision
    order = Order(f"order-{number}", "M-1", side, action, count, price, at=2)
    ledger.place(order)
    yes_price = price if side == "yes" else 100 - price
    ledger.fill(Fill(f"fill-{number}", order, count, yes_price, is_taker=True, fee=0, at=2))


def test_purchase_of_the_other_side_closes_like_a_sale(ledger: Ledger) -> None:
    """NO for 30 cents against held YES brings the 70 cents that a sale at 70 would."""
    trade(ledger, "buy", "yes", 10, 40)
    trade(ledger, "buy", "no", 4, 30)
    position = ledger.position("M-1")
    assert position is not None
    assert (6, 240, 120) == (position.contracts, position.exposure, position.realized)
    assert 10_000 - 400 + 280 == ledger.balance


def test_purchase_of_the_other_side_beyond_the_held_opens_the_rest(ledger: Ledger) -> None:
    """The part that closes brings cash, the part that opens costs its own price."""
    trade(ledger, "buy", "yes", 3, 50)
    trade(ledger, "buy", "no", 5, 20)
    position = ledger.position("M-1")
    assert position is not None
    assert (-2, 40, 90, 190) == (position.contracts, position.exposure, position.realized, position.spent)


def test_average_cost_that_does_not_divide_loses_no_cent(ledger: Ledger) -> None:
    """What is released and what stays add up, to the last contract."""
    trade(ledger, "buy", "yes", 2, 33)
    trade(ledger, "buy", "yes", 1, 34)
    for _ in range(3):
        trade(ledger, "sell", "yes", 1, 50)
    position = ledger.position("M-1")
    assert position is not None
    assert (0, 0, 50) == (position.contracts, position.exposure, position.realized)


@pytest.mark.parametrize(
    ("result", "value", "revenue", "told"),
    [("yes", None, 0, 100), ("no", None, 500, 0), ("scalar", 37, 315, 37), ("void", None, 125, None)],
)
def test_settlement_of_held_no_pays_by_its_result(
    ledger: Ledger, result: Any, value: int | None, revenue: int, told: int | None
) -> None:
    """NO is paid what YES is not; a void market gives back the cost."""
    trade(ledger, "buy", "no", 5, 25)
    ledger.settle("M-1", result, at=3, value=value)
    (settlement,) = ledger.settlements
    assert (0, 0, 5, 125) == (
        settlement.yes_count,
        settlement.yes_cost,
        settlement.no_count,
        settlement.no_cost,
    )
    assert (revenue, told) == (settlement.revenue, settlement.value)
    assert 10_000 - 125 + revenue == ledger.balance


def test_settlement_without_contracts_leaves_no_record(ledger: Ledger) -> None:
    """Only who holds something is paid; the resting order is dropped and its reserve is free again."""
    ledger.place(Order("resting", "M-1", "yes", "buy", 5, 30, at=2))
    assert 10_000 - 150 == ledger.balance
    ledger.settle("M-1", "yes", at=3)
    assert ([], 10_000, {}) == (ledger.settlements, ledger.balance, ledger.resting_orders("M-1"))


def test_sale_of_what_is_not_held_is_refused_with_what_to_write(ledger: Ledger) -> None:
    """The books know no negative holdings of a side."""
    with pytest.raises(LedgerError, match="0 are held; write it as a purchase of the other side"):
        trade(ledger, "sell", "yes", 1, 50)


def test_fill_of_an_order_changed_in_between_is_refused(ledger: Ledger) -> None:
    """A fill names the order as it was placed."""
    order = Order("order", "M-1", "yes", "buy", 5, 30, at=2)
    ledger.place(order)
    with pytest.raises(LedgerError, match="rests with 5"):
        ledger.fill(Fill("fill", replace(order, price=99), 1, 99, is_taker=True, fee=0, at=2))


RESTING = Order("resting", "M-1", "yes", "buy", 5, 30, at=5)


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("deposit", (0, 6), "positive number of cents, not 0"),
        ("deposit", (1, 4), "time 4 lies before the latest event at 5"),
        ("open_market", ("M-1", "M"), "'M-1' is already open"),
        ("place", (RESTING,), "'resting' was placed before"),
        ("place", (replace(RESTING, order_id="new", at=4),), "time 4 lies before"),
        ("place", (replace(RESTING, order_id="new", ticker="M-9"),), "'M-9' is unknown"),
        (
            "place",
            (replace(RESTING, order_id="new", count=0),),
            "at least 1 contract at 1 to 99 cents, not 0",
        ),
        ("place", (replace(RESTING, order_id="new", price=100),), "not 5 at 100"),
        ("place", (replace(RESTING, order_id="new", count=330),), "costs 9900 cents and 9850 are free"),
        ("fill", (Fill("new", RESTING, 6, 30, False, 0, 6),), "rests with 5 contracts; 6 cannot fill"),
        ("fill", (Fill("new", RESTING, 1, 31, False, 0, 6),), "at 30 cents cannot fill at 31"),
        ("fill", (Fill("new", RESTING, 1, 0, False, 0, 6),), "cannot fill at 0"),
        ("fill", (Fill("new", RESTING, 1, 30, False, 0, 4),), "time 4 lies before"),
        ("fill", (Fill("new", RESTING, 5, 30, False, 9_851, 6),), "fee of 9851 cents is not covered"),
        ("cancel", ("resting", 4), "time 4 lies before"),
        ("cancel", ("none", 6), "'none' does not rest"),
        ("settle", ("M-1", "yes", 4), "time 4 lies before"),
        ("settle", ("M-1", "yes", 6, 100), "a scalar result, and no other"),
        ("settle", ("M-1", "scalar", 6, 101), "0 to 100 cents, not 101"),
        ("settle", ("M-9", "yes", 6), "'M-9' is unknown"),
    ],
)
def test_event_that_cannot_be_is_refused_with_its_reason(
    ledger: Ledger, method: str, arguments: tuple[Any, ...], message: str
) -> None:
    """The books stay as they were."""
    ledger.place(RESTING)
    before = copy.deepcopy(vars(ledger))
    with pytest.raises(LedgerError, match=message):
        getattr(ledger, method)(*arguments)
    assert before == vars(ledger)


def test_fill_that_happened_before_is_refused(ledger: Ledger) -> None:
    """One id, one fill."""
    ledger.place(RESTING)
    fill = Fill("fill", RESTING, 1, 30, is_taker=False, fee=0, at=6)
    ledger.fill(fill)
    with pytest.raises(LedgerError, match="'fill' happened before"):
        ledger.fill(fill)


def test_settled_market_takes_nothing_any_more(ledger: Ledger) -> None:
    """Whether the account had anything in it or not."""
    ledger.settle("M-1", "no", at=6)
    with pytest.raises(LedgerError, match="'M-1' is settled"):
        ledger.settle("M-1", "no", at=6)
    with pytest.raises(LedgerError, match="'M-1' is settled"):
        ledger.place(replace(RESTING, at=7))
    assert [] == list(ledger.positions())


def test_balance_is_dated_by_the_event_that_last_changed_it(ledger: Ledger) -> None:
    """A purchase reserves, its fill at the very price changes nothing, its cancellation frees the rest."""
    times = [ledger.balance_at]
    ledger.place(RESTING)
    times.append(ledger.balance_at)
    ledger.fill(Fill("fill", RESTING, 1, 30, is_taker=False, fee=0, at=6))
    times.append(ledger.balance_at)
    ledger.cancel("resting", at=7)
    times.append(ledger.balance_at)
    assert [1, 5, 5, 7] == times


@pytest.mark.parametrize(
    ("count", "yes_price", "fee"),
    [(1, 50, 2), (100, 50, 175), (1, 1, 1), (10, 97, 3), (0, 50, 0), (100, 20, 112)],
)
def test_taker_fee_is_rounded_up_to_a_cent(count: int, yes_price: int, fee: int) -> None:
    """Seven percent of count, price and what is left of the dollar."""
    assert fee == taker_fee(count, yes_price)
