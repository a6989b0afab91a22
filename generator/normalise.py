"""Rewrites a contract into an equal form that the parser keeps whole.

Each rule is one function that changes the document in place. A rule that only changes the form is silent. A
rule that mends a fault yields a `Repair` for each place, so that the run can report it or, when it is strict,
refuse it.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Final

from generator.document import Json, mapping, operations
from generator.positions import schema_positions
from generator.problems import Refusal, Repair

__all__ = ["RULES", "normalise"]

Rule = Callable[[Json], Iterator[Repair]]

_ANNOTATIONS: Final = ("description", "nullable", "default", "example", "deprecated", "title")


def normalise(document: Json, *, strict: bool = False) -> tuple[Json, list[Repair]]:
    """Applies every rule to a copy of the document.

    Args:
        document: The contract as it was loaded and linted.
        strict: Refuse what would be repaired.

    Returns:
        The normalised document, and what was repaired.

    Raises:
        Refusal: The run is strict and something had to be repaired.
    """
    normalised = copy.deepcopy(document)
    repairs = [repair for rule in RULES for repair in rule(normalised)]
    if strict and repairs:
        raise Refusal(repair.as_problem() for repair in repairs)
    return normalised, repairs


def share_path_parameters(document: Json) -> Iterator[Repair]:
    """Gives the parameters of a path to each of its operations, behind the operation's own."""
    shared = {
        path: mapping(item).pop("parameters", []) for path, item in mapping(document.get("paths")).items()
    }
    for _, path, _, operation in operations(document):
        if shared[path]:
            own = operation.setdefault("parameters", [])
            own.extend(copy.deepcopy(shared[path]))
    yield from ()


def inherit_security(document: Json) -> Iterator[Repair]:
    """Gives the document's security to each operation that names none of its own."""
    inherited = document.get("security")
    for _, _, _, operation in operations(document):
        if "security" not in operation and inherited is not None:
            operation["security"] = copy.deepcopy(inherited)
    yield from ()


def wrap_references(document: Json) -> Iterator[Repair]:
    """Turns a `$ref` with anything beside it into `allOf`, since the parser drops what stands beside."""
    for position in schema_positions(document):
        schema = position.schema
        if "$ref" in schema and len(schema) > 1:
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            position.replace({"allOf": [{"$ref": schema["$ref"]}], **beside})
    yield from ()


def merge_lone_parts(document: Json) -> Iterator[Repair]:
    """Merges an inline `allOf` of one part into what is around it; the parser makes an empty class of it."""
    for position in schema_positions(document):
        schema = position.schema
        parts = schema.get("allOf")
        if (
            isinstance(parts, list)
            and len(parts) == 1
            and isinstance(parts[0], dict)
            and "$ref" not in parts[0]
        ):
            around = {key: value for key, value in schema.items() if key != "allOf"}
            if all(key in _ANNOTATIONS or key.startswith("x-") for key in around):
                position.replace({**parts[0], **around})
    yield from ()


RULES: Final[tuple[Rule, ...]] = (share_path_parameters, inherit_security, wrap_references, merge_lone_parts)
"""All rules in the order in which they are applied."""
