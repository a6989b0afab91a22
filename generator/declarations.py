"""Named schemas, as the classes and aliases that they become."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from openapi_python_client.parser.properties import EnumProperty, ModelProperty

from generator.annotations import limits_of, notes_of, unit_of
from generator.document import Json, dereference, escape, mapping
from generator.ir import Alias, Declaration, EnumClass, Field, Member, Model
from generator.parse import Parsed, class_name
from generator.problems import Problem, Refusal
from generator.retype import Names
from generator.types import Named, Scalar, nullable

__all__ = ["declare", "name_schemas"]

_SCHEMAS: Final = "/components/schemas/"


def name_schemas(document: Json, parsed: Parsed) -> Names:
    """Gives every named schema its Python name, the parser's where it made a class of it."""
    names: dict[str, Named] = {}
    for name, schema in _schemas(document).items():
        if name in parsed.enums:
            names[name] = Named(parsed.enums[name].class_info.name, "enum")
        elif name in parsed.models and schema.get("properties") is not None:
            names[name] = Named(parsed.models[name].class_info.name, "model")
        else:
            names[name] = Named(class_name(name), "alias")
    return Names(names)


def declare(
    document: Json, parsed: Parsed, names: Names, cursors: Collection[tuple[str, str]]
) -> Iterator[Declaration]:
    """Makes a declaration of every named schema, in the document's order.

    Args:
        document: The normalised contract.
        parsed: What the parser made of it.
        names: The Python names.
        cursors: Schema and field of each next cursor.
    """
    for name, schema in _schemas(document).items():
        named = names[name]
        common: dict[str, Any] = {"name": named.name, "schema": name, "notes": notes_of(schema)}
        match named.kind:
            case "model":
                fields = _fields(document, name, schema, parsed.models[name], names, cursors)
                yield Model(**common, fields=tuple(fields))
            case "enum":
                yield EnumClass(
                    **common, members=_members(schema, parsed.enums[name]), default=schema.get("default")
                )
            case "alias":
                yield Alias(**common, type=names.type_of(schema, _SCHEMAS + escape(name)))


def _fields(
    document: Json,
    schema_name: str,
    schema: Json,
    model: ModelProperty,
    names: Names,
    cursors: Collection[tuple[str, str]],
) -> Iterator[Field]:
    pointer = f"{_SCHEMAS}{escape(schema_name)}/properties"
    required = {prop.name.get_untrusted_value() for prop in model.required_properties or ()}
    known = required | {prop.name.get_untrusted_value() for prop in model.optional_properties or ()}
    properties = mapping(schema.get("properties"))
    if known != set(properties):
        differing = ", ".join(sorted(known ^ set(properties)))
        raise Refusal(
            Problem(pointer, f"the parser and the document differ in {differing}", "give it a simpler form")
        )
    for name, value in properties.items():
        target = dereference(document, value)
        is_next_cursor = (schema_name, name) in cursors
        # Absent, null and empty all mean the end of paging, so a server that leaves the cursor out is no
        # failure.
        type_ = (
            nullable(Scalar("string"))
            if is_next_cursor
            else names.type_of(value, f"{pointer}/{escape(name)}")
        )
        yield Field(
            name=name,
            type=type_,
            required=name in required and not is_next_cursor,
            notes=notes_of(value, target),
            unit=unit_of(value, target),
            limits=limits_of(value, target),
            default=value.get("default"),
            is_next_cursor=is_next_cursor,
        )


def _members(schema: Json, enum: EnumProperty) -> tuple[Member, ...]:
    values = [value for value in schema["enum"] if value is not None]
    return tuple(Member(name, value) for name, value in zip(enum.values, values, strict=True))


def _schemas(document: Json) -> Json:
    return mapping(mapping(document.get("components")).get("schemas"))
