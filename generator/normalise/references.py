"""Rules that leave references to named schemas alone, and nothing beside them."""

from collections.abc import Iterator
from typing import Final

from generator.document import Json, component_of, refer_to, resolve
from generator.normalise.naming import Namer
from generator.positions import schema_positions
from generator.problems import Notice

__all__ = ["name_targets", "wrap_references"]

_NO_NAMES: Final = frozenset(
    {
        *("#", "paths", "components", "schemas", "parameters", "responses", "requestBodies"),
        *("content", "application~1json", "schema", "properties", "$defs", "definitions"),
        *("allOf", "anyOf", "oneOf"),
    }
)


def name_targets(document: Json) -> Iterator[Notice]:
    """Gives a name to what a `$ref` refers to inside of another schema, and refers to it by that."""
    positions = {position.pointer: position for position in schema_positions(document)}
    namer = Namer(document)
    named: dict[str, str] = {}
    for position in list(positions.values()):
        reference = position.schema.get("$ref")
        if not isinstance(reference, str) or component_of(reference) is not None:
            continue
        if reference not in named:
            target = resolve(document, reference)
            words = [word for word in reference.split("/") if word not in _NO_NAMES]
            named[reference] = refer_to(namer.add(" ".join(words), target, reference.removeprefix("#")))
            holder = positions.get(reference.removeprefix("#"))
            if holder is not None:
                holder.replace({"$ref": named[reference]})
    for position in schema_positions(document):
        reference = position.schema.get("$ref")
        if isinstance(reference, str) and reference in named:
            position.schema["$ref"] = named[reference]
    yield from ()


def wrap_references(document: Json) -> Iterator[Notice]:
    """Turns a `$ref` with anything beside it into `allOf`, since the parser drops what stands beside."""
    for position in schema_positions(document):
        schema = position.schema
        if "$ref" in schema and len(schema) > 1:
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            parts = beside.pop("allOf", [])
            position.replace({"allOf": [{"$ref": schema["$ref"]}, *parts], **beside})
    yield from ()
