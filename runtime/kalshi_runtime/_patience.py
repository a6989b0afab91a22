"""How long, and how often, a call is tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ._deadlines import DEFAULT_DEADLINE, check_deadline
from ._declarations import Operation
from ._errors import ArgumentError, ArgumentTypeError
from ._options import CallOptions
from ._requests import refuse_unknown
from ._retries import DEFAULT_MAX_RETRIES, check_max_retries
from ._timeouts import make_timeout

_OPTIONS = CallOptions.__optional_keys__


class Patience(msgspec.Struct, frozen=True):
    """How long, and how often, a call is tried.

    Attributes:
        timeout: As httpx wants it among a request's extensions; ``None`` leaves it to the HTTP client.
        max_retries: How many attempts may follow the first.
        deadline: Seconds for all of it.
    """

    timeout: Mapping[str, float | None] | None = None
    max_retries: int = DEFAULT_MAX_RETRIES
    deadline: float = DEFAULT_DEADLINE

    def override(self, operation: Operation[Any], options: CallOptions) -> Patience:
        """Return what holds for a call with these options.

        Raises:
            ArgumentError: If one of them cannot be used.
        """
        changed: dict[str, Any] = {}
        for name, value in options.items():
            if name not in _OPTIONS:
                raise refuse_unknown(operation, name, _OPTIONS)
            if value is not None:
                changed[name] = _read(operation, name, value)
        return msgspec.structs.replace(self, **changed) if changed else self


def _read_timeout(value: object) -> dict[str, float | None]:
    """Return what a user gave as a timeout, as httpx wants it among a request's extensions."""
    return make_timeout(value).as_dict()


READERS: Mapping[str, Callable[[object], Any]] = {
    "timeout": _read_timeout,
    "max_retries": check_max_retries,
    "deadline": check_deadline,
}
"""What turns each setting, as a user gave it, into what it is here; they raise TypeError and ValueError."""


def _read(operation: Operation[Any], name: str, value: object) -> Any:
    try:
        return READERS[name](value)
    except TypeError as error:
        failure: ArgumentError = ArgumentTypeError(
            f"{operation.id}: {error}", operation=operation.id, parameter=name
        )
    except ValueError as error:
        failure = ArgumentError(f"{operation.id}: {error}", operation=operation.id, parameter=name)
    raise failure
