"""Fills, positions, settlements and balance agree with each other, to the cent.

Fills alone say what is held and what it has cost. One signed number, positive for YES, tells a position,
so buying NO is the same as selling YES: with `yes` the price of YES, a fill moves the position by its signed
count and cash by minus that count times `yes`, and whoever holds NO contracts has 100 cents set aside for
each. What follows from that holds however the cost of closed contracts is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gate.findings import Problem, Skip, check
from gate.meaning.subject import Subject
from gate.walk import Row


@dataclass(slots=True)
class Trades:
    """What the fills of one market come to.

    Attributes:
        net: Contracts, positive for YES.
        flow: Cash, in cents, were NO contracts debts.
        paid: What was paid for contracts that were opened, in cents, if none was ever closed.
        contracts: Contracts of all fills.
        directions: Which ways the fills went, 1 for more YES, -1 for less.
    """

    net: int = 0
    flow: int = 0
    paid: int = 0
    contracts: int = 0
    directions: set[int] = field(default_factory=set)

    def add(self, fill: Row) -> None:
        """Takes in a fill."""
        sign = 1 if (fill["side"] == "yes") == (fill["action"] == "buy") else -1
        self.directions.add(sign)
        self.net += sign * fill["count"]
        self.flow -= sign * fill["count"] * fill["yes_price"]
        self.paid += fill["count"] * (fill["yes_price"] if sign > 0 else fill["no_price"])
        self.contracts += fill["count"]

    @property
    def cash(self) -> int:
        """The change of cash, in cents, fees aside."""
        return self.flow - 100 * max(-self.net, 0)


def trades(subject: Subject) -> Mapping[str, Trades]:
    """What the fills of each market come to.

    Raises:
        Skip: There are none.
    """
    found: dict[str, Trades] = {}
    for fill in subject.snapshot.rows(subject.operation("GetFills"), "fills"):
        found.setdefault(fill["ticker"], Trades()).add(fill)
    if not found:
        raise Skip("the account has no fills")
    return found


def positions(subject: Subject) -> Mapping[str, Row]:
    """All market positions by ticker."""
    rows = subject.snapshot.rows(subject.operation("GetPositions"), "market_positions")
    return {row["ticker"]: row for row in rows}


def settlements(subject: Subject) -> Mapping[str, Row]:
    """All settlements by ticker."""
    rows = subject.snapshot.rows(subject.operation("GetSettlements"), "settlements")
    return {row["ticker"]: row for row in rows}


@check
def positions_follow_from_fills(subject: Subject) -> Iterator[Problem]:
    """An open position holds what its fills bought less what they sold, and has cost what they cost."""

    def find() -> Iterator[Problem]:
        held = positions(subject)
        for ticker, traded in trades(subject).items():
            if ticker not in held:
                # Whether a position that holds nothing any more is told at all is nowhere written.
                text = f"{ticker} was traded and has no position"
                yield Problem("GetPositions", text, unverified=not traded.net)
                continue
            row = held[ticker]
            if ticker not in subject.lore.unsettled:
                continue
            if row["position"] != traded.net:
                yield Problem(
                    "GetPositions position", f"{ticker}: {row['position']}, by the fills {traded.net}"
                )
            if len(traded.directions) == 1:
                if row["market_exposure"] != traded.paid:
                    text = f"{ticker}: {row['market_exposure']} cents, by the fills {traded.paid}"
                    yield Problem("GetPositions market_exposure", text)
                for name, expected in (("total_traded", traded.paid), ("realized_pnl", 0)):
                    if row[name] != expected:
                        text = f"{ticker}: {row[name]} cents, by the fills {expected}"
                        yield Problem(f"GetPositions {name}", text, unverified=True)

    yield from few(subject.settled(find))


@check
def profits_and_costs_follow_from_fills(subject: Subject) -> Iterator[Problem]:
    """What was realised less what the held contracts have cost is what the fills brought."""

    def find() -> Iterator[Problem]:
        held, ended = positions(subject), settlements(subject)
        off: dict[bool, list[Problem]] = {False: [], True: []}
        for ticker, traded in trades(subject).items():
            row = held.get(ticker)
            if row is None:
                continue
            settled = ticker not in subject.lore.unsettled
            if settled and traded.net and ticker not in ended:
                continue
            revenue = ended[ticker]["revenue"] if settled and ticker in ended else 0
            told, expected = row["realized_pnl"] - row["market_exposure"], traded.cash + revenue
            # What a position tells after its market ended is nowhere written.
            text = f"{ticker}: {told} cents, by the fills {expected}"
            problem = Problem("GetPositions realized_pnl and market_exposure", text, unverified=settled)
            for with_fees in (False, True):
                if told != expected - (row["fees_paid"] if with_fees else 0):
                    off[with_fees].append(problem)
        # Whether fees lower the profit is nowhere written either, but it has to be the same everywhere.
        yield from off[False] if subject.target.ours else min(off.values(), key=weight)

    yield from few(subject.settled(find))


@check
def settlements_follow_from_fills(subject: Subject) -> Iterator[Problem]:
    """A settlement counts the contracts that its fills left, at what they cost, and the fees paid."""

    def find() -> Iterator[Problem]:
        held, traded = positions(subject), trades(subject)
        ended = settlements(subject)
        if not ended:
            raise Skip("the account has no settlements")
        for ticker, row in ended.items():
            fills = traded.get(ticker)
            if fills is None:
                yield Problem("GetSettlements", f"{ticker} was settled and never traded")
                continue
            net = row["yes_count"] - row["no_count"]
            if net != fills.net:
                text = f"{ticker}: {row['yes_count']} YES and {row['no_count']} NO, by the fills {fills.net}"
                yield Problem("GetSettlements yes_count and no_count", text)
            cost = row["yes_total_cost"] + row["no_total_cost"]
            if len(fills.directions) == 1 and cost != fills.paid:
                text = f"{ticker}: {cost} cents, by the fills {fills.paid}"
                yield Problem("GetSettlements yes_total_cost and no_total_cost", text)
            fees = held.get(ticker, {}).get("fees_paid")
            if fees is not None and "fee_cost" in row and Decimal(row["fee_cost"]) * 100 != fees:
                text = f"{ticker}: {row['fee_cost']} dollars, its position says {fees} cents"
                yield Problem("GetSettlements fee_cost", text)
            if ticker in subject.lore.unsettled:
                yield Problem(
                    "GetPositions settlement_status", f"{ticker} is settled and listed as unsettled"
                )
        for ticker in subject.lore.settled:
            if ticker in traded and traded[ticker].net and ticker not in ended:
                text = f"{ticker} is settled with contracts held and has no settlement"
                yield Problem("GetSettlements", text)

    yield from few(subject.settled(find))


@check
def statuses_part_positions(subject: Subject) -> Iterator[Problem]:
    """Every position is either settled or not, and those that are not are listed by default."""

    def find() -> Iterator[Problem]:
        lore, everything = subject.lore, set(positions(subject))
        for ticker in lore.settled & lore.unsettled:
            yield Problem("GetPositions settlement_status", f"{ticker} is both settled and unsettled")
        for ticker in everything ^ (lore.settled | lore.unsettled):
            yield Problem(
                "GetPositions settlement_status", f"{ticker} is neither settled nor unsettled, or not in all"
            )
        for ticker in lore.default ^ lore.unsettled:
            yield Problem("GetPositions settlement_status", f"{ticker}: the default is not `unsettled`")

    yield from few(subject.settled(find))


@check
def events_sum_up_their_markets(subject: Subject) -> Iterator[Problem]:
    """An event's position is the sum of the positions in its markets, each of which belongs to one event."""

    def find() -> Iterator[Problem]:
        operation = subject.operation("GetPositions")
        lore, traded = subject.lore, trades(subject)
        events = {row["event_ticker"]: row for row in subject.snapshot.rows(operation, "event_positions")}
        owners: dict[str, list[str]] = {}
        for event, rows in lore.markets.items():
            if [row["event_ticker"] for row in lore.event_rows[event]] != [event]:
                yield Problem("GetPositions event_ticker", f"{event}: another event came along, or none")
            for row in rows:
                owners.setdefault(row["ticker"], []).append(event)
            yield from event_sums(events[event], rows, traded)
        if len(lore.markets) == len(events):
            for ticker in positions(subject):
                if len(owners.get(ticker, ())) != 1:
                    text = f"{ticker} belongs to {len(owners.get(ticker, ()))} events"
                    yield Problem("GetPositions event_ticker", text)
        for ticker, row in settlements(subject).items():
            if row.get("event_ticker") and ticker in owners and owners[ticker] != [row["event_ticker"]]:
                text = f"{ticker} belongs to {row['event_ticker']}, its position to {owners[ticker]}"
                yield Problem("GetSettlements event_ticker", text)

    yield from few(subject.settled(find))


