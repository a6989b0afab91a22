"""Runs a soak and reports: `python -m tests.faults.soak [MINUTES]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .course import DEADLINE, SHARE, WARM_UP, Outcome, soak
from .gauges import Sample
from .readers import TASKS, THREADS


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the lines of a report."""
    counts = outcome.counts
    requests = sum(number for name, number in counts.items() if name != "open")
    yield f"{requests:,} requests, {counts.get('spoiled', 0):,} answers spoiled ({SHARE:.0%} were to be)"
    readers = {"sync": f"{THREADS} threads", "async": f"{TASKS} tasks"}
    for kind, tally in outcome.tallies.items():
        yield f"{kind}, {readers[kind]}: {tally.walks:,} walks, {tally.items:,} items"
        yield f"  slowest step {tally.slowest:.1f} s, deadline {DEADLINE:g} s, timers {tally.late:.1f} s late"
        errors = ", ".join(f"{name} {number:,}" for name, number in tally.errors.most_common())
        yield f"  errors that readers went on from: {errors}"
    first, last = outcome.samples[WARM_UP], outcome.samples[-1]
    yield f"{'':14}{'after warming up':>18}{'at the end':>14}"
    for name in Sample._fields:
        yield f"{name:14}{getattr(first, name):>18,.0f}{getattr(last, name):>14,.0f}"
    yield from (f"FAULT: {fault}" for fault in outcome.faults)
    yield "every item came once, and nothing grew" if not outcome.faults else "not as promised"


def main() -> None:
    """Run and report; the exit code tells whether all was as promised."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    print(f"soaking for {minutes:g} minutes")
    outcome = soak(minutes * 60, rounds=max(12, round(minutes * 2)), tell=lambda text: print(f"  {text}"))
    print("\n".join(report(outcome)))
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
