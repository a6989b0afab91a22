"""The command `kalshi-mock`, or `python -m kalshi_mock`."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: The arguments; those of the process, if None.

    Returns:
        The exit status.
    """
    try:
        from kalshi_mock._serve import run
    except ImportError as error:  # the extra is not installed, which the error says
        sys.stderr.write(f"kalshi_mock: {error}\n")
        return 1
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
