"""Answers as they came."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Generic, TypeVar

import httpx

from ._answers import Answer
from ._declarations import Operation, get_pagination
from ._decoding import decode_answer, decode_cursor, decode_json
from ._drift import DriftPolicy
from ._drift_report import DriftReport
from ._texts import decode_text

T = TypeVar("T")


class RawResponse(Generic[T]):
    """An answer of status success, decoded only when asked for.

    It holds no request, and hence nothing that was signed.
    """

    def __init__(self, operation: Operation[T], answer: Answer, policy: DriftPolicy) -> None:
        self._operation = operation
        self._answer = answer
        self._policy = policy

    @property
    def operation(self) -> str:
        """The id of the operation."""
        return self._operation.id

    @property
    def status_code(self) -> int:
        """The status of the answer."""
        return self._answer.status

    @property
    def headers(self) -> httpx.Headers:
        """The headers of the answer."""
        return self._answer.headers

    @property
    def url(self) -> httpx.URL:
        """The URL that answered."""
        return self._answer.url

    @property
    def attempts(self) -> int:
        """How many requests were sent for it."""
        return self._answer.attempts

    @property
    def content(self) -> bytes:
        """The body as it came, decompressed."""
        return self._answer.content

    @property
    def text(self) -> str:
        """The body as text; bytes that are none are replaced."""
        return decode_text(self._answer.content, self._answer.headers)

    def json(self) -> Any:
        """Return the body as plain Python, whatever the contract says.

        Numbers with a fraction become ``float``, as with any JSON; `parsed` keeps them exact.

        Raises:
            DecodeError: If the body is no JSON.
        """
        return decode_json(self._operation, self._answer)

    @cached_property
    def parsed(self) -> T:
        """The body as the contract says it is; decoded once, with the client's ``on_drift``.

        Raises:
            DecodeError: If the body is something else.
        """
        return decode_answer(self._operation, self._answer, self._policy)

    @cached_property
    def drift_report(self) -> DriftReport:
        """How the body differs from what the contract says; false where it does not.

        It is compared whenever asked for, whatever the client's ``on_drift``.

        Raises:
            DecodeError: If the body is no JSON of the right kind at all.
        """
        from ._comparison import compare_answer

        return compare_answer(self._operation, self._answer)

    def read_next_cursor(self) -> str | None:
        """Read nothing of a page but the cursor of the next one; empty, ``None`` or absent on the last.

        Raises:
            DecodeError: If the body is no JSON object, or the cursor is no text.
        """
        return decode_cursor(self._operation, get_pagination(self._operation), self._answer)

    def __repr__(self) -> str:
        return f"<RawResponse of {self.operation}: {self.status_code}, {len(self.content)} bytes>"
