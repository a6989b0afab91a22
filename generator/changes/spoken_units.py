"""Units that a document tells in words only.

A description is nothing that code depends on, but what it says of a unit is. Where `x-unit` is missing, a
unit in the words counts, if they name exactly one.
"""

import re
from typing import Final

__all__ = ["same_unit", "spoken_unit"]

_UNIT: Final = re.compile(
    r"\bin (?:(?:whole|us|unix|fixed[- ]point)\s+)*"
    r"(centi-?cents|cents|dollars|contracts|seconds|milliseconds|microseconds|basis points|percent)\b",
    re.IGNORECASE,
)


def spoken_unit(description: str) -> str | None:
    """Finds the unit that a description names, if it names one and no other.

    Args:
        description: Words of the document.
    """
    found = {match.lower().replace("centi-cents", "centicents") for match in _UNIT.findall(description)}
    return found.pop().replace(" ", "-") if len(found) == 1 else None


def same_unit(one: str, other: str) -> bool:
    """Tells whether two units are the same, however they were said."""
    return one.removeprefix("unix-") == other.removeprefix("unix-")
