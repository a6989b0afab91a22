"""Requests and answers, as they pass between a connection and what answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

RawHeaders = Sequence[tuple[bytes, bytes]]
Ending = Literal["whole", "half", "reset"]
"""How an answer ends: whole, in the middle of its body, or with a reset connection in its place."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came on the wire.

    Attributes:
        method: The method.
        target: Path and query, undecoded.
        headers: All headers, their names in lower case.
    """

    method: str
    target: bytes
    headers: RawHeaders = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, ready for the wire but for its framing.

    Attributes:
        status: The status.
        headers: All headers, their names in lower case.
        body: The body.
        delay_seconds: How long to wait before it is sent.
        ending: How it ends.
    """

    status: int
    headers: RawHeaders
    body: bytes
    delay_seconds: float = 0.0
    ending: Ending = "whole"
