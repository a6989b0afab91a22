"""Merges the parts of a schema that is told in parts."""

from collections.abc import Iterator
from typing import Any, Final

from generator.document import Json, component_of, copy_of, dereference, mapping
from generator.normalise.forms import ANNOTATIONS
from generator.normalise.naming import INLINE
from generator.positions import schema_positions
from generator.problems import Notice, Problem, Refusal

__all__ = ["is_wrapper", "merge_parts"]

_UNIONS: Final = ("anyOf", "oneOf")
_DEEPEST: Final = 6


def is_wrapper(schema: Json) -> bool:
    """Tells whether a schema only adds words, or null, to one reference."""
    parts = schema.get("allOf")
    if not isinstance(parts, list) or len(parts) != 1 or "$ref" not in mapping(parts[0]):
        return False
    return all(key == "allOf" or _is_word(key) for key in schema)


def merge_parts(document: Json) -> Iterator[Notice]:
    """Merges the parts of an `allOf` into one schema, and what stands beside a union into its members.

    The parser loses parts that are no objects, and a union has no fields of its own in Python.
    """
    before = copy_of(document)  # since a base may be merged before those that are made of it
    merged: list[str] = []
    for position in schema_positions(document):
        schema = _drop_repeated_parts(position.schema)
        position.replace(schema)
        if ("allOf" in schema and not is_wrapper(schema)) or _is_mixed(schema):
            if sum(position.pointer.startswith(f"{above}/") for above in merged) >= _DEEPEST:
                what, remedy = (
                    "allOf joins what holds an allOf again, without end",
                    "give what it joins a name",
                )
                raise Refusal(Problem(position.pointer, what, f"{remedy} and refer to it here"))
            merged.append(position.pointer)
            own = component_of(f"#{position.pointer}")
            above = frozenset[str]() if own is None else frozenset({own})
            position.replace(_Merge(before, position.pointer).flatten(schema, above))
    yield from ()


def _drop_repeated_parts(schema: Json) -> Json:
    """Leaves a part out that stands twice."""
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    return {**schema, "allOf": [part for index, part in enumerate(parts) if part not in parts[:index]]}


def _is_mixed(schema: Json) -> bool:
    """Tells whether fields stand beside a union."""
    return any(key in schema for key in _UNIONS) and bool(schema.get("properties"))


class _Merge:
    """Merges the parts of the schema at one place.

    Args:
        document: The document before anything was merged.
        pointer: The place, for refusals.
    """

    def __init__(self, document: Json, pointer: str) -> None:
        self._document = document
        self._pointer = pointer

    def flatten(self, schema: Json, above: frozenset[str]) -> Json:
        """Merges a schema and its parts.

        Args:
            schema: The schema.
            above: The named schemas that this one is a part of. A part that goes back to one of them adds
                nothing.
        """
        own = {key: value for key, value in schema.items() if key != "allOf"}
        resolved = (self._resolve(mapping(part), above) for part in schema.get("allOf", []))
        parts = [part for part in resolved if part is not None]
        merged: Json = {}
        for part in parts:
            shape = {key: value for key, value in part.items() if key not in ANNOTATIONS and key != INLINE}
            merged = self._join(merged, shape, above)
        shape = {key: own.pop(key) for key in list(own) if not _is_word(key)}
        if len(parts) == 1 and not shape and "description" in parts[0]:
            own.setdefault("description", parts[0]["description"])
        # Null has to be a value of every part, unless the whole says that it is one.
        if "nullable" not in own and parts and all(part.get("nullable") is True for part in parts):
            own["nullable"] = True
        unions: list[Json] = [{key: shape.pop(key)} for key in _UNIONS if key in shape]
        if unions and "discriminator" in shape:
            unions[0]["discriminator"] = shape.pop("discriminator")
        for told in (shape, *unions):
            merged = self._join(merged, told, above)
        return {**merged, **own}

    def _resolve(self, part: Json, above: frozenset[str]) -> Json | None:
        """Returns a part with its own parts merged, a copy that can be changed."""
        name = component_of(part.get("$ref"))
        if name is None:
            return self.flatten(copy_of(part), above)
        if name in above:
            return None
        target = copy_of(dereference(self._document, part))
        for key in _UNIONS:
            # A base that lists its heirs is a part of each, without being all of them.
            if any(component_of(mapping(member).get("$ref")) in above for member in target.get(key, [])):
                target.pop(key)
        target.pop("discriminator", None)
        return self.flatten(target, above | {name})

    def _join(self, left: Json, right: Json, above: frozenset[str]) -> Json:
        """Joins two schemas without parts into one that is both."""
        for one, other in ((left, right), (right, left)):
            for key in _UNIONS:
                if key in one and (other.keys() & {"type", "properties", "enum", *_UNIONS}):
                    return self._spread(one, key, other, above)
        joined = {**left, **right}
        for key in left.keys() & right.keys():
            if left[key] != right[key]:
                joined[key] = self._join_values(key, left[key], right[key])
        return joined

    def _join_values(self, key: str, left: Any, right: Any) -> Any:
        match key:
            case "type":
                if {left, right} == {"integer", "number"}:
                    return "integer"
                what = f"allOf joins {left} and {right}, which no value is at once"
                raise Refusal(Problem(self._pointer, what, "describe what it really is"))
            case "properties":
                shared = {name: _both(left[name], right[name]) for name in left if name in right}
                return {**left, **right, **shared}
            case "required":
                return list(dict.fromkeys([*left, *right]))
            case "items" | "additionalProperties":
                return _both(left, right)
            case "enum":
                kept = [value for value in left if value in right]
                if not kept:
                    what = "allOf joins two enums that share no value"
                    raise Refusal(Problem(self._pointer, what, "describe what it really is"))
                return kept
            case _:
                return right

    def _spread(self, union: Json, key: str, other: Json, above: frozenset[str]) -> Json:
        """Gives each member of a union what stands beside it, unless it has that already."""
        beside = {name: value for name, value in union.items() if name not in (key, "discriminator")}
        other = self._join(beside, other, above)
        words = {name: other.pop(name) for name in list(other) if _is_word(name)}
        members, refusals = [], []
        for member in union[key]:
            name = component_of(mapping(member).get("$ref"))
            whole = self._resolve(mapping(member), above if name is None else frozenset()) or {}
            try:
                joined = self._join(copy_of(other), whole, above)
            except Refusal as refusal:  # no value is of this member and of what stands beside it
                refusals.append(refusal)
                continue
            adds_nothing = other.get("properties", {}).keys() <= whole.get("properties", {}).keys()
            members.append(member if name is not None and adds_nothing else joined)
        if refusals and not members:
            raise refusals[0]
        told = {name: union[name] for name in ("discriminator",) if name in union}
        return {key: members, **told, **words}


def _is_word(key: str) -> bool:
    """Tells whether a keyword only says something of a schema, without being part of its shape."""
    return key in ANNOTATIONS or key.startswith("x-")


def _both(left: Any, right: Any) -> Any:
    """Says that a value is of two schemas."""
    for one, other in ((left, right), (right, left)):
        if one == other or one is True or one == {}:
            return other
        if one is False:
            return False
    return {"allOf": [left, right]}
