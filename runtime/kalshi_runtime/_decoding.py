"""Bodies of answers, decoded into models."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec

from ._answers import Answer
from ._declarations import Operation, Pagination
from ._errors import DecodeError
from ._finiteness import find_non_finite, make_check
from ._siblings import suggest_sibling

T = TypeVar("T")

_BOM = b"\xef\xbb\xbf"
# What decoding raises; UnicodeDecodeError is a ValueError.
_FAILURES = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)
_PLACE = re.compile(r" - at `([^`]*)`$")
_VALUE = re.compile(r"(?s)^(Invalid enum value) .*")


def decode_answer(operation: Operation[T], answer: Answer) -> T:
    """Decode the body of a successful answer into what the contract says it is.

    The content type is not looked at: what is plainly the JSON that was meant is taken.

    Raises:
        DecodeError: If the body is something else.
    """
    if operation.result is None:
        return None  # type: ignore[return-value]
    result: T = _decode(operation, answer, _make_decoder(operation))
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
def _make_decoder(operation: Operation[T]) -> Callable[[bytes], T]:
    decode: Callable[[bytes], T] = msgspec.json.Decoder(operation.result).decode
    check = make_check(operation.result)
    if check is None:
        return decode

    def decode_finite(content: bytes) -> T:
        result = decode(content)
        if not check((result,)):
            raise ValueError(f"Expected a finite decimal - at `{find_non_finite(result)}`")
        return result

    return decode_finite


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
    except _FAILURES as error:
        reason, path = _explain(error, content)
    raise _make_error(operation, answer, reason, path)


def _explain(error: Exception, content: bytes) -> tuple[str, str]:
    if not content.strip():
        return "The body is empty", "$"
    if isinstance(error, RecursionError):
        return "The body is nested too deeply", "$"
    if isinstance(error, UnicodeDecodeError):
        return "The body is not UTF-8", "$"
    # This names places and types, but of an enum also the value, which is the account's data.
    text = str(error)
    place = _PLACE.search(text)
    return _VALUE.sub(r"\1", _PLACE.sub("", text)), place[1] if place else "$"


def _make_error(operation: Operation[Any], answer: Answer, reason: str, path: str) -> DecodeError:
    kind = answer.headers.get("content-type", "no content type")
    suggestion = suggest_sibling(operation.siblings, answer.content) if operation.siblings else None
    return DecodeError(
        f"{operation.id}: the answer ({answer.status}, {len(answer.content)} bytes, {kind}) is not what the "
        f"contract says: {reason} at {path}. This error's `content` holds it"
        + (f". {suggestion}" if suggestion else ""),
        operation=operation.id,
        path=path,
        status=answer.status,
        content=answer.content,
        headers=answer.headers,
    )
