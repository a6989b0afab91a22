"""What a change means to callers."""

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["Side", "Verdict", "worst"]


class Verdict(StrEnum):
    """What a change does to code that was written before it."""

    BREAKS = "breaks"
    """The code fails: in a type checker, when it runs, or because the server refuses what it sends."""
    UNKNOWN = "unknown"
    """No rule tells."""
    SILENT = "silent"
    """The code goes on and means something else."""
    ADDS = "adds"
    """The code goes on as it was; something is there that was not."""


class Side(StrEnum):
    """Which way a value travels."""

    REQUEST = "request"
    RESPONSE = "response"


_BY_WEIGHT = {verdict: weight for weight, verdict in enumerate(reversed(Verdict))}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Picks the gravest of at least one verdict."""
    return max(verdicts, key=_BY_WEIGHT.__getitem__)
