"""Which operations of a new contract are taken."""

import difflib
from collections.abc import Iterable
from typing import Any

from generator.document import Json, mapping, operations, resolve, walk
from generator.problems import Problem, Refusal

__all__ = ["cut_out", "reached", "select_operations"]


def select_operations(ours: Json, theirs: Json, named: Iterable[str]) -> dict[str, tuple[str, str, Json]]:
    """Selects the operations of theirs that ours has, and those that are named.

    An operation of ours is found by its operationId, or by its method and path under another one.

    Args:
        ours: Our contract.
        theirs: The new contract.
        named: operationIds to take besides.

    Returns:
        Path, method and operation of theirs by operationId, in the order of ours, then as they are named.

    Raises:
        Refusal: An operation that is named is not there, or none of ours is.
    """
    by_id = {
        str(operation["operationId"]): (path, method, operation)
        for _, path, method, operation in operations(theirs)
        if operation.get("operationId")
    }
    selected: dict[str, tuple[str, str, Json]] = {}
    for _, path, method, operation in operations(ours):
        operation_id = operation["operationId"]
        other = str(mapping(mapping(mapping(theirs.get("paths")).get(path)).get(method)).get("operationId"))
        for found in (operation_id, other):
            if found in by_id:
                selected[found] = by_id[found]
                break
    if not selected:
        what = "it has none of the operations of our contract"
        raise Refusal(Problem("/paths", what, "name a specification of the same API with SPEC="))
    problems = []
    for operation_id in named:
        if operation_id in by_id:
            selected[operation_id] = by_id[operation_id]
        else:
            near = difflib.get_close_matches(operation_id, by_id, n=1, cutoff=0.4)
            hint = f"write {near[0]}, if that is meant" if near else "leave it out of OPERATIONS="
            problems.append(Problem("/paths", f"there is no operation {operation_id}", hint))
    if problems:
        raise Refusal(problems)
    return selected


def cut_out(document: Json, selected: dict[str, tuple[str, str, Json]]) -> Json:
    """Cuts a contract down to some of its operations and what they refer to, so that no other one matters.

    Args:
        document: The contract, which is left as it is.
        selected: Path, method and operation by operationId.
    """
    paths: Json = {}
    for path, method, operation in selected.values():
        item = paths.setdefault(path, {})
        shared = mapping(document["paths"][path]).get("parameters")
        if shared:
            item["parameters"] = shared
        item[method] = operation
    cut = {key: value for key, value in document.items() if key not in ("paths", "components")}
    cut["paths"] = paths
    components: Json = {}
    for reference in reached(document, paths):
        steps = reference.removeprefix("#/").split("/")
        if steps[0] == "components" and len(steps) > 2:
            name = steps[2].replace("~1", "/").replace("~0", "~")
            found = mapping(mapping(document.get("components")).get(steps[1]))
            if name in found:
                components.setdefault(steps[1], {})[name] = found[name]
    schemes = mapping(mapping(document.get("components")).get("securitySchemes"))
    if schemes:
        components["securitySchemes"] = schemes
    return {**cut, "components": components}


def reached(document: Json, start: Any) -> list[str]:
    """Lists every reference that a part of a document makes, directly or through others, in order."""
    found: dict[str, None] = {}
    waiting = [start]
    while waiting:
        for _, node in walk(waiting.pop()):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in found:
                found[reference] = None
                try:
                    waiting.append(resolve(document, reference))
                except KeyError:
                    continue  # the lint says so, with the place
    return list(found)
