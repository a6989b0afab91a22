"""Bodies of answers, decoded into models."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args

import msgspec

from ._answers import Answer
from ._declarations import Operation, Pagination
from ._decode_errors import make_decode_error
from ._decoders import FAILURES, explain, make_decoder
from ._drift import DriftPolicy
from ._texts import BOM, decode_text

T = TypeVar("T")


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
    if not holds_json(operation, answer):
        return _read_other(operation, answer)
    content = answer.content.removeprefix(BOM)
    whole: Any = None
    failure = None
    try:
        whole = make_decoder(operation.result)(content)
    except FAILURES as error:
        failure = _explain(error, content)
    if failure is None and not policy.watch.is_due(operation):
        return cast("T", whole)
    from ._comparison import read_compared  # most answers are decoded and no more

    return read_compared(operation, answer, content, whole, failure, policy)


def holds_json(operation: Operation[Any], answer: Answer) -> bool:
    """Whether the body of an answer is JSON of which the contract says something."""
    if operation.result is None or operation.media != "json":
        return False
    if answer.content.strip():
        return True
    may_be_empty = operation.result is Any or NoneType in get_args(operation.result)
    return not may_be_empty


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
        return decode(content.removeprefix(BOM))
    except FAILURES as error:
        failure = _explain(error, content)
    raise make_decode_error(operation, answer, *failure)


def _explain(error: Exception, content: bytes) -> tuple[str, str]:
    return explain(error, "The body") if content.strip() else ("The body is empty", "$")
