"""Rules for parameters."""

import re
from collections.abc import Iterator
from typing import Final

from generator.document import Json, dereference, escape, mapping, operations
from generator.problems import Problem

__all__ = [
    "describe_parameters_by_schema",
    "fill_the_path",
    "name_parameters_apart",
    "parameters_of",
    "pass_parameters_plainly",
]

_DEEPEST: Final = 20
_TEMPLATE: Final = re.compile(r"{([^{}]*)}")
_STYLES: Final = {"query": "form", "path": "simple", "header": "simple", "cookie": "form"}


def parameters_of(document: Json, pointer: str, path: str, operation: Json) -> Iterator[tuple[str, Json]]:
    """Walks through the parameters of an operation, those of its path behind its own.

    Yields:
        JSON pointer of the place that lists it, and the parameter itself.
    """
    own = operation.get("parameters") or []
    item = dereference(document, mapping(mapping(document.get("paths")).get(path)))
    shared = item.get("parameters") or []
    seen = set()
    for place, entries in ((pointer, own), (f"/paths/{escape(path)}", shared)):
        for index, entry in enumerate(entries):
            parameter = dereference(document, entry)
            key = (parameter.get("in"), parameter.get("name"))
            if entries is own or key not in seen:
                yield f"{place}/parameters/{index}", parameter
            seen.add(key)


def describe_parameters_by_schema(document: Json) -> Iterator[Problem]:
    """Every parameter has a schema; the parser drops one that has none."""
    for operation_pointer, path, _, operation in operations(document):
        for pointer, parameter in parameters_of(document, operation_pointer, path, operation):
            if not isinstance(parameter.get("schema"), dict):
                what = f"the parameter {parameter.get('name')} has no schema"
                yield Problem(pointer, what, "give it a schema with a type")


def name_parameters_apart(document: Json) -> Iterator[Problem]:
    """No operation has two parameters of one name and place."""
    for operation_pointer, path, _, operation in operations(document):
        seen: set[tuple[str, str]] = set()
        for pointer, parameter in parameters_of(document, operation_pointer, path, operation):
            key = (parameter["in"], parameter["name"])
            if key in seen:
                what = f"the {parameter['in']} parameter {parameter['name']} stands twice"
                yield Problem(pointer, what, "leave one of them out")
            seen.add(key)


def fill_the_path(document: Json) -> Iterator[Problem]:
    """The path's placeholders and the path parameters are the same."""
    for operation_pointer, path, _, operation in operations(document):
        described = {
            parameter["name"]
            for _, parameter in parameters_of(document, operation_pointer, path, operation)
            if parameter["in"] == "path"
        }
        placeholders = set(_TEMPLATE.findall(path))
        for name in sorted(placeholders - described):
            what = f"the path has {{{name}}}, and no parameter fills it"
            yield Problem(operation_pointer, what, f"add a path parameter {name}")
        for name in sorted(described - placeholders):
            what = f"the path parameter {name} has no place in {path}"
            yield Problem(operation_pointer, what, f"add {{{name}}} to the path, or leave the parameter out")


def pass_parameters_plainly(document: Json) -> Iterator[Problem]:
    """A parameter is one plain value, or a list of them, written in the default style of its place."""
    for operation_pointer, path, _, operation in operations(document):
        for pointer, parameter in parameters_of(document, operation_pointer, path, operation):
            name, style = parameter["name"], _STYLES[parameter["in"]]
            if _has_parts(document, parameter["schema"]):
                what = f"the parameter {name} is made of parts, which have no one form on the wire"
                yield Problem(pointer, what, "describe it as a plain value or as a list of plain values")
            if parameter.get("style", style) != style:
                what = f"the parameter {name} has the style {parameter['style']}"
                yield Problem(pointer, what, f"write it in the style {style}")


def _has_parts(document: Json, schema: Json, *, may_be_list: bool = True, depth: int = 0) -> bool:
    """Tells whether a schema is that of an object, or of a list of lists."""
    schema = dereference(document, schema)
    types = schema.get("type")
    types = [types] if isinstance(types, str) else types or []
    if "object" in types or schema.get("properties") or depth > _DEEPEST:
        return True
    if "array" in types or "items" in schema or "prefixItems" in schema:
        items = mapping(schema.get("items"))
        return not may_be_list or _has_parts(document, items, may_be_list=False, depth=depth + 1)
    members = [member for key in ("allOf", "anyOf", "oneOf") for member in schema.get(key) or []]
    return any(
        _has_parts(document, mapping(member), may_be_list=may_be_list, depth=depth + 1) for member in members
    )
