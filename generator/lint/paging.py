"""Rules for `x-pagination`."""

from collections.abc import Iterator
from typing import Final

from generator.answers import read_success
from generator.document import Json, dereference, mapping, operations
from generator.lint.parameters import parameters_of
from generator.problems import Problem

__all__ = ["page_by_what_is_there"]

_REMEDY: Final = "name one that is there"


def page_by_what_is_there(document: Json) -> Iterator[Problem]:
    """`x-pagination` names parameters of the operation and fields of its page."""
    for operation_pointer, path, _, operation in operations(document):
        if operation.get("x-pagination", False) is False:
            continue
        pointer = f"{operation_pointer}/x-pagination"
        stated = operation["x-pagination"]
        if not isinstance(stated, dict) or not isinstance(stated.get("lists"), list) or not stated["lists"]:
            yield Problem(pointer, "it has no lists", "list the fields of the page that hold items")
            continue
        parameters = {
            parameter["name"] for _, parameter in parameters_of(document, operation_pointer, path, operation)
        }
        fields = _page_fields(document, operation)
        for key in ("cursorParameter", "limitParameter"):
            if (key == "cursorParameter" or key in stated) and stated.get(key) not in parameters:
                yield Problem(pointer, f"{key} is {stated.get(key)!r}, which is no parameter", _REMEDY)
        if stated.get("nextCursor") not in fields:
            yield Problem(
                pointer, f"nextCursor is {stated.get('nextCursor')!r}, which is no field of the page", _REMEDY
            )
        for index, entry in enumerate(stated["lists"]):
            name = mapping(entry).get("name")
            if name not in fields or dereference(document, fields[name]).get("type") != "array":
                yield Problem(f"{pointer}/lists/{index}", f"{name!r} is no list of the page", _REMEDY)


def _page_fields(document: Json, operation: Json) -> Json:
    media = read_success(document, operation).media
    return _fields(document, mapping(media[0].get("schema")), frozenset()) if media else {}


def _fields(document: Json, schema: Json, above: frozenset[int]) -> Json:
    schema = dereference(document, schema)
    if id(schema) in above:
        return {}
    fields: Json = {}
    for part in schema.get("allOf") or []:
        fields |= _fields(document, mapping(part), above | {id(schema)})
    return fields | mapping(schema.get("properties"))
