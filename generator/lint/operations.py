"""Rules for operations, their bodies and their answers."""

from collections.abc import Iterator
from typing import Final

from generator.answers import read_success
from generator.document import Json, dereference, mapping, operations
from generator.media import choose
from generator.names import identifier
from generator.problems import Problem

__all__ = ["name_operations", "name_operations_apart", "send_one_body", "succeed_in_one_form"]

_IN_PARTS: Final = "multipart/"


def name_operations(document: Json) -> Iterator[Problem]:
    """Every operation has an operationId, from which its method takes its name."""
    for pointer, _, _, operation in operations(document):
        if not str(operation.get("operationId") or "").strip():
            yield Problem(pointer, "the operation has no operationId", "give it one of its own")


def name_operations_apart(document: Json) -> Iterator[Problem]:
    """No two operations give the same method."""
    seen: dict[str, tuple[str, str]] = {}
    for pointer, _, _, operation in operations(document):
        operation_id = operation["operationId"]
        method = identifier(operation_id)
        if method not in seen:
            seen[method] = operation_id, pointer
            continue
        other_id, other_pointer = seen[method]
        what = f"the operationId {operation_id} is that of #{other_pointer} as well"
        if other_id != operation_id:
            what = f"{operation_id} gives the same method {method} as {other_id} of #{other_pointer}"
        yield Problem(f"{pointer}/operationId", what, "give one of the two another operationId")


def succeed_in_one_form(document: Json) -> Iterator[Problem]:
    """Every operation documents what comes back when it succeeds, in one form that can be read."""
    for pointer, _, _, operation in operations(document):
        success = read_success(document, operation)
        if not success.described:
            what = "the operation documents no status of success"
            yield Problem(f"{pointer}/responses", what, "add a response with a number from 200 to 299")
        elif len(success.kinds) > 1:
            what = f"one answer of success is {success.kinds[0]}, another {success.kinds[1]}"
            yield Problem(f"{pointer}/responses", what, "describe all of them as application/json")


def send_one_body(document: Json) -> Iterator[Problem]:
    """A request body travels in one piece."""
    for pointer, _, _, operation in operations(document):
        body = dereference(document, mapping(operation.get("requestBody")))
        chosen = choose(body.get("content"))
        if chosen is not None and chosen[0].startswith(_IN_PARTS):
            what = f"the request body is {chosen[0]}, and bodies in parts are not sent"
            yield Problem(f"{pointer}/requestBody", what, "describe it as application/json, or leave it out")
