"""Parameters of operations, as the arguments that they become."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, Literal

from generator.annotations import limits_of, notes_of, unit_of
from generator.document import Json, dereference, mapping
from generator.ir import Parameter
from generator.names import identifier, untaken
from generator.retype import Names, unwrap
from generator.types import ListOf, Nullable, Type, nullable

__all__ = ["RESERVED_ARGUMENTS", "declare_parameters"]

RESERVED_ARGUMENTS: Final = frozenset(
    {"self", "body", "operations", "options", "concurrency", "deadline", "max_retries", "timeout"}
)
"""What a method's signature has beside the parameters of its operation, or its body needs."""


def declare_parameters(
    document: Json, operation: Json, names: Names, pointer: str, cursor: str | None
) -> Iterator[Parameter]:
    """Makes a declaration of every parameter of an operation.

    Args:
        document: The normalised contract.
        operation: The operation.
        names: The Python names of its schemas.
        pointer: Where the operation stands.
        cursor: The parameter that takes the cursor, if the operation is paged.
    """
    parameters: list[Json] = operation.get("parameters") or []
    arguments, keys = _name_arguments(parameters), _choose_keys(operation, parameters)
    for index, parameter in enumerate(parameters):
        schema = mapping(parameter.get("schema"))
        target = dereference(document, unwrap(dereference(document, schema)))
        item = dereference(document, unwrap(mapping(target.get("items"))))
        type_ = names.type_of(schema, f"{pointer}/parameters/{index}/schema")
        array = _array(parameter, names.look_through(type_))
        place = (parameter["in"], parameter["name"])
        yield Parameter(
            name=parameter["name"],
            argument=arguments[place],
            key=keys[place],
            location=parameter["in"],
            type=_look_through(names, type_),
            required=parameter.get("required") is True,
            array=array,
            notes=notes_of(parameter, schema, target),
            unit=unit_of(parameter, schema, target, item),
            limits=limits_of(schema, target),
            default=schema.get("default", target.get("default")),
            choices=tuple(choice for choice in (item or target).get("enum", ()) if choice is not None),
            omit_empty=parameter["name"] == cursor and parameter["in"] == "query",
        )


def _name_arguments(parameters: list[Json]) -> dict[tuple[str, str], str]:
    """Names the arguments; of two that would be the same, each says where it goes."""
    wanted = {(parameter["in"], parameter["name"]): identifier(parameter["name"]) for parameter in parameters}
    count = Counter(wanted.values())
    named: dict[tuple[str, str], str] = {}
    for place, argument in wanted.items():
        told = argument if count[argument] == 1 else f"{argument}_{place[0]}"
        named[place] = untaken(told, {*RESERVED_ARGUMENTS, *named.values()})
    return named


def _choose_keys(operation: Json, parameters: list[Json]) -> dict[tuple[str, str], str]:
    """Chooses a key for each argument; where two places have one name, that of the query keeps it."""
    keys: dict[tuple[str, str], str] = {}
    for parameter in sorted(parameters, key=lambda parameter: bool(parameter["in"] != "query")):
        name = parameter["name"]
        is_taken = name in keys.values() or (name == "body" and "requestBody" in operation)
        key = f"{name} ({parameter['in']})" if is_taken else name
        keys[parameter["in"], name] = untaken(key, keys.values())
    return keys


def _look_through(names: Names, type_: Type) -> Type:
    """Puts what aliases stand for into their places: an argument is a plain value, or a list of them."""
    match names.look_through(type_):
        case Nullable(inner):
            return nullable(_look_through(names, inner))
        case ListOf(item):
            return ListOf(_look_through(names, item))
        case found:
            return found


def _array(parameter: Json, type_: Type) -> Literal["none", "comma", "repeat"]:
    while isinstance(type_, Nullable):
        type_ = type_.inner
    if not isinstance(type_, ListOf):
        return "none"
    explodes: Any = parameter.get("explode", parameter.get("style", "form") == "form")
    return "repeat" if explodes and parameter["in"] == "query" else "comma"
