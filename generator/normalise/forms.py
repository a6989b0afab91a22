"""Rules that write the forms of OpenAPI 3.1, and what is left to the reader, as 3.0 would say them."""

from collections.abc import Iterator
from typing import Any, Final

from generator.document import Json
from generator.positions import schema_positions
from generator.problems import Notice

__all__ = ["ANNOTATIONS", "replace_booleans", "tell_null_by_nullable", "tell_types", "turn_tuples_into_lists"]

ANNOTATIONS: Final = frozenset(
    {
        *("title", "description", "default", "example", "examples", "deprecated", "nullable"),
        *("readOnly", "writeOnly", "externalDocs", "xml", "$comment", "$id", "$schema"),
    }
)
"""What may stand beside a reference without changing its shape."""

_UNIONS: Final = ("anyOf", "oneOf")
_CONSTRAINTS: Final = frozenset({"required", "minProperties", "maxProperties", "dependentRequired", "not"})
_PLAIN_TYPES: Final = {str: "string", bool: "boolean", int: "integer", float: "number"}


def tell_types(document: Json) -> Iterator[Notice]:
    """Gives each schema the one type that it has, or a union where it has several.

    A schema that is `true` allows anything, and one that lists types is a union of them. Conditions that do
    not change the shape of a value (`not`, unions of `required`) are left out.
    """
    for position in schema_positions(document):
        schema = position.schema
        replace_booleans(schema)
        for key in _UNIONS:
            members = schema.get(key)
            if isinstance(members, list) and (not members or all(map(_is_condition, members))):
                del schema[key]
        for key in ("not", "if", "then", "else"):
            schema.pop(key, None)
        if isinstance(schema.get("patternProperties"), dict) and "additionalProperties" not in schema:
            schema["additionalProperties"] = _any_of(list(schema.pop("patternProperties").values()))
        types = schema.get("type")
        if isinstance(types, list):
            _spread_types(schema, [str(type_) for type_ in types])
        elif types is None:
            _find_type(schema)
    yield from ()


def replace_booleans(schema: Json) -> None:
    """Writes `{}` for the schemas directly inside of one that are `true` or `false`."""
    properties = schema.get("properties")
    for holder, keys in ((properties, list(properties or ())), (schema, ["items"])):
        if isinstance(holder, dict):
            holder.update({key: {} for key in keys if isinstance(holder.get(key), bool)})
    for key in ("allOf", *_UNIONS, "prefixItems"):
        if isinstance(schema.get(key), list):
            schema[key] = [{} if isinstance(member, bool) else member for member in schema[key]]


def _is_condition(member: object) -> bool:
    if not isinstance(member, dict):
        return False
    said = {key for key in member if _is_shape(key)}
    return bool(said) and said <= _CONSTRAINTS


def _spread_types(schema: Json, types: list[str]) -> None:
    if "null" in types and len(types) > 1:
        schema["nullable"] = True
        types = [type_ for type_ in types if type_ != "null"]
    if len(types) == 1:
        schema["type"] = types[0]
    elif not types or "enum" in schema or "const" in schema:
        del schema["type"]
        _find_type(schema)
    else:
        shape = {key: schema.pop(key) for key in list(schema) if _is_shape(key)}
        schema["anyOf"] = [{"type": type_, **_fitting(shape, type_)} for type_ in types]


def _is_shape(key: str) -> bool:
    return key not in ANNOTATIONS and not key.startswith("x-")


def _fitting(shape: Json, type_: str) -> Json:
    fitting = {
        "array": ("items", "minItems", "maxItems", "uniqueItems", "prefixItems"),
        "object": ("properties", "required", "additionalProperties"),
        "string": ("format", "minLength", "maxLength", "pattern"),
        "boolean": (),
    }.get(type_, ("format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))
    return {key: shape[key] for key in fitting if key in shape}


def _find_type(schema: Json) -> None:
    """Tells the type of a schema without one, by what else it says."""
    if "const" in schema or "enum" in schema:
        values: list[Any] = [schema["const"]] if "const" in schema else schema["enum"]
        found = {_PLAIN_TYPES.get(type(value), "other") for value in values if value is not None}
        if found == {"integer", "number"}:
            found = {"number"}
        if len(found) == 1 and found != {"other"}:
            schema["type"] = found.pop()
        elif not found and values:
            schema["type"] = "null"
    elif isinstance(schema.get("properties"), dict) or isinstance(schema.get("additionalProperties"), dict):
        schema["type"] = "object"
    elif "items" in schema or "prefixItems" in schema:
        schema["type"] = "array"


def turn_tuples_into_lists(document: Json) -> Iterator[Notice]:
    """Takes a tuple for a list whose items are of any type that one of its places has."""
    for position in schema_positions(document):
        schema = position.schema
        places = schema.pop("prefixItems", None)
        if isinstance(places, list):
            last = schema.get("items")
            kinds: list[Any] = []
            for kind in [*places, *([last] if isinstance(last, dict) and last else [])]:
                if kind not in kinds:
                    kinds.append(kind)
            schema["items"] = _any_of(kinds)
    yield from ()


def _any_of(schemas: list[Any]) -> Any:
    """Makes the schema of what is of any of several schemas."""
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas} if schemas else {}


def tell_null_by_nullable(document: Json) -> Iterator[Notice]:
    """Tells null by `nullable`, not by a member of a union or an enum, and unwraps a union of one."""
    for position in schema_positions(document):
        schema = position.schema
        values = schema.get("enum")
        if isinstance(values, list) and None in values:
            schema["nullable"] = True
            schema["enum"] = [value for value in values if value is not None]
            if not schema["enum"]:
                del schema["enum"]
                schema["type"] = "null"
        for key in _UNIONS:
            members = schema.get(key)
            if isinstance(members, list):
                _drop_null(schema, key, members)
    yield from ()


def _drop_null(schema: Json, key: str, members: list[Any]) -> None:
    kept = [member for member in members if not _is_null(member)]
    if len(kept) < len(members):
        schema["nullable"] = True
    schema[key] = kept
    if not kept:
        del schema[key]
        schema["type"] = "null"
    elif len(kept) == 1:
        del schema[key]
        schema.pop("discriminator", None)
        schema.setdefault("allOf", []).append(kept[0])


def _is_null(member: object) -> bool:
    if not isinstance(member, dict):
        return False
    return member.get("type") == "null" or member.get("enum") == [None] or member.get("const", ...) is None
