"""Rules that find what a document leaves out and its names tell."""

import re
from collections.abc import Iterator
from typing import Any, Final

from generator.answers import read_success
from generator.document import Json, dereference, escape, mapping, operations
from generator.normalise.merge import is_wrapper
from generator.problems import Inference

__all__ = ["is_fixed_point", "make_fixed_point_decimal", "page_by_cursor"]

_FIXED_POINT: Final = re.compile(r"fixed[^a-z]?point", re.IGNORECASE)
_CURSOR: Final = "cursor"
_NEXT: Final = ("cursor", "next_cursor", "nextCursor")
_LIMITS: Final = ("limit", "page_size", "pageSize")


def is_fixed_point(name: str, schema: Json) -> bool:
    """Tells whether a schema is a text, and its name says that the text is a decimal."""
    is_plain = schema.get("type") == "string" and not {"enum", "const", "format"} & schema.keys()
    return is_plain and _FIXED_POINT.search(name) is not None


def make_fixed_point_decimal(document: Json) -> Iterator[Inference]:
    """Takes a text whose schema is named fixed-point for a decimal."""
    for name, schema in mapping(mapping(document.get("components")).get("schemas")).items():
        if is_fixed_point(name, mapping(schema)):
            schema["format"] = "decimal"
            what = "named fixed-point, so its text is a decimal"
            yield Inference(f"/components/schemas/{escape(name)}", "make_fixed_point_decimal", what)


def page_by_cursor(document: Json) -> Iterator[Inference]:
    """Takes an operation for paged that takes a cursor and answers with one beside lists of objects."""
    for pointer, _, _, operation in operations(document):
        if "x-pagination" in operation:
            continue
        parameters = {
            parameter.get("name"): mapping(parameter.get("schema"))
            for parameter in operation.get("parameters") or []
            if parameter.get("in") == "query"
        }
        fields = _fields_of_page(document, operation)
        next_cursor = next((name for name in _NEXT if _type_of(document, fields.get(name)) == "string"), None)
        lists = [name for name, schema in fields.items() if _holds_objects(document, schema)]
        if _type_of(document, parameters.get(_CURSOR)) != "string" or next_cursor is None or not lists:
            continue
        limits = [name for name in _LIMITS if _type_of(document, parameters.get(name)) == "integer"]
        operation["x-pagination"] = {
            "cursorParameter": _CURSOR,
            "nextCursor": next_cursor,
            "lists": [{"name": name} for name in lists],
        }
        if limits:
            operation["x-pagination"]["limitParameter"] = limits[0]
        what = f"{operation['operationId']} is paged: it takes {_CURSOR}, and answers with {next_cursor}"
        yield Inference(pointer, "page_by_cursor", f"{what} beside {', '.join(lists)}")


def _fields_of_page(document: Json, operation: Json) -> Json:
    success = read_success(document, operation)
    if len(success.media) != 1 or success.kinds != ("json",):
        return {}
    return mapping(_look_through(document, success.media[0].get("schema")).get("properties"))


def _look_through(document: Json, schema: Any) -> Json:
    """Follows references and what only adds words to one."""
    found = dereference(document, mapping(schema))
    while is_wrapper(found):
        found = dereference(document, mapping(found["allOf"][0]))
    return found


def _type_of(document: Json, schema: Any) -> str | None:
    found = _look_through(document, schema)
    return None if "enum" in found else found.get("type")


def _holds_objects(document: Json, schema: Any) -> bool:
    found = _look_through(document, schema)
    item = _look_through(document, found.get("items"))
    return found.get("type") == "array" and bool(item.get("properties"))
