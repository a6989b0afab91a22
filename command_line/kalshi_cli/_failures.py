"""What goes wrong, as people and shells are told it: one message on stderr, and an exit status."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the client takes longer to import than a help text should
    from kalshi_auth import KalshiError
    from kalshi_runtime import DecodeError

FAILED: Final = 1
"""The exchange or the network refused, or a check found something."""

MISUSED: Final = 2
"""The command cannot be carried out as it was given: arguments, files, credentials."""

INTERRUPTED: Final = 130
"""Ctrl-C, as shells report it."""


class CommandError(Exception):
    """A command cannot go on; the message says what is wrong and what to do.

    Attributes:
        status: The exit status.
    """

    def __init__(self, message: str, status: int = MISUSED) -> None:
        super().__init__(message)
        self.status = status


def tell(message: str) -> None:
    """Write a line about the run itself to stderr, where it stays out of what is piped on."""
    sys.stderr.write(f"kalshi-portfolio: {message}\n")


def explain(error: KalshiError | CommandError | OSError) -> tuple[str, int]:
    """Say what happened in one message.

    Args:
        error: What a command ended with.

    Returns:
        The message, and the exit status.
    """
    if isinstance(error, CommandError):
        return str(error), error.status
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}", FAILED
    from kalshi_auth import CredentialsError
    from kalshi_runtime import (
        ApiConnectionError,
        ArgumentError,
        BadRequestError,
        ConfigurationError,
        DecodeError,
    )

    if isinstance(error, DecodeError):
        return _explain_drift(error), FAILED
    if isinstance(error, BadRequestError):  # as for a page size that another edition does not allow
        return f"{error}. Whether the exchange speaks this edition, kalshi-portfolio doctor tells", FAILED
    if isinstance(error, ApiConnectionError):
        return f"{error}. What lies between here and there, kalshi-portfolio doctor tells", FAILED
    misused = isinstance(error, CredentialsError | ConfigurationError | ArgumentError)
    return str(error), MISUSED if misused else FAILED


def find_edition(text: str) -> str | None:
    """Return the other edition that the runtime thinks an answer is told in, if it says so."""
    found = re.search(r"fields of edition (\d{4}-\d{2})", text)
    return found[1] if found else None


def advise_on_drift(text: str) -> str:
    """Say what to do on the command line about an answer that is not as the contract says."""
    edition = find_edition(text)
    return (
        f"say --edition {edition}"
        if edition
        else "kalshi-portfolio doctor tells more, and --edition takes another month"
    )


def _explain_drift(error: DecodeError) -> str:
    from kalshi_runtime import ContractDriftError

    what = str(error).partition("\n")[0]
    if isinstance(error, ContractDriftError):
        named = [str(difference) for difference in error.report.differences if difference.breaks]
        what = f"{error.operation}: the answer is not what the contract says: {'; '.join(named[:3])}"
    return f"{what}. To go on: {advise_on_drift(str(error))}"
