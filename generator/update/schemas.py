"""Brings the schemas of ours to the state of theirs."""

from typing import Any, Final

from generator.document import Json, mapping
from generator.names import class_name
from generator.normalise.knowledge import is_fixed_point
from generator.update.forms import LIMITS, is_nullable, is_same, reference_name, unwrapped
from generator.update.sources import Update
from generator.update.text import to_nodes, to_plain

__all__ = ["adopt_schema", "merge_schema"]

_REFERENCE: Final = "#/components/schemas/"
_BRANCHES: Final = ("anyOf", "oneOf", "allOf")


def merge_schema(update: Update, ours: Json, theirs: Json, place: str) -> Json:
    """Brings a schema of ours to the state of the one that stands in its place in theirs.

    Args:
        update: The update under way.
        ours: The schema of ours.
        theirs: The schema of theirs.
        place: What to call it in notes and, if it needs a name of its own, in that name.

    Returns:
        The schema for ours: the same node if it is still the same thing.
    """
    if not is_same(update, ours, theirs):
        was = _in_short(update.resolve_ours(unwrapped(ours)))
        is_ = _in_short(update.resolve_theirs(unwrapped(theirs)))
        update.note(f"{place}: was {was}, is {is_}; its description and unit were dropped with the old form")
        return adopt_schema(update, theirs, place)
    target, their_target = update.resolve_ours(unwrapped(ours)), update.resolve_theirs(unwrapped(theirs))
    name, their_name = reference_name(ours), reference_name(theirs)
    if name is not None:
        if their_name is not None and their_name != name:
            if update.exact or their_name in update.our_schemas() or not _is_alike(target, their_target):
                update.note(f"{place}: refers to {their_name} instead of {name}")
                return adopt_schema(update, theirs, place)
            update.note(f"{place}: {their_name} is still called {name} here")
        _merge_named(update, name, their_name or f"{_REFERENCE}{name}", their_target)
    elif target.get("type") == "array" and their_target.get("type") == "array":
        target["items"] = merge_schema(
            update, mapping(target.get("items")), mapping(their_target.get("items")), f"{place}[]"
        )
    elif target.get("type") == "array":
        update.note(f"{place}: kept as a list, which theirs calls a text")
    elif "properties" in target or "properties" in their_target:
        _merge_object(update, target, their_target, place)
    if name is None:
        _merge_facts(update, target, their_target, place)
        return _with_null(ours, is_nullable(theirs, their_target))
    return _with_null(ours, is_nullable(theirs, their_target) and not target.get("nullable"))


def _is_alike(ours: Json, theirs: Json) -> bool:
    """Tells whether two schemas of different names are the same one: they hold the same, or mostly."""
    one, other = (
        set(mapping(schema.get("properties"))) | {str(member) for member in schema.get("enum") or []}
        for schema in (ours, theirs)
    )
    return 2 * len(one & other) >= len(one | other)


def _merge_named(update: Update, name: str, their_key: str, theirs: Json) -> None:
    if their_key in update.names:
        return
    update.names[their_key] = name
    target = update.our_schemas()[name]
    if "properties" in target or "properties" in theirs:
        _merge_object(update, target, theirs, name)
    elif any(key in target for key in _BRANCHES):
        _merge_branches(update, target, theirs, name)
    _merge_facts(update, target, theirs, name)


def _merge_object(update: Update, ours: Json, theirs: Json, place: str) -> None:
    our_fields, their_fields = ours.setdefault("properties", to_nodes({})), mapping(theirs.get("properties"))
    for field in [field for field in our_fields if field not in their_fields]:
        del our_fields[field]
    for field, schema in their_fields.items():
        where = f"{place}.{field}"
        if field in our_fields:
            our_fields[field] = merge_schema(update, our_fields[field], schema, where)
        else:
            our_fields[field] = adopt_schema(update, schema, where)
    required = [field for field in theirs.get("required") or [] if field in their_fields]
    for phantom in [field for field in theirs.get("required") or [] if field not in their_fields]:
        update.note(f"{place}: theirs requires {phantom}, which it has no property for; left out")
    _put_required(ours, required)
    _prune_example(ours)


def _put_required(ours: Json, required: list[str]) -> None:
    """Keeps the order in which ours names what is required."""
    before = list(ours.get("required") or [])
    if set(before) == set(required):
        return
    if not required:
        ours.pop("required", None)
    elif "required" not in ours:
        nodes: Any = ours
        nodes.insert(list(ours).index("properties"), "required", to_nodes(required))
    else:
        for field in [field for field in before if field not in required]:
            ours["required"].remove(field)
        ours["required"].extend(field for field in required if field not in before)


def _prune_example(ours: Json) -> None:
    example = ours.get("example")
    if isinstance(example, dict):
        for key in [key for key in example if key not in ours["properties"]]:
            del example[key]


def _merge_branches(update: Update, ours: Json, theirs: Json, place: str) -> None:
    for key in _BRANCHES:
        if key in ours and key in theirs and len(ours[key]) == len(theirs[key]):
            for index, (one, other) in enumerate(zip(ours[key], theirs[key], strict=True)):
                ours[key][index] = merge_schema(update, one, other, f"{place}/{index}")


