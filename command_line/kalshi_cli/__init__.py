"""The command line `kalshi-portfolio`: look at an account, and find out what keeps a call from succeeding.

`main` runs it with any arguments and returns the exit status, as do the console script and ``python -m
kalshi_cli``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The arguments; those of the process, if ``None``.

    Returns:
        The exit status: 0 for success, 1 if the exchange or the network refused, 2 if the command cannot be
        carried out as it was given, 130 if it was interrupted.
    """
    try:
        from kalshi_cli._application import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("rich", "typer"):
            raise
        sys.stderr.write(
            f"kalshi-portfolio: the command line needs {error.name}; "
            "install it with: pip install 'kalshi-portfolio[cli]'\n"
        )
        return 2
    return run(arguments)
