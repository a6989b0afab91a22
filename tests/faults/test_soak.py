"""A soak of some seconds; `make soak` runs one of minutes."""

from __future__ import annotations

import pytest

from .soak.course import soak
from .soak.gauges import Sample, find_leaks
from .soak.history import name_items
from .soak.readers import Tally

STEADY = Sample(
    megabytes=60.0, blocks=190_000, descriptors=13, threads=1, tasks=0, connections=3, pooled=3, stuck=0
)


def test_soak_loses_nothing_and_leaks_nothing() -> None:
    """Threads and tasks read a history again and again, a fifth of whose answers is spoiled."""
    outcome = soak(seconds=10, rounds=8)
    assert outcome.faults == []
    assert [kind for kind, tally in outcome.tallies.items() if tally.walks < 8 or not tally.errors] == []
    assert 0.15 < outcome.counts["spoiled"] / (outcome.counts["spoiled"] + outcome.counts["answered"]) < 0.25


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"megabytes": 70.0}, "megabytes went from 60 to 70"),
        ({"blocks": 192_000}, "blocks went from 190,000 to 192,000"),
        ({"threads": 2}, "threads went from 1 to 2"),
        ({"tasks": 1}, "tasks went from 0 to 1"),
        ({"stuck": 1}, "1 connections are lost: neither idle nor in use"),
        ({"descriptors": 14}, "descriptors beside those of connections went from 10 to 11"),
        (
            {"connections": 11, "pooled": 11, "descriptors": 21},
            "11 connections are open, of which 10 may be kept",
        ),
    ],
)
def test_leak_of_any_kind_is_found(changes: dict[str, float], found: str) -> None:
    """In the later half of the samples."""
    assert find_leaks([STEADY] * 6, idle=10) == []
    assert find_leaks([STEADY] * 3 + [STEADY._replace(**changes)] * 3, idle=10) == [found]  # type: ignore[arg-type]


@pytest.mark.parametrize("lose", [slice(0, -1), slice(1, None)])
def test_walk_that_lost_or_repeated_an_item_is_found(lose: slice) -> None:
    """By the ids and their order."""
    tally = Tally()
    tally.end_walk(name_items())
    assert tally.faults == []
    tally.end_walk(name_items()[lose])
    tally.end_walk([*name_items(), name_items()[0]])
    assert tally.faults == [
        "a walk gave 99 items, 99 of them different",
        "a walk gave 101 items, 100 of them different",
    ]
