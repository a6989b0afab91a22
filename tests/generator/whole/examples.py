"""Values that a schema of the untouched document allows, made without the generator's help."""

from typing import Any

from generator.document import dereference

Json = dict[str, Any]

_TEXTS = {
    "date-time": "2025-11-15T16:11:11.109554Z",
    "date": "2025-11-15",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_DEEPEST = 4


def make_example(document: Json, schema: Any, depth: int = 0) -> Any:
    """Makes a value of a schema, with every field that the schema names as long as it is not too deep."""
    if not isinstance(schema, dict):
        return "anything"
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if "fixedpoint" in name.lower():
        return "0.5600"
    schema = dereference(document, schema)
    for key in ("const", "enum"):
        if key in schema:
            return schema[key] if key == "const" else schema[key][0]
    if schema.get("anyOf") or schema.get("oneOf"):
        return _make_member(document, schema, depth)
    types = schema.get("type")
    kind = types[0] if isinstance(types, list) else types
    parts = [make_example(document, part, depth) for part in schema.get("allOf", [])]
    if parts and not all(isinstance(part, dict) for part in parts):
        return parts[0]
    if parts or kind == "object" or "properties" in schema:
        return _make_object(document, schema, parts, depth)
    match kind:
        case "array":
            items = schema.get("prefixItems") or [schema.get("items", {})]
            wanted = max(len(items), schema.get("minItems", 1)) if depth < _DEEPEST else 0
            return [make_example(document, items[min(n, len(items) - 1)], depth + 1) for n in range(wanted)]
        case "integer":
            return schema.get("minimum", 7)
        case "number":
            return 1.25
        case "boolean":
            return True
        case "null":
            return None
        case "string":
            return _TEXTS.get(schema.get("format", ""), "text"[: schema.get("maxLength", 9)])
        case _:
            return {"free": [1, "form", None, 0.5]}


def _make_member(document: Json, schema: Json, depth: int) -> Any:
    """Makes a value of a member of a union: the second, since the first would be taken in any case."""
    members = schema.get("anyOf") or schema["oneOf"]
    member = members[min(1, len(members) - 1)]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "oneOf", "discriminator")}
    example = make_example(document, member, depth)
    if isinstance(example, dict) and (rest.get("properties") or rest.get("allOf")):
        example |= make_example(document, rest, depth)
    discriminator = schema.get("discriminator")
    if discriminator and isinstance(example, dict):
        target = str(member.get("$ref", ""))
        mapped = [
            value
            for value, to in discriminator.get("mapping", {}).items()
            if to in (target, target.rpartition("/")[2])
        ]
        example[discriminator["propertyName"]] = (mapped or [target.rpartition("/")[2]])[0]
    return example


def _make_object(document: Json, schema: Json, parts: list[Json], depth: int) -> Json:
    merged = {name: value for part in parts for name, value in part.items()}
    required = schema.get("required", ())
    for name, value in schema.get("properties", {}).items():
        if depth < _DEEPEST or name in required:
            merged[name] = make_example(document, value, depth + 1)
    extra = schema.get("additionalProperties")
    if not schema.get("properties") and isinstance(extra, dict) and depth < _DEEPEST:
        merged["some key"] = make_example(document, extra, depth + 1)
    return merged
