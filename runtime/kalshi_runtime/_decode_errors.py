"""What is said of a body that cannot be decoded."""

from __future__ import annotations

from typing import Any

from ._answers import Answer
from ._declarations import Operation
from ._errors import DecodeError
from ._siblings import suggest_sibling


def make_decode_error(operation: Operation[Any], answer: Answer, reason: str, path: str) -> DecodeError:
    """Return the error for a body of which no parts can be told apart."""
    suggestion = suggest_sibling(operation.siblings, answer.content) if operation.siblings else None
    return DecodeError(
        describe_failure(operation, answer, reason, path) + (f". {suggestion}" if suggestion else ""),
        operation=operation.id,
        path=path,
        status=answer.status,
        content=answer.content,
        headers=answer.headers,
        attempts=answer.attempts,
    )


def describe_failure(operation: Operation[Any], answer: Answer, reason: str, path: str) -> str:
    """Tell what is wrong with the body of an answer, and where."""
    kind = answer.headers.get("content-type", "no content type")
    return (
        f"{operation.id}: the answer ({answer.status}, {len(answer.content)} bytes, {kind}) is not what the "
        f"contract says: {reason} at {path}. This error's `content` holds it"
    )
