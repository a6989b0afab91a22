"""Whether a schema of theirs is still the same thing as one of ours.

Ours tells more: an amount is a decimal where theirs is a text, a list in one parameter is a list where theirs
is a text. What theirs leaves open is no change.
"""

from typing import Any, Final

from generator.changes.spoken_units import same_unit, spoken_unit
from generator.document import Json, mapping
from generator.update.sources import Update

__all__ = ["LIMITS", "is_nullable", "is_same", "reference_name", "unwrapped"]

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
)
_REFERENCE: Final = "#/components/schemas/"


def reference_name(schema: Json) -> str | None:
    """Finds the named schema that a schema refers to, be it inside an `allOf` of one part."""
    reference = unwrapped(schema).get("$ref")
    if isinstance(reference, str) and reference.startswith(_REFERENCE):
        return reference.removeprefix(_REFERENCE).replace("~1", "/").replace("~0", "~")
    return None


def unwrapped(schema: Json) -> Json:
    """Looks through an `allOf` of one part."""
    parts = schema.get("allOf")
    if isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], dict):
        return parts[0]
    return schema


def is_nullable(schema: Json, target: Json) -> bool:
    """Tells whether a value may be null, by 3.0 or by 3.1."""
    types = target.get("type")
    return bool(
        schema.get("nullable") or target.get("nullable") or (isinstance(types, list) and "null" in types)
    )


def is_same(update: Update, ours: Json, theirs: Json) -> bool:
    """Tells whether two schemas describe the same thing, whatever their limits and their nullability.

    Args:
        update: The update under way.
        ours: A schema of ours.
        theirs: The schema that stands in its place in theirs.
    """
    our_target, their_target = update.resolve_ours(unwrapped(ours)), update.resolve_theirs(unwrapped(theirs))
    our_type, their_type = _type(our_target), _type(their_target)
    if not _same_unit(ours, our_target, theirs, their_target):
        return False
    if our_type == "array" and their_type == "array":
        return is_same(update, mapping(our_target.get("items")), mapping(their_target.get("items")))
    if our_type != their_type:
        # A text that holds several values joined is a list to us.
        return (
            our_type == "array" and their_type == "string" and not update.exact and "enum" not in their_target
        )
    if our_type != "string":
        return our_type is not None or _branches(our_target) == _branches(their_target)
    if update.exact and our_target.get("format") != their_target.get("format"):
        return False
    if "enum" in their_target and "enum" not in our_target:
        return False
    if update.exact and "enum" in our_target and "enum" not in their_target:
        return False
    return their_target.get("format") in (None, our_target.get("format")) or (
        their_target.get("format") not in ("date-time", "date", "decimal")
    )


def _type(schema: Json) -> str | None:
    types = schema.get("type")
    if isinstance(types, list):
        types = next((name for name in types if name != "null"), None)
    if types is None and "properties" in schema:
        return "object"
    if types is None and "enum" in schema:
        return "string"
    return types if isinstance(types, str) else None


def _branches(schema: Json) -> list[tuple[str, int]]:
    return [
        (key, len(schema[key])) for key in ("anyOf", "oneOf", "allOf") if isinstance(schema.get(key), list)
    ]


def _same_unit(ours: Json, our_target: Json, theirs: Json, their_target: Json) -> bool:
    """A unit of theirs counts if `x-unit` says it, or its description; one that nobody says is no other."""
    our_unit = ours.get("x-unit", our_target.get("x-unit"))
    their_unit: Any = theirs.get("x-unit", their_target.get("x-unit")) or spoken_unit(
        str(theirs.get("description", their_target.get("description", "")))
    )
    return not our_unit or not their_unit or same_unit(str(our_unit), str(their_unit))
