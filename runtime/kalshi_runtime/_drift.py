"""What a client does about answers that are not what the contract says.

And when it looks for what it would not notice otherwise.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, Literal, TypeAlias, get_args

from ._declarations import Operation

OnDrift: TypeAlias = Literal["raise", "warn", "ignore"]
"""What to do about answers that are not what the contract says.

``"raise"`` raises `ContractDriftError` where something could not be read, and warns where all could;
``"warn"`` returns what could be read and warns; ``"ignore"`` returns it without a warning.
"""

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
