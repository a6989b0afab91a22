"""Rules for `x-pagination`."""

from collections.abc import Iterator
from typing import Final

from generator.answers import read_success
from generator.document import Json, dereference, mapping, operations
from generator.lint.parameters import parameters_of
from generator.pagination import is_in_order_of_time
from generator.problems import Problem
from generator.retype import unwrap

__all__ = ["bound_by_time_what_tells_it", "page_by_what_is_there"]

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


def bound_by_time_what_tells_it(document: Json) -> Iterator[Problem]:
    """`window` names two parameters in Unix seconds, for lists that tell ids and times, the newest first."""
    for operation_pointer, path, _, operation in operations(document):
        stated = mapping(operation.get("x-pagination"))
        if "window" not in stated:
            continue
        pointer = f"{operation_pointer}/x-pagination"
        window = mapping(stated["window"])
        seconds = {
            parameter["name"]
            for _, parameter in parameters_of(document, operation_pointer, path, operation)
            if parameter.get("in") == "query" and _counts_seconds(document, parameter.get("schema"))
        }
        for key in ("from", "to"):
            if window.get(key) not in seconds:
                problem = f"{key} is {window.get(key)!r}, which is no query parameter in unix-seconds"
                yield Problem(f"{pointer}/window", problem, _REMEDY)
        lists = [entry for entry in stated.get("lists") or [] if is_in_order_of_time(mapping(entry))]
        if not lists:
            problem = "no list has id, time and order: descending"
            yield Problem(f"{pointer}/window", problem, "tell them of a list, or leave window out")
        fields = _page_fields(document, operation)
        for entry in lists:
            items = dereference(document, fields.get(entry.get("name"), {})).get("items")
            known = _fields(document, mapping(items), frozenset())
            if entry["id"] not in known:
                problem = f"id is {entry['id']!r}, which is no field of an item"
                yield Problem(f"{pointer}/lists/{entry['name']}", problem, _REMEDY)
            time = dereference(document, mapping(known.get(entry["time"])))
            if time.get("format") != "date-time" and not _counts_seconds(document, time):
                problem = f"time is {entry['time']!r}, which is no date-time of an item, nor in unix-seconds"
                yield Problem(f"{pointer}/lists/{entry['name']}", problem, _REMEDY)


def _counts_seconds(document: Json, schema: object) -> bool:
    found = dereference(document, unwrap(mapping(schema)))
    return found.get("type") == "integer" and found.get("x-unit") == "unix-seconds"


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
