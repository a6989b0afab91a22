"""What the fills of each market come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from gate.findings import Skip
from gate.items import Item
from gate.meaning.subject import Subject
from gate.snapshot import time_of

Amount = int | Decimal
DAY = 86_400
# Editions that list fills only as far back as a moving cutoff, and between how many days it may lie.
CUTOFFS: Mapping[str, tuple[int, int]] = {"2026-10": (75, 120)}


@dataclass(slots=True)
class Trades:
    """What the fills of one market come to.

    Attributes:
        partial: Whether there may be older fills that are no longer listed.
        net: Contracts, positive for YES.
        flow: Cash, in cents, were NO contracts debts.
        paid: What was paid for contracts that were opened, in cents, if none was ever closed.
        contracts: Contracts of all fills.
        fees: The fees, in cents; None if fills do not tell them.
        last: When the last one was, in seconds since 1970; None if fills do not tell.
        directions: Which ways the fills went, 1 for more YES, -1 for less.
    """

    partial: bool = False
    net: Amount = 0
    flow: Amount = 0
    paid: Amount = 0
    contracts: Amount = 0
    fees: Amount | None = 0
    last: float | None = None
    directions: set[int] = field(default_factory=set)

    def add(self, fill: Item, at: float | None) -> None:
        """Takes in a fill, and when it was."""
        self.last = self.last if at is None else max(at, self.last or at)
        sign = 1 if gains_yes(fill) else -1
        self.directions.add(sign)
        self.net += sign * fill["count"]
        self.flow -= sign * fill["count"] * fill["yes_price"]
        self.paid += fill["count"] * (fill["yes_price"] if sign > 0 else fill["no_price"])
        self.contracts += fill["count"]
        self.fees = None if self.fees is None or "fee_cost" not in fill else self.fees + fill["fee_cost"]

    @property
    def cash(self) -> Amount:
        """The change of cash, in cents, fees aside."""
        return self.flow - 100 * max(-self.net, 0)


def gains_yes(fill: Item) -> bool:
    """Whether a fill leads towards YES, by the oldest words that it tells, which are known best."""
    if {"side", "action"} <= fill.keys():
        return bool((fill["side"] == "yes") == (fill["action"] == "buy"))
    return bool(fill["book_side"] == "bid")


def trades(subject: Subject) -> Mapping[str, Trades]:
    """What the fills of each market come to.

    Raises:
        Skip: There are none.
    """
    partial = may_be_cut(subject)
    found: dict[str, Trades] = {}
    time = subject.operation("GetFills").lists[0].time
    for fill in subject.books("GetFills", "fills"):
        found.setdefault(fill["ticker"], Trades(partial)).add(fill, time_of(fill, time))
    if not found:
        raise Skip("the account has no fills")
    return found


def may_be_cut(subject: Subject) -> bool:
    """Whether the oldest fill that is listed lies where an exchange would cut older ones off."""
    cutoff = CUTOFFS.get(subject.contract.edition)
    if cutoff is None or subject.target.ours:
        return False
    [each] = subject.operation("GetFills").lists
    times = [time_of(row, each.time) for row in subject.items("GetFills", each.name)]
    known = [at for at in times if at is not None]
    days = (subject.target.auth.now_ms() / 1000 - min(known, default=0)) / DAY
    return cutoff[0] <= days <= cutoff[1]