SUMS = {
    "total_cost": "total_traded",
    "event_exposure": "market_exposure",
    "realized_pnl": "realized_pnl",
    "fees_paid": "fees_paid",
}


def event_sums(event: Row, rows: Sequence[Row], traded: Mapping[str, Trades]) -> Iterator[Problem]:
    """Compares an event's position with the sums over its markets."""
    for name, market_name in SUMS.items():
        total = sum(row[market_name] for row in rows)
        if event[name] != total:
            text = f"{event['event_ticker']}: {event[name]}, its markets add up to {total}"
            yield Problem(f"GetPositions {name}", text)
    shares = sum(traded[row["ticker"]].contracts for row in rows if row["ticker"] in traded)
    if event.get("total_cost_shares", shares) != shares:
        text = f"{event['event_ticker']}: {event['total_cost_shares']}, by the fills {shares}"
        yield Problem("GetPositions total_cost_shares", text)


def weight(problems: Sequence[Problem]) -> tuple[int, int]:
    """How bad problems are: first those that nothing excuses."""
    return sum(not problem.unverified for problem in problems), len(problems)


def few(problems: Iterator[Problem], most: int = 3) -> Iterator[Problem]:
    """The first problems of each place."""
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.place] = counts.get(problem.place, 0) + 1
        if counts[problem.place] <= most:
            yield problem
