"""Fills, positions and settlements agree with each other, to the cent.

Fills alone say what is held and what it has cost. One signed number, positive for YES, tells a position,
so buying NO is the same as selling YES: with `yes` the price of YES, a fill moves the position by its signed
count and cash by minus that count times `yes`, and whoever holds NO contracts has 100 cents set aside for
each. What follows from that holds however the cost of closed contracts is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gate.findings import Problem, Skip, check
from gate.items import Item
from gate.meaning.subject import Subject
from gate.meaning.trades import Trades, trades
from gate.snapshot import time_of

# Books may be a little behind.
SLACK_SECONDS = 60


def positions(subject: Subject) -> Mapping[str, Item]:
    """All market positions by ticker."""
    return {row["ticker"]: row for row in subject.books("GetPositions", "market_positions")}


def settlements(subject: Subject) -> Mapping[str, Item]:
    """All settlements by ticker."""
    return {row["ticker"]: row for row in subject.books("GetSettlements", "settlements")}


@check
def positions_follow_from_fills(subject: Subject) -> Iterator[Problem]:
    """An open position holds what its fills bought less what they sold, and has cost what they cost."""

    def find() -> Iterator[Problem]:
        held, ended = positions(subject), settlements(subject)
        for ticker, traded in trades(subject).items():
            if ticker not in held:
                # Whether a position that holds nothing any more is told at all is nowhere written.
                over = not traded.net or ticker in ended
                text = f"{ticker} was traded and has no position"
                yield Problem("GetPositions", text, unverified=traded.partial or over)
                continue
            row = held[ticker]
            if ticker not in subject.lore.unsettled:
                continue
            yield from _differences(row, traded, "position", traded.net)
            if len(traded.directions) == 1:
                yield from _differences(row, traded, "market_exposure", traded.paid)
                yield from _differences(row, traded, "total_traded", traded.paid, unverified=True)
                yield from _differences(row, traded, "realized_pnl", 0, unverified=True)

    yield from few(subject.settled(find))


@check
def times_follow_from_fills(subject: Subject) -> Iterator[Problem]:
    """A position has changed with its last fill or later, and no market was settled before its last fill."""

    def find() -> Iterator[Problem]:
        traded = trades(subject)
        for operation, rows in (
            ("GetPositions", positions(subject)),
            ("GetSettlements", settlements(subject)),
        ):
            time = subject.operation(operation).lists[0].time
            for ticker, row in rows.items():
                at, last = time_of(row, time), traded[ticker].last if ticker in traded else None
                if at is not None and last is not None and at < last - SLACK_SECONDS:
                    text = f"{ticker}: {row[str(time)]}, though it was traded {last - at:.0f} s later"
                    yield Problem(f"{operation} {time}", text)

    yield from few(subject.settled(find))


@check
def fees_follow_from_fills(subject: Subject) -> Iterator[Problem]:
    """A position's fees are those of its fills, and a settlement's those of its position."""

    def find() -> Iterator[Problem]:
        held, traded = positions(subject), trades(subject)
        for ticker, row in held.items():
            if ticker in traded and traded[ticker].fees is not None:
                yield from _differences(row, traded[ticker], "fees_paid", traded[ticker].fees)
        for ticker, row in settlements(subject).items():
            fees = held[ticker].get("fees_paid") if ticker in held else None
            if fees is not None and "fee_cost" in row and row["fee_cost"] != fees:
                text = f"{ticker}: {row['fee_cost']} cents, its position says {fees}"
                # A position that is over may tell nothing any more.
                yield Problem("GetSettlements fee_cost", text, unverified=not fees)

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
            unverified = settled or traded.partial
            place = "GetPositions realized_pnl and market_exposure"
            for with_fees in (False, True):
                if told != expected - (row["fees_paid"] if with_fees else 0):
                    off[with_fees].append(Problem(place, text, unverified=unverified))
        # Whether fees lower the profit is nowhere written either, but it has to be the same everywhere.
        yield from off[False] if subject.target.ours else min(off.values(), key=weight)

    yield from few(subject.settled(find))


@check
def settlements_follow_from_fills(subject: Subject) -> Iterator[Problem]:
    """A settlement counts the contracts that its fills left, at what they cost."""

    def find() -> Iterator[Problem]:
        traded, ended = trades(subject), settlements(subject)
        if not ended:
            raise Skip("the account has no settlements")
        partial = any(each.partial for each in traded.values())
        for ticker, row in ended.items():
            fills = traded.get(ticker)
            if fills is None:
                text = f"{ticker} was settled and never traded"
                yield Problem("GetSettlements", text, unverified=partial)
                continue
            net = row["yes_count"] - row["no_count"]
            if net != fills.net:
                text = f"{ticker}: {row['yes_count']} YES and {row['no_count']} NO, by the fills {fills.net}"
                place = f"GetSettlements {_names(row, 'yes_count', 'no_count')}"
                yield Problem(place, text, unverified=fills.partial)
            cost = row["yes_total_cost"] + row["no_total_cost"]
            if len(fills.directions) == 1 and cost != fills.paid:
                text = f"{ticker}: {cost} cents, by the fills {fills.paid}"
                place = f"GetSettlements {_names(row, 'yes_total_cost', 'no_total_cost')}"
                yield Problem(place, text, unverified=fills.partial)
            if ticker in subject.lore.unsettled:
                text = f"{ticker} is settled and listed as unsettled"
                yield Problem("GetPositions settlement_status", text)
        for ticker in subject.lore.settled:
            if ticker in traded and traded[ticker].net and ticker not in ended:
                text = f"{ticker} is settled with contracts held and has no settlement"
                yield Problem("GetSettlements", text, unverified=traded[ticker].partial)

    yield from few(subject.settled(find))


@check
def statuses_part_positions(subject: Subject) -> Iterator[Problem]:
    """Every position is either settled or not, and those that are not are listed by default."""

    def find() -> Iterator[Problem]:
        lore, everything = subject.lore, set(positions(subject))
        place = "GetPositions settlement_status"
        for ticker in lore.settled & lore.unsettled:
            yield Problem(place, f"{ticker} is both settled and unsettled")
        for ticker in everything ^ (lore.settled | lore.unsettled):
            yield Problem(place, f"{ticker} is neither settled nor unsettled, or not in all")
        for ticker in lore.default ^ lore.unsettled:
            yield Problem(place, f"{ticker}: the default is not `unsettled`")

    yield from few(subject.settled(find))


@check
def events_sum_up_their_markets(subject: Subject) -> Iterator[Problem]:
    """An event's position is the sum of the positions in its markets, each of which belongs to one event."""

    def find() -> Iterator[Problem]:
        lore, traded = subject.lore, trades(subject)
        events = {row["event_ticker"]: row for row in subject.books("GetPositions", "event_positions")}
        read = subject.vocabulary("GetPositions", "market_positions").read
        owners: dict[str, list[str]] = {}
        for event, rows in lore.markets.items():
            if [row["event_ticker"] for row in lore.event_rows[event]] != [event]:
                yield Problem("GetPositions event_ticker", f"{event}: another event came along, or none")
            for row in rows:
                owners.setdefault(row["ticker"], []).append(event)
            if event in events:
                yield from event_sums(events[event], list(map(read, rows)), traded)
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


