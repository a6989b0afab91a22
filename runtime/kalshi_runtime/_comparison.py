"""Answers compared with the contract, part by part: the way for what decoding alone does not settle."""

from __future__ import annotations

import inspect
import warnings
from typing import Any, Final, TypeVar, cast

from ._answers import Answer
from ._declarations import Operation
from ._decode_errors import describe_failure, make_decode_error
from ._decoding import holds_json
from ._drift import DriftPolicy
from ._drift_report import DriftReport
from ._errors import ContractDriftError, ContractDriftWarning
from ._journal import Journal
from ._siblings import suggest_sibling
from ._texts import BOM
from ._tolerant import Unreadable, read_tolerantly

T = TypeVar("T")

_NAMED: Final = 5  # differences in the text of a warning


def read_compared(
    operation: Operation[T],
    answer: Answer,
    content: bytes,
    whole: Any,
    failure: tuple[str, str] | None,
    policy: DriftPolicy,
) -> T:
    """Read an answer part by part, and do about the differences what the policy says.

    Args:
        operation: The operation.
        answer: Its answer.
        content: The JSON in it.
        whole: What it was decoded into, if it could be.
        failure: Why it could not be, and where.
        policy: What to do.

    Raises:
        ContractDriftError: If parts of the body are not what the contract says, and the policy is to raise.
        DecodeError: If no parts of it can be told apart.
    """
    value: T | Unreadable
    value, journal = read_tolerantly(operation.result, content)
    if isinstance(value, Unreadable) or (failure is not None and not journal.refused):
        # No parts of it can be told apart, or what is wrong with it shows in the whole alone.
        if failure is None:
            return cast("T", whole)
        raise make_decode_error(operation, answer, *failure)
    if _holds_items(operation, value):
        policy.watch.record(operation, undeclared=journal.undeclared)
    if journal and policy.on_drift != "ignore":
        _report(operation, answer, policy, failure, value, journal)
    return value


def compare_answer(operation: Operation[Any], answer: Answer) -> DriftReport:
    """Tell how the body of an answer differs from what the contract says.

    Raises:
        DecodeError: If no parts of it can be told apart.
    """
    if not holds_json(operation, answer):
        return _make_report(operation, b"", Journal())
    value, journal = read_tolerantly(operation.result, answer.content.removeprefix(BOM))
    if isinstance(value, Unreadable):
        raise make_decode_error(operation, answer, value.reason, "$")
    return _make_report(operation, answer.content, journal)


def _holds_items(operation: Operation[Any], page: object) -> bool:
    paged = operation.pagination
    return paged is None or any(getattr(page, name, None) for name in paged.lists)


def _report(
    operation: Operation[Any],
    answer: Answer,
    policy: DriftPolicy,
    failure: tuple[str, str] | None,
    value: object,
    journal: Journal,
) -> None:
    raises = journal.breaks and policy.on_drift == "raise"
    if not (journal.breaks or policy.watch.claim_warning(operation)):
        return
    report = _make_report(operation, answer.content, journal)
    if not raises:
        _warn_about(report, operation)
        return
    first = report.differences[0]
    reason, path = failure or (first.detail, first.path)
    lines = str(report).splitlines()[1:]
    raise ContractDriftError(
        f'{describe_failure(operation, answer, reason, path)}, and on_drift="warn" returns what could be '
        "read, which is its `partial`\n" + "\n".join(lines),
        operation=operation.id,
        path=path,
        status=answer.status,
        content=answer.content,
        headers=answer.headers,
        attempts=answer.attempts,
        report=report,
        partial=value,
    )


def _make_report(operation: Operation[Any], content: bytes, journal: Journal) -> DriftReport:
    """Make the report about an answer.

    Args:
        operation: The operation.
        content: The body of the answer.
        journal: What was noted when it was read.
    """
    suggestion = suggest_sibling(operation.siblings, content) if operation.siblings else None
    advice = (
        "install a release of this package that knows such answers, or make one from the newer contract with "
        "`make update SPEC=<its file>`"
    )
    if suggestion:
        advice = f"the answer{suggestion.removeprefix('It')}. Or {advice}"
    return DriftReport(operation=operation.id, differences=journal.list_differences(), advice=advice)


def _warn_about(report: DriftReport, operation: Operation[Any]) -> None:
    """Warn the caller of a client. The text has no counts, so that Python shows it once per place."""
    named = [difference for difference in report.differences if difference.breaks is report.breaks]
    text = ", ".join(f"{difference.path} ({difference.detail})" for difference in named[:_NAMED])
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    what = (
        "some of the answer could not be read and is left unset"
        if report.breaks
        else "the answer differs from the contract, and is read all the same"
    )
    warnings.warn(
        ContractDriftWarning(
            f"{report.operation}: {what}: {text}{more}. This warning's `report` tells all. "
            f"To move on: {report.advice}",
            report=report,
        ),
        stacklevel=_find_caller(operation),
    )


def _find_caller(operation: Operation[Any]) -> int:
    """Return how many frames `_warn_about` is away from the code that called a client."""
    ours = (__name__.partition(".")[0], getattr(operation.result, "__module__", "").partition(".")[0])
    level, frame = 0, inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in ours:
        level, frame = level + 1, frame.f_back
    return level
