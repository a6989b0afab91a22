"""Rules for operations, their bodies and their answers."""

from collections.abc import Iterator
from typing import Final

from generator.document import Json, dereference, mapping, operations
from generator.parse import identifier
from generator.problems import Problem

__all__ = ["name_operations", "name_operations_apart", "pass_json_bodies", "succeed_somehow"]

_JSON: Final = "application/json"


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


def succeed_somehow(document: Json) -> Iterator[Problem]:
    """Every operation documents what comes back when it succeeds, as JSON or as nothing."""
    for pointer, _, _, operation in operations(document):
        responses = mapping(operation.get("responses"))
        good = {status: entry for status, entry in responses.items() if status.startswith("2")}
        if not any(status.isdecimal() for status in good):
            what = "the operation documents no status of success"
            yield Problem(f"{pointer}/responses", what, "add a response with a number from 200 to 299")
        for status, entry in good.items():
            content = mapping(dereference(document, entry).get("content"))
            if content and _JSON not in content:
                what = f"the answer is {', '.join(content)}, and only {_JSON} is decoded"
                yield Problem(
                    f"{pointer}/responses/{status}", what, f"describe it as {_JSON}, or leave it out"
                )


def pass_json_bodies(document: Json) -> Iterator[Problem]:
    """A request body travels as JSON."""
    for pointer, _, _, operation in operations(document):
        if "requestBody" in operation:
            what = "the operation takes a request body, which is not generated yet"
            yield Problem(f"{pointer}/requestBody", what, "leave the operation out")
