"""Where schemas stand in a document."""

from collections.abc import Iterator
from typing import Any

import attrs

from generator.document import Json, escape, mapping

__all__ = ["Position", "schema_positions"]

_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = ("items", "additionalProperties", "not")


@attrs.frozen
class Position:
    """A place that holds a schema, and through which it can be replaced.

    Attributes:
        pointer: JSON pointer of the place.
        parent: The mapping or list that holds the schema.
        key: The schema's key or index in it.
    """

    pointer: str
    parent: Any
    key: str | int

    @property
    def schema(self) -> Json:
        """The schema that stands here now."""
        found: Json = self.parent[self.key]
        return found

    def replace(self, schema: Json) -> None:
        """Puts another schema here."""
        self.parent[self.key] = schema


def schema_positions(document: Json) -> Iterator[Position]:
    """Walks through all schemas, each before the schemas inside it.

    A schema may be replaced while it is visited; the walk goes on inside the new one.
    """
    components = mapping(document.get("components"))
    yield from _named(components.get("schemas"), "/components/schemas")
    for section, value in components.items():
        if section != "schemas":
            yield from _outside(value, f"/components/{escape(section)}")
    yield from _outside(document.get("paths"), "/paths")


def _outside(value: object, pointer: str) -> Iterator[Position]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "schema" and isinstance(item, dict):
                yield from _inside(Position(f"{pointer}/schema", value, key))
            elif key not in {"example", "examples"}:
                yield from _outside(item, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _outside(item, f"{pointer}/{index}")


def _inside(position: Position) -> Iterator[Position]:
    yield position
    schema, pointer = position.schema, position.pointer
    yield from _named(schema.get("properties"), f"{pointer}/properties")
    for key in _SINGLE:
        if isinstance(schema.get(key), dict):
            yield from _inside(Position(f"{pointer}/{key}", schema, key))
    for key in _LISTS:
        members = schema.get(key)
        if isinstance(members, list):
            for index, member in enumerate(members):
                if isinstance(member, dict):
                    yield from _inside(Position(f"{pointer}/{key}/{index}", members, index))


def _named(schemas: object, pointer: str) -> Iterator[Position]:
    for name, schema in list(mapping(schemas).items()):
        if isinstance(schema, dict):
            yield from _inside(Position(f"{pointer}/{escape(name)}", schemas, name))
