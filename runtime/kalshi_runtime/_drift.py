"""What a client does about answers that are not what the contract says.

And when it looks for what it would not notice otherwise.
"""

from __future__ import annotations

import inspect
import math
import time
import warnings
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, Literal, TypeAlias, get_args

from ._declarations import Operation
from ._drift_report import DriftReport
from ._errors import ContractDriftWarning
from ._journal import Journal
from ._siblings import suggest_sibling

OnDrift: TypeAlias = Literal["raise", "warn", "ignore"]
"""What to do about answers that are not what the contract says.

``"raise"`` raises `ContractDriftError` where something could not be read, and warns where all could;
``"warn"`` returns what could be read and warns; ``"ignore"`` returns it without a warning.
"""

_NAMED: Final = 5  # differences in the text of a warning
_INTERVAL: Final = 600.0  # seconds
_ALWAYS: Final = -math.inf


class DriftWatch:
    """Tells which answers are compared with the contract although they could be decoded.

    Decoding skips what the contract does not name. So the first answer of each operation that holds anything
    is compared, one every ten minutes after that, and all of them once there were fields that the contract
    does not know, which would otherwise be found on one page and not on the next.

    Args:
        clock: Tells seconds, and never goes back.
        interval: Seconds until an answer is compared again.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, interval: float = _INTERVAL) -> None:
        self._clock = clock
        self._interval = interval
        self._lock = Lock()
        self._next: dict[Operation[Any], float] = {}
        self._warned: set[Operation[Any]] = set()

    def is_due(self, operation: Operation[Any]) -> bool:
        """Whether the next answer of an operation is to be compared."""
        moment = self._next.get(operation)
        return moment is None or self._clock() >= moment

    def record(self, operation: Operation[Any], *, undeclared: bool) -> None:
        """Take note that an answer that holds something was compared.

        Args:
            operation: The operation.
            undeclared: Whether it has fields that the contract does not know.
        """
        with self._lock:
            always = undeclared or self._next.get(operation) == _ALWAYS
            self._next[operation] = _ALWAYS if always else self._clock() + self._interval

    def claim_warning(self, operation: Operation[Any]) -> bool:
        """Whether nobody was warned about an operation yet; the caller is going to."""
        with self._lock:
            claimed = operation not in self._warned
            self._warned.add(operation)
            return claimed


WATCH: Final = DriftWatch()
"""The process's own, which its clients share."""


class DriftPolicy:
    """What a client does about drift.

    Args:
        on_drift: What the user chose.
        watch: Tells when to look, by default the process's own.
    """

    def __init__(self, on_drift: OnDrift = "raise", watch: DriftWatch | None = None) -> None:
        self.on_drift = on_drift
        self.watch = WATCH if watch is None else watch

    @classmethod
    def from_setting(cls, setting: object) -> DriftPolicy:
        """Make the policy that a user chose; ``None`` is the default.

        Raises:
            ValueError: If there is no such policy.
        """
        if setting is None:
            return cls()
        for known in get_args(OnDrift):
            if setting == known:
                return cls(known)
        raise ValueError(f"on_drift is {setting!r}; there are {', '.join(map(repr, get_args(OnDrift)))}")


def make_report(operation: Operation[Any], content: bytes, journal: Journal) -> DriftReport:
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


def warn_about(report: DriftReport, operation: Operation[Any]) -> None:
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
    """Return how many frames `warn_about` is away from the code that called a client."""
    ours = (__name__.partition(".")[0], getattr(operation.result, "__module__", "").partition(".")[0])
    level, frame = 0, inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in ours:
        level, frame = level + 1, frame.f_back
    return level
