"""How many requests of one iterator are on their way at a time."""

from __future__ import annotations

from typing import Any, Final

from ._declarations import Operation
from ._errors import ArgumentError, ArgumentTypeError

CONCURRENCY: Final = "concurrency"


def check_concurrency(operation: Operation[Any], concurrency: object) -> None:
    """Check what a user gave as a number of requests.

    Raises:
        ArgumentTypeError: It is no whole number.
        ArgumentError: It is not positive.
    """
    if isinstance(concurrency, bool) or not isinstance(concurrency, int):
        raise ArgumentTypeError(
            f"{operation.id}: {CONCURRENCY} takes a whole number, not {type(concurrency).__name__}",
            operation=operation.id,
            parameter=CONCURRENCY,
        )
    if concurrency < 1:
        raise ArgumentError(
            f"{operation.id}: {CONCURRENCY} is {concurrency}; give 1 for one page after the other, or more",
            operation=operation.id,
            parameter=CONCURRENCY,
        )
