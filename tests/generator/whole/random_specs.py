"""Random small specifications, and values that their schemas allow."""

from datetime import UTC
from typing import Any

import jsonschema_rs
from hypothesis import assume
from hypothesis import strategies as st

Json = dict[str, Any]

HOLDER = "Holder"
"""The schema with a field of each of the others; a class cannot say of itself that it may be null."""

_SCHEMAS = ("Alpha", "beta_schema", "Decimal", "FixedPointThing", "Model")
_FIELDS = ("a", "b", "class", "24h", "with-dash", "to_dict", "Alpha", "datetime", "str", "_x", "Übung")
_TOLD = {"enum", "const", "format"}
_DEEPEST = 3

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_words = st.sampled_from(["up", "down", "", "class", "A-B", "a b", "1"])
_numbers = st.integers(-2, 9)
_references = st.sampled_from(_SCHEMAS).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
_scalars: st.SearchStrategy[Json] = st.one_of(
    st.sampled_from(
        [
            {"type": "string"},
            {"type": "string", "format": "date-time"},
            {"type": "string", "format": "date"},
            {"type": "string", "format": "decimal"},
            {"type": "integer", "minimum": 0},
            {"type": "number"},
            {"type": "number", "x-unit": "dollars"},
            {"type": "boolean"},
            {"type": "object"},
            {"type": "array"},
            {},
            {"const": "fixed"},
            {"const": 3},
            {"type": "null"},
            {"type": ["string", "null"]},
            {"type": ["integer", "string"]},
            {"enum": [1, "two", None]},
        ]
    ),
    st.lists(_words, min_size=1, max_size=3).map(lambda words: {"type": "string", "enum": words}),
    st.lists(st.integers(-2, 9), min_size=1, max_size=3).map(
        lambda found: {"type": "integer", "enum": found}
    ),
)


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[Json]) -> Json:
    properties = draw(st.dictionaries(st.sampled_from(_FIELDS), inner, min_size=1, max_size=3))
    required = draw(st.lists(st.sampled_from([*properties, "phantom"]), max_size=2, unique=True))
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _extend(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner.map(lambda schema: {"type": "array", "items": schema}),
        inner.map(lambda schema: {"type": "object", "additionalProperties": schema}),
        _objects(inner),
        several.map(lambda members: {"oneOf": members}),
        several.map(lambda members: {"anyOf": members}),
        _references.map(lambda reference: {"allOf": [reference], "description": "Words."}),
        st.lists(st.one_of(_references, _objects(inner)), min_size=1, max_size=2).map(
            lambda parts: {"allOf": parts}
        ),
        st.tuples(inner, st.booleans()).map(lambda found: {**found[0], "nullable": found[1]}),
    )


_schemas = st.recursive(st.one_of(_scalars, _references), _extend, max_leaves=6)


@st.composite
def specifications(draw: st.DrawFn) -> Json:
    """Makes a specification of a few schemas, which refer to each other, and of operations that use them."""
    schemas = {name: draw(_schemas) for name in _SCHEMAS}
    if "type" not in schemas["FixedPointThing"]:
        schemas["FixedPointThing"] = {"type": "string"}
    fields = {name: {"$ref": f"#/components/schemas/{name}"} for name in _SCHEMAS}
    schemas[HOLDER] = {"type": "object", "properties": fields, "required": list(fields)}
    content = {"application/json": {"schema": draw(st.one_of(_references, _schemas))}}
    parameter = {"name": draw(st.sampled_from(_FIELDS)), "in": "query", "schema": draw(_scalars)}
    answer = {"description": "It.", "content": {"application/json": {"schema": draw(_schemas)}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Random", "version": "1"},
        "paths": {
            "/x": {
                "get": {
                    "operationId": draw(st.sampled_from(["close", "GetX", "get x", "import"])),
                    "parameters": [parameter],
                    "responses": {draw(st.sampled_from(["200", "2XX", "default"])): answer},
                },
                "post": {
                    "operationId": "PostX",
                    "requestBody": {"content": content},
                    "responses": {"204": {"description": "Done."}},
                },
            }
        },
        "components": {"schemas": schemas},
    }


def draw_value(draw: st.DrawFn, document: Json, schema: Json, depth: int = 0) -> Any:
    """Draws a value that a schema allows; gives up on schemas that allow none that is not too deep."""
    assume(depth < 3 * _DEEPEST)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        target = document["components"]["schemas"][name]
        is_text = target.get("type") in ("string", ["string", "null"]) and not target.keys() & _TOLD
        if is_text and "fixedpoint" in name.lower():
            return str(draw(st.decimals(-9, 9, places=4)))
        return draw_value(draw, document, target, depth + 1)
    if schema.get("nullable") and draw(st.booleans()):
        return None
    for key in ("oneOf", "anyOf"):
        if key in schema:
            member = draw(st.sampled_from(schema[key]))
            return draw_value(draw, document, member, depth + 1)
    if "allOf" in schema:
        values = [draw_value(draw, document, part, depth + 1) for part in schema["allOf"]]
        if len(values) == 1:
            return values[0]
        assume(all(isinstance(value, dict) for value in values))
        return {key: item for value in values for key, item in value.items()}
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    types = schema.get("type")
    kind = draw(st.sampled_from(types)) if isinstance(types, list) else types
    return _draw_kind(draw, document, {**schema, "type": kind}, depth)


def allows(document: Json, schema: Json, value: Any) -> bool:
    """Tells whether a value is one of a schema, of which several alternatives may fit it."""
    components = _as_json_schema(document["components"])
    return jsonschema_rs.is_valid({**_as_json_schema(schema), "components": components}, value)


def _as_json_schema(node: Any) -> Any:
    if isinstance(node, list):
        return [_as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    told = {"anyOf" if key == "oneOf" else key: _as_json_schema(item) for key, item in node.items()}
    return {"anyOf": [told, {"type": "null"}]} if told.pop("nullable", False) is True else told


def _draw_kind(draw: st.DrawFn, document: Json, schema: Json, depth: int) -> Any:
    match schema["type"], schema.get("format"):
        case "string", "date-time":
            return draw(st.datetimes(timezones=st.just(UTC))).isoformat()
        case "string", "date":
            return draw(st.dates()).isoformat()
        case "string", "decimal":
            return str(draw(st.decimals(-9, 9, places=2)))
        case "string", _:
            return draw(_text)
        case "integer", _:
            return draw(st.integers(0, 2**63 - 1))
        case "number", _:
            return draw(st.one_of(st.integers(-(2**53), 2**53), st.decimals(-9, 9, places=3).map(float)))
        case "boolean", _:
            return draw(st.booleans())
        case "null", _:
            return None
        case "array", _:
            size = draw(st.integers(0, 2)) if depth < _DEEPEST else 0
            return [draw_value(draw, document, schema.get("items", {}), depth + 1) for _ in range(size)]
        case "object", _:
            return _draw_object(draw, document, schema, depth)
        case _:
            return draw(st.sampled_from([None, 1, 0.5, "x", [1.25, None], {"y": [True]}]))


def _draw_object(draw: st.DrawFn, document: Json, schema: Json, depth: int) -> Json:
    properties = schema.get("properties")
    if properties is None:
        keys = draw(st.lists(_text, max_size=2)) if depth < _DEEPEST else []
        extra = schema.get("additionalProperties", {})
        return {key: draw_value(draw, document, extra, depth + 1) for key in keys}
    wanted = [
        name
        for name in properties
        if name in schema.get("required", ()) or (depth < _DEEPEST and draw(st.booleans()))
    ]
    return {name: draw_value(draw, document, properties[name], depth + 1) for name in wanted}
