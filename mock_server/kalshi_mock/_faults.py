"""Faults on cue: what is done to the answers of the next requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from math import isfinite
from threading import Lock
from typing import Literal, get_args

from kalshi_mock._answer import Answer, Ending, RawHeaders
from kalshi_mock._failures import FORBIDDEN, NO_SUCH_PATH, WRONG_SIGNATURE, ErrorShape, Failure, bad_parameter

FaultShape = ErrorShape | Literal["html", "empty"]
"""The shapes of an error's body, with those of the machines before the exchange: a page, or nothing."""

FAULT_SHAPES: tuple[str, ...] = (*get_args(ErrorShape), "html", "empty")
_FAILURES = {
    400: bad_parameter("made to fail"),
    401: WRONG_SIGNATURE,
    403: FORBIDDEN,
    404: NO_SUCH_PATH,
}


@dataclass(slots=True)
class Fault:
    """What is done to answers.

    Attributes:
        operation: The operation that it concerns; None for any request.
        times: How many requests it still concerns.
        status: The status to answer with; None leaves the answer as it is.
        shape: The shape of the error's body; None for that of the exchange.
        headers: Headers that are added.
        body: The body in place of the error's.
        delay_seconds: How long the answer waits.
        ending: How the connection ends.
    """

    operation: str | None
    times: int
    status: int | None = None
    shape: FaultShape | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    delay_seconds: float = 0.0
    ending: Ending = "whole"

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"times must be 1 or more, not {self.times}")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError(f"a status is a number from 200 to 599, not {self.status}")
        if self.shape is not None and self.shape not in FAULT_SHAPES:
            raise ValueError(f"shape must be one of {', '.join(FAULT_SHAPES)}, not {self.shape!r}")
        if not (isfinite(self.delay_seconds) and self.delay_seconds >= 0):
            raise ValueError(f"delay_seconds must be 0 or more, not {self.delay_seconds}")
        for name, value in self.headers.items():
            if not f"{name}{value}".isascii() or not f"{name}{value}".isprintable():
                raise ValueError(f"the header {name!r} is not printable ASCII")

    @property
    def name(self) -> str:
        """What it does, for the record of requests."""
        whole = self.ending == "whole"
        parts = ["" if self.status is None else str(self.status), "" if whole else self.ending]
        parts.append("delay" if self.delay_seconds else "")
        return " ".join(part for part in parts if part) or "changed"

    def spoil(self, answer: Answer, error_shape: ErrorShape, operation: str) -> Answer:
        """Does it to an answer.

        Args:
            answer: The answer as it would be.
            error_shape: The shape of the exchange's errors.
            operation: The operation, which the shape `message` names.

        Returns:
            The answer to send.
        """
        content, kind = answer.body, ""
        if self.status is not None:
            content, kind = _tell(self.status, self.shape or _shape(self.status, error_shape), operation)
        if self.body is not None:
            content = self.body
        added = {name.lower().encode(): value.encode() for name, value in self.headers.items()}
        if kind:
            added.setdefault(b"content-type", kind.encode())
        added.setdefault(b"content-length", str(len(content)).encode())
        headers: RawHeaders = [pair for pair in answer.headers if pair[0] not in added] + list(added.items())
        return replace(
            answer,
            status=self.status or answer.status,
            headers=headers,
            body=content,
            delay_seconds=self.delay_seconds,
            ending=self.ending,
        )


class Faults:
    """Faults that wait for their requests, first come, first served."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Puts a fault behind the others."""
        with self._lock:
            self._waiting.append(fault)

    def take(self, operation: str | None) -> Fault | None:
        """Takes the first fault that concerns a request of the operation."""
        with self._lock:
            for fault in self._waiting:
                if fault.operation in (None, operation):
                    fault.times -= 1
                    if not fault.times:
                        self._waiting.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        """Drops the faults that still wait."""
        with self._lock:
            self._waiting.clear()


def _shape(status: int, error_shape: ErrorShape) -> ErrorShape:
    # The exchange documents a text for this one status, whatever the others look like.
    return "text" if status == HTTPStatus.TOO_MANY_REQUESTS and error_shape == "nested" else error_shape


def _tell(status: int, shape: FaultShape, operation: str) -> tuple[bytes, str]:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown Error"
    if shape == "empty":
        return b"", "application/json"
    if shape == "html":
        title = f"{status} {phrase}"
        page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
        return page.encode(), "text/html"
    words = phrase.lower()
    failure = _FAILURES.get(status) or Failure(status, words.replace(" ", "_"), words)
    return json.dumps(failure.body(shape, operation), separators=(",", ":")).encode(), "application/json"
