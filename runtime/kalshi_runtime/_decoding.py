"""Bodies of answers, decoded into models."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args

import msgspec

from ._answers import Answer
from ._declarations import Operation, Pagination
from ._decoders import FAILURES, explain, make_decoder
from ._drift import DriftPolicy, make_report, warn_about
from ._drift_report import DriftReport
from ._errors import ContractDriftError, DecodeError
from ._journal import Journal
from ._siblings import suggest_sibling
from ._texts import decode_text
from ._tolerant import Unreadable, read_tolerantly

T = TypeVar("T")

_BOM = b"\xef\xbb\xbf"


def decode_answer(operation: Operation[T], answer: Answer, policy: DriftPolicy) -> T:
    """Decode the body of a successful answer into what the contract says it is.

    The content type is not looked at: what is plainly the JSON that was meant is taken.

    Args:
        operation: The operation.
        answer: Its answer.
        policy: What to do if the body is something else in parts.

    Raises:
        ContractDriftError: If parts of the body are something else, and the policy is to raise.
        DecodeError: If the body is something else as a whole.
    """
    if not _holds_json(operation, answer):
        return _read_other(operation, answer)
    content = answer.content.removeprefix(_BOM)
    whole: Any = None
    failure = None
    try:
        whole = make_decoder(operation.result)(content)
    except FAILURES as error:
        failure = _explain(error, content)
    if failure is None and not policy.watch.is_due(operation):
        return cast("T", whole)
    value: T | Unreadable
    value, journal = read_tolerantly(operation.result, content)
    if isinstance(value, Unreadable) or (failure is not None and not journal.refused):
        # No parts of it can be told apart, or what is wrong with it shows in the whole alone.
        if failure is None:
            return cast("T", whole)
        raise _make_error(operation, answer, *failure)
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
    if not _holds_json(operation, answer):
        return make_report(operation, b"", Journal())
    value, journal = read_tolerantly(operation.result, answer.content.removeprefix(_BOM))
    if isinstance(value, Unreadable):
        raise _make_error(operation, answer, value.reason, "$")
    return make_report(operation, answer.content, journal)


def _holds_json(operation: Operation[Any], answer: Answer) -> bool:
    if operation.result is None or operation.media != "json":
        return False
    may_be_empty = operation.result is Any or NoneType in get_args(operation.result)
    return not may_be_empty or bool(answer.content.strip())


def _read_other(operation: Operation[T], answer: Answer) -> T:
    found: Any = None
    if operation.result is not None and operation.media == "bytes":
        found = answer.content
    elif operation.result is not None and operation.media == "text":
        found = decode_text(answer.content, answer.headers)
    result: T = found
    return result


def decode_json(operation: Operation[Any], answer: Answer) -> Any:
    """Decode the body of an answer into plain Python.

    Raises:
        DecodeError: If the body is no JSON.
    """
    return _decode(operation, answer, msgspec.json.decode)


def decode_cursor(operation: Operation[Any], pagination: Pagination, answer: Answer) -> str | None:
    """Read nothing of a page but the cursor of the next one.

    Raises:
        DecodeError: If the body is no JSON object, or the cursor is no text.
    """
    page = _decode(operation, answer, _make_cursor_decoder(pagination))
    cursor: str | None = page.cursor
    return cursor


@cache
def _make_cursor_decoder(pagination: Pagination) -> Callable[[bytes], Any]:
    page = msgspec.defstruct(
        "Page", [("cursor", str | None, None)], rename={"cursor": pagination.next_cursor}
    )
    return msgspec.json.Decoder(page).decode


def _decode(operation: Operation[Any], answer: Answer, decode: Callable[[bytes], T]) -> T:
    content = answer.content
    try:
        return decode(content.removeprefix(_BOM))
    except FAILURES as error:
        failure = _explain(error, content)
    raise _make_error(operation, answer, *failure)


def _explain(error: Exception, content: bytes) -> tuple[str, str]:
    return explain(error, "The body") if content.strip() else ("The body is empty", "$")


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
    report = make_report(operation, answer.content, journal)
    if not raises:
        warn_about(report, operation)
        return
    first = report.differences[0]
    reason, path = failure or (first.detail, first.path)
    lines = str(report).splitlines()[1:]
    raise ContractDriftError(
        f'{_describe(operation, answer, reason, path)}, and on_drift="warn" returns what could be read, '
        "which is its `partial`\n" + "\n".join(lines),
        operation=operation.id,
        path=path,
        status=answer.status,
        content=answer.content,
        headers=answer.headers,
        attempts=answer.attempts,
        report=report,
        partial=value,
    )


def _make_error(operation: Operation[Any], answer: Answer, reason: str, path: str) -> DecodeError:
    suggestion = suggest_sibling(operation.siblings, answer.content) if operation.siblings else None
    return DecodeError(
        _describe(operation, answer, reason, path) + (f". {suggestion}" if suggestion else ""),
        operation=operation.id,
        path=path,
        status=answer.status,
        content=answer.content,
        headers=answer.headers,
        attempts=answer.attempts,
    )


def _describe(operation: Operation[Any], answer: Answer, reason: str, path: str) -> str:
    kind = answer.headers.get("content-type", "no content type")
    return (
        f"{operation.id}: the answer ({answer.status}, {len(answer.content)} bytes, {kind}) is not what the "
        f"contract says: {reason} at {path}. This error's `content` holds it"
    )
