"""What a checkup finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a step of a checkup went."""

    FINE = "ok"
    DOUBTFUL = "warn"
    BROKEN = "FAIL"
    LEFT_OUT = "skip"


@dataclass(frozen=True)
class Finding:
    """One step of a checkup.

    Attributes:
        step: What was looked at.
        verdict: How it went.
        text: What was found. No secret is in it.
        remedy: What to do, where something is to be done.
    """

    step: str
    verdict: Verdict
    text: str
    remedy: str | None = None


def fine(step: str, text: str) -> Finding:
    """Make the finding that nothing is wrong."""
    return Finding(step, Verdict.FINE, text)


def doubtful(step: str, text: str, remedy: str) -> Finding:
    """Make the finding that something works and had better be looked at."""
    return Finding(step, Verdict.DOUBTFUL, text, remedy)


def broken(step: str, text: str, remedy: str) -> Finding:
    """Make the finding that something stands between this machine and a successful call."""
    return Finding(step, Verdict.BROKEN, text, remedy)


def left_out(step: str, text: str) -> Finding:
    """Make the finding that something could not be looked at."""
    return Finding(step, Verdict.LEFT_OUT, text)
