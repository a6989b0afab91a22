"""The second layer's findings: one for each of schemathesis' checks, and that the run was not empty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gate.findings import Finding, Outcome, Problem
from gate.fuzzing import LAYER, FuzzRun


def findings(run: FuzzRun, seconds: float) -> Iterator[Finding]:
    """Tells what a run of schemathesis found.

    Args:
        run: The run.
        seconds: How long it took.
    """
    cases = sum(run.cases.values())
    phases = ", ".join(f"{count} {phase}" for phase, count in run.cases.items())
    failed = {
        check: tuple(problem for _, problem in group)
        for check, group in groupby(sorted(run.problems, key=lambda each: each[0]), key=lambda each: each[0])
    }
    for check, count in sorted(run.checks.items()):
        problems = failed.get(check, ())
        outcome = Outcome.FAILED if problems else Outcome.PASSED
        yield Finding(LAYER, check.replace("_", " "), outcome, problems, f"{count} answers")
    yield _finding("cases can be generated and sent", tuple(run.errors), f"{cases} cases: {phases}", seconds)
    yield _finding("schemathesis has nothing to warn of", tuple(run.warnings), "")
    if run.stopped:
        yield Finding(LAYER, "the run came to its end", Outcome.SKIPPED, reason=run.stopped)


def _finding(check: str, problems: tuple[Problem, ...], reason: str, seconds: float = 0.0) -> Finding:
    return Finding(LAYER, check, Outcome.FAILED if problems else Outcome.PASSED, problems, reason, seconds)
