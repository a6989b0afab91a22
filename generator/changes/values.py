"""How one value changed: its presence, type, unit, limits and default."""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

import attrs

from generator.annotations import LIMITS
from generator.changes.renames import Renames
from generator.changes.spoken_units import same_unit
from generator.changes.view import View
from generator.changes.written_types import WrittenType, compare_types, rename_types
from generator.surface import Line

__all__ = ["VALUE_FACTS", "Difference", "compare_values"]

_UPPER: Final = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_LOWER: Final = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_OF_LISTS: Final = frozenset({"minItems", "maxItems"})
VALUE_FACTS: Final = frozenset({"type", "presence", "unit", "default", "deprecated", *LIMITS})
"""Facts that are compared here."""


@attrs.frozen
class Difference:
    """One difference between two lines.

    Attributes:
        name: What differs, as the rules call it.
        detail: What it was and what it is.
    """

    name: str
    detail: str = ""


def compare_values(old: View, new: View, renames: Renames, before: Line, after: Line) -> Iterator[Difference]:
    """Tells how a value changed.

    Args:
        old: The contract before.
        new: The contract after.
        renames: What was renamed between them.
        before: The value's line before.
        after: The value's line after.
    """
    was, is_ = before.facts.get("presence"), after.facts.get("presence")
    if was != is_ and is_ is not None:
        yield Difference(is_, f"{was} → {is_}")
    yield from _compare_types(old, new, renames, before, after)
    yield from _compare_units(old, new, before, after)
    lists_alike = _is_list(before) == _is_list(after)
    for limit in LIMITS:
        # Where a list took the place of one value, its length is part of the new type.
        if before.facts.get(limit) != after.facts.get(limit) and (lists_alike or limit not in _OF_LISTS):
            yield _compare_limits(limit, before.facts.get(limit), after.facts.get(limit))
    if before.facts.get("default") != after.facts.get("default"):
        detail = f"default {before.facts.get('default', 'none')} → {after.facts.get('default', 'none')}"
        yield Difference("default", detail)
    if before.facts.get("deprecated") != after.facts.get("deprecated"):
        yield Difference("deprecated" if "deprecated" in after.facts else "not-deprecated")


def _compare_types(old: View, new: View, renames: Renames, before: Line, after: Line) -> Iterator[Difference]:
    if renames.type_of(before) == new.type_of(after):
        return  # an alias that both name has a line of its own
    was = rename_types(old.named.expand(old.type_of(before)), renames.declarations)
    is_ = new.named.expand(new.type_of(after))
    enums = new.named.enums | {renames.owner(name) for name in old.named.enums}
    detail = f"{before.facts.get('type')} → {after.facts.get('type')}"
    if before.kind == "parameter":
        # An argument takes one value where a list is due, so a list in place of one value only takes more.
        if _is_list_of(is_, was):
            yield Difference("type-widened", detail)
            return
        if _is_list_of(was, is_):
            yield Difference("type-narrowed", detail)
            return
    for name in compare_types(was, is_, enums):
        yield Difference(name, detail)


def _is_list_of(many: WrittenType, one: WrittenType) -> bool:
    return many.members == {("list", WrittenType(one.members))}


def _is_list(line: Line) -> bool:
    return line.facts.get("type", "").startswith("list[")


def _compare_units(old: View, new: View, before: Line, after: Line) -> Iterator[Difference]:
    was, is_ = old.unit_of(before), new.unit_of(after)
    if was and is_:
        if not same_unit(was, is_):
            yield Difference("unit-changed", f"{was} → {is_}")
    elif "unit" in before.facts:
        yield Difference("unit-withdrawn", f"{was} → not told")
    elif "unit" in after.facts:
        yield Difference("unit-stated", f"not told → {is_}")


def _compare_limits(limit: str, was: str | None, is_: str | None) -> Difference:
    detail = f"{limit} {was or 'none'} → {is_ or 'none'}"
    if was is None:
        return Difference("limit-narrowed", detail)
    if is_ is None:
        return Difference("limit-widened", detail)
    low, high = _number(was), _number(is_)
    if low is None or high is None or limit not in _UPPER | _LOWER:
        return Difference("limit-replaced", detail)  # nothing tells which of two patterns takes more
    return Difference("limit-widened" if (high > low) == (limit in _UPPER) else "limit-narrowed", detail)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(str(json.loads(text, parse_float=Decimal)))
    except (InvalidOperation, ValueError):
        return None
