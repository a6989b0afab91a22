"""What a document says of a thing beside its shape: words, units, limits and defaults."""

from typing import Any, Final

from generator.document import Json
from generator.ir import Notes

__all__ = ["LIMITS", "limits_of", "notes_of", "unit_of"]

LIMITS: Final = (
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "const",
)
"""Constraints that a caller can run into, in the order in which they are told."""


def notes_of(*sources: Json) -> Notes:
    """Reads the words, each kind from the first source that has it."""
    return Notes(
        summary=_first(sources, "summary"),
        description=_first(sources, "description"),
        unverified=_first(sources, "x-unverified"),
        deprecated=any(source.get("deprecated") is True for source in sources),
    )


def unit_of(*sources: Json) -> str | None:
    """Reads what is counted, from the first source that says it."""
    return _first(sources, "x-unit") or None


def limits_of(*sources: Json) -> dict[str, Any]:
    """Reads the constraints, each from the first source that has it."""
    found = {limit: [source[limit] for source in sources if limit in source] for limit in LIMITS}
    return {limit: values[0] for limit, values in found.items() if values}


def _first(sources: tuple[Json, ...], key: str) -> str:
    return next((str(source[key]).strip() for source in sources if source.get(key)), "")