def _merge_facts(update: Update, ours: Json, theirs: Json, place: str) -> None:
    """Takes over what is a fact of the form: members, limits, default, deprecation."""
    if "enum" in ours and "enum" in theirs:
        members = [member for member in theirs["enum"] if member is not None]
        if set(map(str, ours["enum"])) != set(map(str, members)):
            ours["enum"] = to_nodes(members)
            if "example" in ours and ours["example"] not in members:
                ours["example"] = to_nodes(members[0])
    elif "enum" in ours:
        update.note(f"{place}: kept as an enum, which theirs calls a text")
    if _limits_alike(ours, theirs) or update.exact:
        for limit in (*LIMITS, "default"):
            if limit in theirs and ours.get(limit) != theirs[limit]:
                ours[limit] = to_nodes(theirs[limit])
            elif limit not in theirs and limit in ours:
                del ours[limit]
    if bool(ours.get("deprecated")) != bool(theirs.get("deprecated")):
        ours.pop("deprecated", None)
        if theirs.get("deprecated"):
            ours["deprecated"] = True


def _limits_alike(ours: Json, theirs: Json) -> bool:
    """Limits are told in the same terms if the types are the same."""
    return ours.get("type") == theirs.get("type") or isinstance(theirs.get("type"), list)


def _with_null(ours: Json, may_be_null: bool) -> Json:
    if bool(ours.get("nullable")) == may_be_null:
        return ours
    if not may_be_null:
        del ours["nullable"]
        return ours
    if "$ref" in ours:
        wrapped: Json = to_nodes({"nullable": True})
        wrapped["allOf"] = [ours]
        return wrapped
    ours["nullable"] = True
    return ours


def adopt_schema(update: Update, theirs: Json, place: str) -> Json:
    """Makes a schema for ours out of one of theirs that ours does not have.

    Enums and objects get names, and what only names a scalar is written out, as the house has it.

    Args:
        update: The update under way.
        theirs: The schema of theirs.
        place: What to name it after, if it needs a name of its own.
    """
    name = reference_name(theirs)
    target = update.resolve_theirs(unwrapped(theirs))
    beside = (
        {} if name is None else update.taken({k: v for k, v in theirs.items() if k not in ("$ref", "allOf")})
    )
    is_named = "properties" in target or "enum" in target or any(key in target for key in _BRANCHES)
    if is_named:
        our_name = _adopt_named(update, name, target, place)
        node: Json = to_nodes({"$ref": _REFERENCE + our_name})
        if beside or (name is None and is_nullable(theirs, target)):
            beside = beside or {"nullable": True}
            node = to_nodes({**beside, "allOf": [{"$ref": _REFERENCE + our_name}]})
        return node
    schema = {**_adopt_parts(update, target, place), **beside}
    if is_fixed_point(name or "", schema):
        schema["format"] = "decimal"
    return to_nodes(schema)  # type: ignore[no-any-return]


def _adopt_named(update: Update, name: str | None, target: Json, place: str) -> str:
    key = name or place
    if key in update.names:
        return update.names[key]
    schemas: Any = update.our_schemas()
    our_name = name or "".join(class_name(part) for part in place.replace("[]", ".item").split("."))
    if our_name in schemas:
        merged = merge_schema(update, to_nodes({"$ref": _REFERENCE + our_name}), target, our_name)
        return reference_name(merged) or our_name
    update.names[key] = our_name
    schemas[our_name] = to_nodes({})
    schemas[our_name].update(to_nodes(_adopt_parts(update, target, our_name)))
    return our_name


def _adopt_parts(update: Update, target: Json, place: str) -> Json:
    schema: Json = _in_our_version(to_plain(update.taken(target)))
    properties = mapping(target.get("properties"))
    if properties:
        schema["properties"] = {
            field: to_plain(adopt_schema(update, value, f"{place}.{field}"))
            for field, value in properties.items()
        }
        schema["required"] = [field for field in target.get("required") or [] if field in properties]
        if not schema["required"]:
            del schema["required"]
    if isinstance(target.get("items"), dict):
        schema["items"] = to_plain(adopt_schema(update, target["items"], f"{place}[]"))
    if isinstance(target.get("additionalProperties"), dict):
        extra = target["additionalProperties"]
        schema["additionalProperties"] = to_plain(adopt_schema(update, extra, f"{place}.value"))
    for key in _BRANCHES:
        if isinstance(target.get(key), list):
            schema[key] = [
                to_plain(adopt_schema(update, part, f"{place}.{index}"))
                for index, part in enumerate(target[key])
            ]
    return schema


def _in_our_version(schema: Json) -> Json:
    """Writes what OpenAPI 3.1 says in its own way as 3.0 does: null among the types, and a lone value."""
    types = schema.get("type")
    if isinstance(types, list):
        others = [name for name in types if name != "null"]
        schema = {**schema, "type": others[0]} if len(others) == 1 else {**schema}
        if len(others) < len(types):
            schema["nullable"] = True
    if "const" in schema:
        schema = {key: value for key, value in schema.items() if key != "const"} | {"enum": [schema["const"]]}
    return schema


def _in_short(schema: Json) -> str:
    told: list[Any] = [schema.get("type", "an object"), schema.get("format"), schema.get("x-unit")]
    return " ".join(str(part) for part in told if part) + (" enum" if "enum" in schema else "")
