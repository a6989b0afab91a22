"""The second layer's findings: one for each of schemathesis' checks, and that the run was not empty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gate.contract import Contract
from gate.findings import Finding, Outcome, Problem
from gate.fuzzing import LAYER, FuzzRun
from gate.target import Target


def findings(contract: Contract, target: Target, run: FuzzRun, seconds: float) -> Iterator[Finding]:
    """Tells what a run of schemathesis found.

    Args:
        contract: The contract.
        target: The server.
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
    else:
        yield _finding("every documented status was seen", tuple(missing_statuses(contract, target)), "")


def missing_statuses(contract: Contract, target: Target) -> Iterator[Problem]:
    """Names the documented statuses that were never seen, though requests can provoke them.

    An account either may call an operation or gets 403; nobody can make a healthy server answer 429 or 500.
    """
    seen = target.traffic.seen()
    unsigned = target.ours or target.battery
    for operation in contract.operations.values():
        for status in operation.statuses:
            if status in (429, 403) or status >= 500 or (status == 401 and not unsigned):
                continue
            alternatives = {status, 403} if status == 200 and 403 in operation.statuses else {status}
            if not any(seen[operation.id, each] for each in alternatives):
                yield Problem(f"{operation.id} {status}", "is documented and was never seen")


def _finding(check: str, problems: tuple[Problem, ...], reason: str, seconds: float = 0.0) -> Finding:
    return Finding(LAYER, check, Outcome.FAILED if problems else Outcome.PASSED, problems, reason, seconds)
