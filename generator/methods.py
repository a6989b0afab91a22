"""Operations, as the methods that they become."""

from collections.abc import Iterator
from typing import Any, Literal

import attrs
from openapi_python_client.parser.openapi import Endpoint

from generator.annotations import limits_of, notes_of, unit_of
from generator.document import Json, dereference, mapping, operations
from generator.ir import Notes, Operation, Parameter, Status
from generator.pagination import Paging, name_iterators, read_paging
from generator.parse import Parsed
from generator.retype import Names
from generator.types import ListOf, Type

__all__ = ["declare_operations", "next_cursors"]

_RESERVED_ARGUMENTS = frozenset({"self", "options", "timeout", "max_retries"})


def next_cursors(document: Json) -> set[tuple[str, str]]:
    """Lists schema and field of each next cursor."""
    return {
        (reference.rsplit("/", 1)[-1], mapping(operation.get("x-pagination"))["nextCursor"])
        for _, _, _, operation in operations(document)
        if "nextCursor" in mapping(operation.get("x-pagination"))
        and (reference := mapping(_success(document, operation)[2]).get("$ref"))
    }


def declare_operations(document: Json, parsed: Parsed, names: Names) -> Iterator[Operation]:
    """Makes a declaration of every operation, in the document's order.

    Args:
        document: The normalised contract.
        parsed: What the parser made of it.
        names: The Python names of its schemas.
    """
    declared: list[Operation] = []
    pagings: list[Paging] = []
    for pointer, path, http_method, operation in operations(document):
        endpoint = parsed.endpoints[operation["operationId"]]
        success, success_notes, body = _success(document, operation)
        page = dereference(document, body) if body else {}
        paging = read_paging(document, operation, endpoint.name, page, names, pointer)
        cursor = paging.cursor_parameter if paging else None
        declared.append(
            Operation(
                id=operation["operationId"],
                method=endpoint.name,
                http_method=http_method.upper(),
                path=path,
                notes=notes_of(operation),
                parameters=tuple(_parameters(document, operation, endpoint, names, pointer, cursor)),
                result=names.type_of(body, f"{pointer}/responses") if body is not None else None,
                result_notes=success_notes,
                success=success,
                errors=tuple(_errors(document, operation)),
                security=tuple(tuple(sorted(alternative)) for alternative in operation.get("security", [])),
            )
        )
        if paging:
            pagings.append(paging)
    paginations = name_iterators(pagings)
    for declaration in declared:
        yield attrs.evolve(declaration, pagination=paginations.get(declaration.method))


def _parameters(
    document: Json, operation: Json, endpoint: Endpoint, names: Names, pointer: str, cursor: str | None
) -> Iterator[Parameter]:
    arguments = {
        (str(location), parsed.name.get_untrusted_value()): parsed.python_name
        for location, parsed in endpoint.iter_all_parameters()
    }
    seen = set()
    for index, entry in enumerate(operation.get("parameters", [])):
        parameter = dereference(document, entry)
        schema = mapping(parameter.get("schema"))
        target = dereference(document, schema)
        key = (parameter["in"], parameter["name"])
        if key in seen:
            continue  # the path's parameter, which the operation's own overrides
        seen.add(key)
        type_ = names.type_of(schema, f"{pointer}/parameters/{index}/schema")
        argument = arguments[key]
        item = dereference(document, mapping(target.get("items")))
        yield Parameter(
            name=parameter["name"],
            argument=f"{argument}_" if argument in _RESERVED_ARGUMENTS else argument,
            location=parameter["in"],
            type=type_,
            required=parameter.get("required") is True,
            array=_array(parameter, type_),
            notes=notes_of(parameter, schema, target),
            unit=unit_of(parameter, schema, target, item),
            limits=limits_of(schema, target),
            default=schema.get("default", target.get("default")),
            choices=tuple(choice for choice in (item or target).get("enum", ()) if choice is not None),
            omit_empty=parameter["name"] == cursor and parameter["in"] == "query",
        )


def _array(parameter: Json, type_: Type) -> Literal["none", "comma", "repeat"]:
    if not isinstance(type_, ListOf):
        return "none"
    explodes = parameter.get(
        "explode", parameter.get("style", "form") == "form" and parameter["in"] == "query"
    )
    return "repeat" if explodes else "comma"


def _success(document: Json, operation: Json) -> tuple[tuple[int, ...], Notes, Json | None]:
    statuses, notes, body = [], Notes(), None
    for status, entry in sorted(mapping(operation.get("responses")).items()):
        if status.isdecimal() and status.startswith("2"):
            response = dereference(document, entry)
            statuses.append(int(status))
            media: dict[str, Any] = mapping(response.get("content")).get("application/json", {})
            if len(statuses) == 1:
                notes, body = notes_of(response), media.get("schema")
    return tuple(statuses), notes, body


def _errors(document: Json, operation: Json) -> Iterator[Status]:
    for status, entry in sorted(mapping(operation.get("responses")).items()):
        if not status.startswith("2"):
            yield Status(status=status, notes=notes_of(dereference(document, entry)))
