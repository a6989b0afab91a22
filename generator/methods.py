"""Operations, as the methods that they become."""

from collections.abc import Iterator

import attrs

from generator.annotations import notes_of
from generator.answers import failures, read_success
from generator.arguments import declare_parameters
from generator.document import Json, component_of, dereference, mapping, operations
from generator.ir import Body, Operation, Status
from generator.media import Kind, choose, kind_of
from generator.names import identifier
from generator.pagination import Paging, name_iterators, read_paging
from generator.retype import Names, unwrap
from generator.types import Nullable, Scalar, Type, Union, nullable

__all__ = ["declare_operations", "next_cursors"]


def next_cursors(document: Json) -> set[tuple[str, str]]:
    """Lists schema and field of each next cursor."""
    found = set()
    for _, _, _, operation in operations(document):
        paging = mapping(operation.get("x-pagination"))
        for media in read_success(document, operation).media if "nextCursor" in paging else ():
            name = _page_name(document, mapping(media.get("schema")))
            if name is not None:
                found.add((name, paging["nextCursor"]))
    return found


def _page_name(document: Json, schema: Json) -> str | None:
    """Follows references to the named schema that has the fields."""
    name = None
    while (further := component_of(unwrap(schema).get("$ref"))) is not None:
        name, schema = further, document["components"]["schemas"][further]
    return name


def declare_operations(document: Json, names: Names) -> Iterator[Operation]:
    """Makes a declaration of every operation, in the document's order.

    Args:
        document: The normalised contract.
        names: The Python names of its schemas.
    """
    declared: list[Operation] = []
    pagings: list[Paging] = []
    for pointer, path, http_method, operation in operations(document):
        method = identifier(operation["operationId"])
        success = read_success(document, operation)
        page_name = _page_name(document, mapping(success.media[0].get("schema"))) if success.media else None
        page = document["components"]["schemas"][page_name] if page_name is not None else {}
        paging = read_paging(document, operation, method, page, names, pointer)
        cursor = paging.cursor_parameter if paging else None
        kind: Kind = next(iter(success.kinds), "json")
        types = [names.type_of(mapping(each.get("schema")), f"{pointer}/responses") for each in success.media]
        declared.append(
            Operation(
                id=operation["operationId"],
                method=method,
                http_method=http_method.upper(),
                path=path,
                notes=notes_of(operation),
                parameters=tuple(declare_parameters(document, operation, names, pointer, cursor)),
                body=_body(document, operation, names, pointer),
                result=_result(types, kind, may_be_empty=success.may_be_empty),
                result_notes=notes_of(success.described),
                media=kind,
                success=success.statuses,
                errors=tuple(
                    Status(status=status, notes=notes_of(described))
                    for status, described in failures(document, operation)
                ),
                security=tuple(tuple(sorted(alternative)) for alternative in operation.get("security") or []),
            )
        )
        if paging:
            pagings.append(paging)
    paginations = name_iterators(pagings, {operation.method for operation in declared})
    for declaration in declared:
        yield attrs.evolve(declaration, pagination=paginations.get(declaration.method))


def _result(types: list[Type], kind: Kind, *, may_be_empty: bool) -> Type | None:
    """Joins the types of all answers of success."""
    if not types:
        return None
    if kind != "json":
        return Scalar("string" if kind == "text" else "bytes")
    if Scalar("any") in types:
        return Scalar("any")
    bare = tuple(dict.fromkeys(each.inner if isinstance(each, Nullable) else each for each in types))
    joined = bare[0] if len(bare) == 1 else Union(bare)
    may_be_null = may_be_empty or any(isinstance(each, Nullable) for each in types)
    return nullable(joined) if may_be_null else joined


def _body(document: Json, operation: Json, names: Names, pointer: str) -> Body | None:
    stated = mapping(operation.get("requestBody"))
    chosen = choose(stated.get("content"))
    if chosen is None:
        return None
    media_type, media = chosen
    is_json = kind_of(media_type) == "json"
    schema = mapping(media.get("schema"))
    type_ = names.type_of(schema, f"{pointer}/requestBody") if is_json else Scalar("bytes")
    return Body(
        type=type_,
        media_type="application/json" if is_json and "*" in media_type else media_type,
        required=stated.get("required") is True,
        notes=notes_of(stated, dereference(document, schema)),
    )
