"""What items do not say of themselves and the server tells when asked: whose event, and whether settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gate.contract import Contract, Operation
from gate.findings import Skip
from gate.snapshot import Snapshot, spread, widest
from gate.target import Target
from gate.walk import Row, read_all

MOST_EVENTS = 40


@dataclass(frozen=True, slots=True)
class Lore:
    """What was learned about positions.

    Attributes:
        markets: The market positions of single events, by event; not of all events where there are many.
        event_rows: What the server said of those events in the same answers.
        settled: The tickers of settled positions.
        unsettled: The tickers of those that are not.
        default: The tickers that are listed when nothing is asked for.
    """

    markets: Mapping[str, Sequence[Row]]
    event_rows: Mapping[str, Sequence[Row]]
    settled: frozenset[str]
    unsettled: frozenset[str]
    default: frozenset[str]

    @classmethod
    def learn(cls, contract: Contract, target: Target, snapshot: Snapshot) -> Lore:
        """Asks the server.

        Raises:
            Skip: The contract has no such words.
            Violation: A page cannot be read.
        """
        operation = contract.operations.get("GetPositions")
        if operation is None:
            raise Skip("the contract has no GetPositions")
        for name in ("settlement_status", "event_ticker"):
            if name not in operation.parameters:
                raise Skip(f"the contract's GetPositions has no {name}")
        markets: dict[str, Sequence[Row]] = {}
        event_rows: dict[str, Sequence[Row]] = {}
        for row in spread(snapshot.rows(operation, "event_positions"), MOST_EVENTS)[:MOST_EVENTS]:
            event = row["event_ticker"]
            found = read_all(target, operation, {**widest(operation), "event_ticker": event})
            markets[event] = found["market_positions"]
            event_rows[event] = found["event_positions"]
        return cls(
            markets,
            event_rows,
            settled=_tickers(target, operation, "settled"),
            unsettled=_tickers(target, operation, "unsettled"),
            default=_tickers(target, operation, None),
        )

    def event_of(self, ticker: str) -> str | None:
        """The event of a market, if it was learned."""
        for event, rows in self.markets.items():
            if any(row["ticker"] == ticker for row in rows):
                return event
        return None


def _tickers(target: Target, operation: Operation, status: str | None) -> frozenset[str]:
    query = {name: value for name, value in widest(operation).items() if name != "settlement_status"}
    if status is not None:
        query["settlement_status"] = status
    return frozenset(row["ticker"] for row in read_all(target, operation, query)["market_positions"])
