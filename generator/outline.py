"""What the parser is shown of a normalised document: every name, kind and requirement, and nothing else.

What it would stumble over is shown as something equal for its purposes, since types are read from the
document itself: an alias as what it stands for, a map or a union as anything, an enum by numbered values.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from generator.answers import failures, read_success
from generator.document import Json, component_of, mapping, operations
from generator.media import find_json
from generator.names import class_name, name_attributes
from generator.normalise.inline import is_named_enum
from generator.retype import unwrap

__all__ = ["draw_outline", "is_class"]

_FORMATS: Final = frozenset({"date", "date-time"})
_JSON: Final = "application/json"


def is_class(schema: Json) -> bool:
    """Tells whether a named schema becomes a class: one with fields, or an enum."""
    return bool(schema.get("properties")) or is_named_enum(schema)


def draw_outline(document: Json) -> Json:
    """Draws the outline of a document: schemas by the names of their classes, fields by their attributes."""
    schemas: Json = mapping(mapping(document.get("components")).get("schemas"))
    paths: Json = {}
    for _, path, method, operation in operations(document):
        outlined = _outline_operation(document, operation)
        paths.setdefault(_outline_path(path, operation), {})[method] = outlined
    return {
        "openapi": "3.0.3",
        "info": {"title": "outline", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {
                class_name(name): _outline_class(document, schema)
                for name, schema in schemas.items()
                if is_class(schema)
            }
        },
    }


def _outline_class(document: Json, schema: Json) -> Json:
    if is_named_enum(schema):
        return {"type": "string", "enum": [f"value {index}" for index, _ in enumerate(schema["enum"])]}
    attributes = name_attributes(schema["properties"], ())
    return {
        "type": "object",
        "required": [attributes[name] for name in schema.get("required", [])],
        "properties": {
            attributes[name]: _outline(document, mapping(value))
            for name, value in schema["properties"].items()
        },
    }


def _outline(document: Json, schema: Json, above: frozenset[str] = frozenset()) -> Json:
    schema = unwrap(schema)
    name = component_of(schema.get("$ref"))
    if name is not None:
        target = document["components"]["schemas"][name]
        if is_class(target):
            return {"$ref": f"#/components/schemas/{class_name(name)}"}
        return {} if name in above else _outline(document, target, above | {name})
    if schema.keys() & {"anyOf", "oneOf", "const", "enum"}:
        return {}
    match schema.get("type"):
        case "array":
            return {"type": "array", "items": _outline(document, mapping(schema.get("items")), above)}
        case "string" if schema.get("format") in _FORMATS:
            return {"type": "string", "format": schema["format"]}
        case "string" | "integer" | "number" | "boolean" as type_:
            return {"type": type_}
        case _:
            return {}


def _outline_operation(document: Json, operation: Json) -> Json:
    success = read_success(document, operation)
    statuses = [status for status, _ in failures(document, operation) if status.isdecimal()]
    outlined: Json = {
        "operationId": operation["operationId"],
        "parameters": [
            {
                "name": argument,
                "in": parameter["in"],
                "required": parameter.get("required") is True,
                "schema": {"type": "string"},
            }
            for argument, parameter in _arguments(operation)
        ],
        "responses": {
            **{status: {"description": ""} for status in statuses},
            str(next(iter(success.statuses), 200)): {
                "description": "",
                **_outline_body(document, success.media[:1]),
            },
        },
    }
    media = find_json(mapping(operation.get("requestBody")).get("content"))
    if media is not None:
        outlined["requestBody"] = {"required": True, **_outline_body(document, [media])}
    return outlined


def _outline_body(document: Json, media: Iterable[Json]) -> Json:
    schemas = [_outline(document, mapping(each.get("schema"))) for each in media]
    return {"content": {_JSON: {"schema": schemas[0]}}} if schemas else {}


def _arguments(operation: Json) -> Iterator[tuple[str, Json]]:
    """Numbers the parameters; the parser is picky about what stands in a path, and its names are not used."""
    for index, parameter in enumerate(operation.get("parameters") or []):
        yield f"parameter_{index}", parameter


def _outline_path(path: str, operation: Json) -> str:
    for argument, parameter in _arguments(operation):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", f"{{{argument}}}")
    return path
