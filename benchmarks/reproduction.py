"""Holds a run to the one that is kept: another machine is slower or faster, its ratios are the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .results import Result


class Departure(NamedTuple):
    """A ratio whose spread lies wholly beside that of the kept run.

    Attributes:
        row: The row's title.
        client: The client, and whose month's answers it read.
        kept: The quartiles of the kept run.
        found: Those of this one.
    """

    row: str
    client: str
    kept: tuple[float, float]
    found: tuple[float, float]


def compare_with_kept(results: Iterable[Result], path: Path) -> list[str]:
    """Tell how many ratios of a run agree with the kept ones, which do when their quartiles overlap.

    Args:
        results: What was measured.
        path: The kept run as JSON; there may be none for this version of Python.
    """
    if not path.exists():
        return [f"There is no {path.name} to compare with; RESULTS=1 keeps this run."]
    kept = dict(_list_spreads(json.loads(path.read_text(encoding="utf-8"))["rows"]))
    found = dict(_list_spreads(result.to_dict() for result in results))
    common = [key for key in found if key in kept]
    departures = [
        Departure(*key, kept[key], found[key]) for key in common if not _overlap(kept[key], found[key])
    ]
    agreeing = f"{len(common) - len(departures)} of {len(common)} ratios agree"
    told = f"{agreeing} with {path.name}, which they do when their quartiles overlap."
    return [told, *(_tell(departure) for departure in departures)]


def _list_spreads(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], tuple[float, float]]]:
    for row in rows:
        for entry in row["entries"]:
            if entry["kind"] != "floor" and entry["ratio"] is not None:
                yield (row["title"], f"{entry['name']}, {entry['edition']}"), (entry["low"], entry["high"])


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _tell(departure: Departure) -> str:
    kept, found = (f"{low:.2f} to {high:.2f}" for low, high in (departure.kept, departure.found))
    return f"- {departure.row}, {departure.client}: {found}, kept {kept}"