def event_sums(event: Item, rows: Sequence[Item], traded: Mapping[str, Trades]) -> Iterator[Problem]:
    """Compares an event's position with the sums over its markets."""
    ticker = event["event_ticker"]
    for name, market_name in SUMS.items():
        total = sum(row[market_name] for row in rows)
        if event[name] != total:
            place = f"GetPositions {_names(event, name)}"
            yield Problem(place, f"{ticker}: {event[name]}, its markets add up to {total}")
    known = [traded[row["ticker"]] for row in rows if row["ticker"] in traded]
    shares = sum(each.contracts for each in known)
    if event.get("total_cost_shares", shares) != shares:
        text = f"{ticker}: {event['total_cost_shares']}, by the fills {shares}"
        partial = any(each.partial for each in known)
        yield Problem(f"GetPositions {_names(event, 'total_cost_shares')}", text, unverified=partial)


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


def _differences(
    row: Item, traded: Trades, name: str, expected: object, *, unverified: bool = False
) -> Iterator[Problem]:
    """Compares what a position tells with what its fills come to."""
    if row[name] != expected:
        text = f"{row['ticker']}: {row[name]}, by the fills {expected}"
        place = f"GetPositions {_names(row, name)}"
        yield Problem(place, text, unverified=unverified or traded.partial)


def _names(row: Item, *names: str) -> str:
    """What the contract calls some fields."""
    return " and ".join(map(row.vocabulary.field, names))
