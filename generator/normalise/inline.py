"""Rules that give a name to every object and every enum that stands inside of something else."""

from collections.abc import Iterator
from typing import Any, Final

from generator.answers import read_success
from generator.document import Json, component_of, escape, mapping, operations, refer_to
from generator.media import find_json
from generator.normalise.naming import Namer
from generator.problems import Notice

__all__ = ["is_named_enum", "name_inline_types", "name_types_of_operations"]

_OF_THE_PLACE: Final = ("nullable", "default", "deprecated")
"""What is told of the place, not of the type."""
_STAYING: Final = (*_OF_THE_PLACE, "description", "x-unverified", "x-unit")
"""What is told of the place, or of both."""
_KINDS: Final[dict[str, type]] = {"string": str, "integer": int}


def name_inline_types(document: Json) -> Iterator[Notice]:
    """Names what stands inside of named schemas, parameters and request bodies after them.

    A field `side` of `Thing` gives `ThingSide`, the items of `Thing.legs` give `ThingLegsItem`.
    """
    naming = _Naming(document)
    components = mapping(document.get("components"))
    for name, schema in list(mapping(components.get("schemas")).items()):
        naming.visit_inside(mapping(schema), name, f"/components/schemas/{escape(name)}")
    for name, parameter in mapping(components.get("parameters")).items():
        naming.visit(mapping(parameter), "schema", name, f"/components/parameters/{escape(name)}/schema")
    for name, body in mapping(components.get("requestBodies")).items():
        media = find_json(mapping(body).get("content"))
        if media is not None:
            naming.visit(media, "schema", name, f"/components/requestBodies/{escape(name)}/content")
    naming.put_in_order()
    yield from ()


def name_types_of_operations(document: Json) -> Iterator[Notice]:
    """Names what stands inside of an operation after it: `GetThingsResponse`, `MakeThingRequest`."""
    naming = _Naming(document)
    for pointer, _, _, operation in operations(document):
        name = operation["operationId"]
        for index, parameter in enumerate(operation.get("parameters") or []):
            words = f"{name} {parameter.get('name')}"
            naming.visit(parameter, "schema", words, f"{pointer}/parameters/{index}/schema")
        media = find_json(mapping(operation.get("requestBody")).get("content"))
        if media is not None:
            naming.visit(media, "schema", f"{name} request", f"{pointer}/requestBody/content")
        for media in read_success(document, operation).media:
            naming.visit(media, "schema", f"{name} response", f"{pointer}/responses")
    yield from ()


class _Naming:
    def __init__(self, document: Json) -> None:
        self._namer = Namer(document)
        self._inside: dict[str, list[str]] = {}
        self._root = ""

    def put_in_order(self) -> None:
        """Puts what was named behind the schema inside of which it stood."""
        schemas = self._namer.schemas
        moved = {name for names in self._inside.values() for name in names}
        ordered = {
            name: schemas[name]
            for first in schemas
            if first not in moved
            for name in (first, *self._inside.get(first, ()))
        }
        ordered |= {name: schema for name, schema in schemas.items() if name not in ordered}
        schemas.clear()
        schemas.update(ordered)

    def visit(self, holder: Any, key: str | int, words: str, pointer: str) -> None:
        """Names the schema at one place, if it needs a name, and what stands inside of it."""
        schema: Any = holder.get(key) if isinstance(holder, dict) else holder[key]
        if not isinstance(schema, dict):
            return
        if not _needs_name(schema):
            self.visit_inside(schema, words, pointer)
            return
        staying = {name: schema[name] for name in _STAYING if name in schema}
        inner = {name: value for name, value in schema.items() if name not in _OF_THE_PLACE}
        name = self._namer.add(words, inner, pointer)
        self._inside.setdefault(self._root, []).append(name)
        reference = {"$ref": refer_to(name)}
        holder[key] = {"allOf": [reference], **staying} if staying else reference
        self.visit_inside(inner, name, pointer)

    def visit_inside(self, schema: Json, words: str, pointer: str, *, is_part: bool = False) -> None:
        """Names what stands inside of a schema, except members of a union that are still to be merged."""
        self._root = component_of(f"#{pointer}") or self._root
        for name in mapping(schema.get("properties")):
            self.visit(schema["properties"], name, f"{words} {name}", f"{pointer}/properties/{escape(name)}")
        for key, word in (("items", "item"), ("additionalProperties", "value")):
            if isinstance(schema.get(key), dict):
                self.visit(schema, key, f"{words} {word}", f"{pointer}/{key}")
        is_part = is_part or bool(schema.get("properties") or schema.get("allOf"))
        for key in ("anyOf", "oneOf"):
            for index, member in enumerate(schema.get(key) or []):
                told = f"{words} {mapping(member).get('title') or f'option {index + 1}'}"
                if is_part:
                    self.visit_inside(mapping(member), told, f"{pointer}/{key}/{index}")
                else:
                    self.visit(schema[key], index, told, f"{pointer}/{key}/{index}")
        for index, part in enumerate(schema.get("allOf") or []):
            self.visit_inside(mapping(part), words, f"{pointer}/allOf/{index}", is_part=True)


def _needs_name(schema: Json) -> bool:
    if schema.keys() & {"$ref", "allOf", "anyOf", "oneOf"}:
        return False
    return bool(schema.get("properties")) or is_named_enum(schema)


def is_named_enum(schema: Json) -> bool:
    """Tells whether a schema becomes an enum: one that lists texts, or whole numbers."""
    values, kind = schema.get("enum"), _KINDS.get(str(schema.get("type")))
    if not isinstance(values, list) or not values or kind is None:
        return False
    return all(isinstance(value, kind) and not isinstance(value, bool) for value in values)
