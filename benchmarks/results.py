"""From samples to medians, ratios and goals."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any, NamedTuple

from .clients import Client
from .rows import Goal, Row
from .schedule import Samples, takes_part


class Entry(NamedTuple):
    """A client's place in a row.

    Attributes:
        name: The client.
        kind: Ours, a peer, or a floor.
        edition: Whose month's answers it read.
        value: The median, in the row's unit; ``None`` if there is none.
        ratio: The median of its ratios to the floor, each taken within one round.
        low: The lower quartile of these ratios (the least of fewer than four).
        high: The upper quartile (the largest of fewer than four).
        reason: Why there is no value.
        failed: Whether that is an error, and no limit of what the client offers.
    """

    name: str
    kind: str
    edition: str
    value: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    failed: bool = False


class Outcome(NamedTuple):
    """How our figure stands to a goal."""

    text: str
    ratio: float
    met: bool


class Result(NamedTuple):
    """One row, with everyone in it."""

    key: str
    title: str
    unit: str
    entries: list[Entry]
    outcomes: list[Outcome]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            **self._asdict(),
            "entries": [entry._asdict() for entry in self.entries],
            "outcomes": [outcome._asdict() for outcome in self.outcomes],
        }


def make_result(row: Row, samples: Samples, clients: Sequence[Client], failed: dict[str, str]) -> Result:
    """Work out a row.

    Args:
        row: The row.
        samples: What its measurement gave.
        clients: Who was measured.
        failed: Why others could not be, by client.
    """
    figures = {
        client.key: [sample[row.figure] for sample in samples.figures[client.key] if row.figure in sample]
        for client in clients
        if client.key in samples.figures
    }
    entries = []
    for client in clients:
        reason = failed.get(client.key) or samples.reasons.get(client.key, "")
        floor = _find_floor(row, client, clients, figures)
        values = figures.get(client.key, [])
        if not values:
            if client.kind != "floor" and takes_part(client, row.measurement):
                entry = Entry(client.name, client.kind, client.edition, reason=reason or "not measured")
                entries.append(entry._replace(failed=client.key in samples.failed))
            continue
        entry = Entry(client.name, client.kind, client.edition, statistics.median(values) * row.unit[1])
        if floor and (ratios := [value / base for value, base in zip(values, floor, strict=False)]):
            low, high = _spread(ratios)
            entry = entry._replace(ratio=statistics.median(ratios), low=low, high=high)
        entries.append(entry)
    entries.sort(key=lambda entry: (entry.value is None, entry.value))
    outcomes = [outcome for goal in row.goals if (outcome := _judge(goal, row, clients, figures)) is not None]
    return Result(row.key, row.title, row.unit[0], entries, outcomes)


def _find_floor(
    row: Row, client: Client, clients: Sequence[Client], figures: dict[str, list[float]]
) -> list[float] | None:
    candidates = [c for c in clients if c.kind == "floor" and c.module == row.floor and figures.get(c.key)]
    candidates.sort(key=lambda candidate: candidate.edition != client.edition)
    return figures[candidates[0].key] if candidates else None


def _spread(ratios: list[float]) -> tuple[float, float]:
    if len(ratios) < 4:
        return min(ratios), max(ratios)
    low, _, high = statistics.quantiles(ratios, n=4)
    return low, high


def _judge(
    goal: Goal, row: Row, clients: Sequence[Client], figures: dict[str, list[float]]
) -> Outcome | None:
    ours = {client.edition: client for client in clients if client.kind == "ours" and figures.get(client.key)}
    main = ours.get("2025-11")
    if main is None:
        return None
    if goal.against == "floor":
        floor = _find_floor(row, main, clients, figures)
        if not floor:
            return None
        ratio = statistics.median(a / b for a, b in zip(figures[main.key], floor, strict=False))
        return Outcome(f"at most {goal.ratio} times the floor", ratio, ratio <= goal.ratio)
    # Every peer is compared with our client for the same month, since these read the same bytes.
    ratios = {
        peer.name: statistics.median(
            a / b for a, b in zip(figures[ours.get(peer.edition, main).key], figures[peer.key], strict=False)
        )
        for peer in clients
        if peer.kind == "peer" and figures.get(peer.key)
    }
    if not ratios:
        return None
    best = max(ratios, key=lambda name: ratios[name])
    return Outcome(
        f"at most {goal.ratio} times {best}, the best peer", ratios[best], ratios[best] <= goal.ratio
    )
