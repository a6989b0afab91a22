"""Brings the operations of ours to the state of theirs."""

from typing import Any, Final

from generator.document import Json, dereference, mapping, operations
from generator.update.parameters import Shared, merge_parameters, write_shared
from generator.update.schemas import adopt_schema, merge_schema
from generator.update.security import translate_security
from generator.update.sources import Update
from generator.update.text import section, to_nodes, to_plain

__all__ = ["merge_operations"]

_JSON: Final = "application/json"
_RESPONSES: Final = "#/components/responses/"


def merge_operations(update: Update, wanted: dict[str, tuple[str, str, Json]]) -> None:
    """Brings all operations of ours to the state of theirs, adds those that are new and drops the rest.

    Args:
        update: The update under way.
        wanted: Path, method and operation of theirs by operationId.
    """
    shared = Shared()
    for operation_id, (path, method, theirs) in wanted.items():
        found = update.our_operation(operation_id) or _find_by_address(update, path, method, wanted)
        if found is None:
            _adopt(update, path, method, theirs)
            found = update.our_operation(operation_id)
        if found is None:  # it was adopted just now
            raise KeyError(operation_id)
        our_path, our_method, ours = found
        if ours["operationId"] != operation_id:
            update.note(f"{ours['operationId']} is called {operation_id} now")
            ours["operationId"] = operation_id
        if (our_path, our_method) != (path, method):
            _move(update, our_path, our_method, path, method)
        _merge(update, operation_id, ours, theirs, _parameters(update, path, theirs), shared)
    for _, path, method, operation in list(operations(update.ours)):
        if operation["operationId"] not in wanted:
            update.note(f"{operation['operationId']} is gone")
            del update.ours["paths"][path][method]
            if not update.ours["paths"][path]:
                del update.ours["paths"][path]
    write_shared(update, shared)


def _find_by_address(
    update: Update, path: str, method: str, wanted: dict[str, tuple[str, str, Json]]
) -> tuple[str, str, Json] | None:
    ours = mapping(mapping(update.ours["paths"].get(path)).get(method))
    return (path, method, ours) if ours and ours["operationId"] not in wanted else None


def _move(update: Update, path: str, method: str, new_path: str, new_method: str) -> None:
    paths: Any = update.ours["paths"]
    operation = paths[path].pop(method)
    position = list(paths).index(path)
    if not paths[path]:
        del paths[path]
    if new_path in paths:
        paths[new_path][new_method] = operation
    else:
        item = to_nodes({})
        item[new_method] = operation
        paths.insert(position, new_path, item)


def _adopt(update: Update, path: str, method: str, theirs: Json) -> None:
    """Puts a bare operation into ours, which merging fills."""
    taken = {
        key: value
        for key, value in update.taken(theirs).items()
        if key not in ("parameters", "responses", "requestBody", "security", "links", "callbacks")
    }
    node: Any = to_nodes(to_plain(taken))
    node["responses"] = to_nodes({})
    paths: Any = update.ours["paths"]
    if path not in paths:
        paths[path] = to_nodes({})
    paths[path][method] = node


def _parameters(update: Update, path: str, theirs: Json) -> list[Json]:
    shared = mapping(update.theirs["paths"][path]).get("parameters") or []
    return [update.resolve_theirs(entry) for entry in [*shared, *(theirs.get("parameters") or [])]]


def _merge(
    update: Update, operation_id: str, ours: Json, theirs: Json, parameters: list[Json], shared: Shared
) -> None:
    merge_parameters(update, operation_id, ours, parameters, shared)
    translate_security(update, operation_id, ours, theirs)
    if "requestBody" in theirs:
        _merge_body(update, operation_id, ours, theirs)
    elif "requestBody" in ours:
        del ours["requestBody"]
    _merge_responses(update, operation_id, ours, theirs)
    if bool(ours.get("deprecated")) != bool(theirs.get("deprecated")):
        ours.pop("deprecated", None)
        if theirs.get("deprecated"):
            ours["deprecated"] = True
    if (
        update.exact
        and "x-pagination" in theirs
        and to_plain(ours.get("x-pagination")) != theirs["x-pagination"]
    ):
        ours["x-pagination"] = to_nodes(theirs["x-pagination"])
    elif update.exact and "x-pagination" not in theirs:
        ours.pop("x-pagination", None)


def _merge_body(update: Update, operation_id: str, ours: Json, theirs: Json) -> None:
    other = update.resolve_theirs(theirs["requestBody"])
    place = f"{operation_id}.body"
    schema = mapping(mapping(mapping(other.get("content")).get(_JSON)).get("schema"))
    if "requestBody" not in ours:
        node: Any = to_nodes(to_plain(update.taken({k: v for k, v in other.items() if k != "content"})))
        node["content"] = to_nodes({_JSON: {"schema": {}}})
        node["content"][_JSON]["schema"] = adopt_schema(update, schema, place)
        ours["requestBody"] = node
        return
    body = update.resolve_ours(ours["requestBody"])
    media = body["content"][_JSON]
    media["schema"] = merge_schema(update, media["schema"], schema, place)
    if bool(body.get("required")) != bool(other.get("required")):
        body["required"] = bool(other.get("required"))


def _merge_responses(update: Update, operation_id: str, ours: Json, theirs: Json) -> None:
    our_answers, their_answers = ours["responses"], mapping(theirs.get("responses"))
    for status, entry in their_answers.items():
        is_success = status.startswith("2")
        answer = dereference(update.theirs, entry)
        if is_success and status not in our_answers:
            other = next((s for s in our_answers if s.startswith("2") and s not in their_answers), None)
            if other is not None:
                our_answers.insert(list(our_answers).index(other), status, our_answers.pop(other))
        if status in our_answers:
            if is_success or update.exact:
                _merge_answer(update, update.resolve_ours(our_answers[status]), answer, operation_id)
        elif is_success:
            node: Any = _described(update, answer)
            our_answers[status] = node
            _merge_answer(update, node, answer, operation_id)
        else:
            our_answers[status] = _adopt_error(update, status, answer)
    for status in [status for status in our_answers if status not in their_answers]:
        if update.exact or status.startswith("2"):
            del our_answers[status]
        else:
            update.note(f"{operation_id}: {status} is kept, which theirs does not declare")


def _merge_answer(update: Update, ours: Json, theirs: Json, operation_id: str) -> None:
    schema = mapping(mapping(mapping(theirs.get("content")).get(_JSON)).get("schema"))
    if not schema:
        ours.pop("content", None)
        return
    place = f"{operation_id}.response"
    if "content" not in ours:
        ours["content"] = to_nodes({_JSON: {"schema": {}}})
        ours["content"][_JSON]["schema"] = adopt_schema(update, schema, place)
    else:
        media = ours["content"][_JSON]
        media["schema"] = merge_schema(update, media["schema"], schema, place)


def _described(update: Update, answer: Json) -> Any:
    """Begins an answer with its description, which OpenAPI requires, be it empty until a person writes it."""
    return to_nodes({"description": answer.get("description", "") if update.exact else ""})


def _adopt_error(update: Update, status: str, theirs: Json) -> Json:
    """Refers to the answer that other operations of ours give for the same status, or makes a new one."""
    for _, _, _, operation in operations(update.ours):
        entry = mapping(operation.get("responses")).get(status)
        if entry and "$ref" in entry:
            return to_nodes({"$ref": entry["$ref"]})  # type: ignore[no-any-return]
    named: Any = section(update.ours, "responses")
    name = f"Status{status}"
    node: Any = _described(update, theirs)
    media = next((answer["content"] for answer in named.values() if "content" in answer), None)
    schema = mapping(mapping(mapping(theirs.get("content")).get(_JSON)).get("schema"))
    if schema and (update.exact or media is None):
        node["content"] = to_nodes({_JSON: {"schema": {}}})
        node["content"][_JSON]["schema"] = adopt_schema(update, schema, name)
    elif media is not None:
        node["content"] = to_nodes(to_plain(media))
    named[name] = node
    return to_nodes({"$ref": _RESPONSES + name})  # type: ignore[no-any-return]
