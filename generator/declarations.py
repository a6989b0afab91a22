"""Named schemas, as the classes and aliases that they become."""

import json
from collections.abc import Collection, Iterator
from typing import Any, Final, Literal

import attrs
from openapi_python_client.parser.properties import ModelProperty

from generator.annotations import limits_of, notes_of, unit_of
from generator.document import Json, component_of, dereference, escape, mapping, operations
from generator.ir import Alias, Declaration, EnumClass, Field, Member, Model
from generator.media import find_json
from generator.names import class_name, name_attributes, name_members
from generator.normalise.inline import is_named_enum
from generator.normalise.naming import INLINE
from generator.parse import Parsed
from generator.problems import Problem, Refusal
from generator.retype import Names
from generator.types import Named, Scalar, nullable

__all__ = ["declare", "name_schemas"]

_SCHEMAS: Final = "/components/schemas/"


def name_schemas(document: Json) -> Names:
    """Gives every named schema its Python name."""
    schemas = _schemas(document)
    return Names({name: Named(class_name(name), _kind(schema)) for name, schema in schemas.items()}, schemas)


def _kind(schema: Json) -> Literal["model", "enum", "alias"]:
    if is_named_enum(schema):
        return "enum"
    return "model" if schema.get("properties") else "alias"


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
    sent = _sent_schemas(document)
    classes = [names[name].name for name in _schemas(document)]
    for name, schema in _schemas(document).items():
        named = names[name]
        common: dict[str, Any] = {
            "name": named.name,
            "schema": name,
            "notes": notes_of(schema),
            "inline_at": schema.get(INLINE),
        }
        match named.kind:
            case "model":
                fields = _Fields(document, names, classes, cursors, is_sent=name in sent)
                yield Model(**common, fields=tuple(fields.declare(name, parsed.models[named.name])))
            case "enum":
                yield EnumClass(**common, members=_members(schema), default=schema.get("default"))
            case "alias":
                yield Alias(**common, type=names.type_of(schema, _SCHEMAS + escape(name)))


@attrs.frozen
class _Fields:
    """Makes the fields of models.

    Attributes:
        document: The normalised contract.
        names: The Python names.
        classes: The classes of the package.
        cursors: Schema and field of each next cursor.
        is_sent: Whether the model is part of a request body.
    """

    document: Json
    names: Names
    classes: Collection[str]
    cursors: Collection[tuple[str, str]]
    is_sent: bool

    def declare(self, schema_name: str, model: ModelProperty) -> Iterator[Field]:
        """Makes the fields of one model."""
        pointer = f"{_SCHEMAS}{escape(schema_name)}/properties"
        properties = _schemas(self.document)[schema_name]["properties"]
        required = _check_parsed(properties, model, pointer)
        attributes = name_attributes(properties, self.classes)
        for name, value in properties.items():
            _check_name(name, pointer)
            target = dereference(self.document, value)
            is_next_cursor = (schema_name, name) in self.cursors
            # Absent, null and empty all mean the end of paging, so a server that leaves the cursor out is no
            # failure.
            type_ = (
                nullable(Scalar("string"))
                if is_next_cursor
                else self.names.type_of(value, f"{pointer}/{escape(name)}")
            )
            is_required = name in required and not is_next_cursor
            yield Field(
                name=name,
                attribute=attributes[name],
                type=type_,
                required=is_required,
                notes=notes_of(value, target),
                unit=unit_of(value, target),
                limits=limits_of(value, target),
                default=value.get("default"),
                is_next_cursor=is_next_cursor,
                is_sent=self.is_sent,
                tells_null=self.is_sent and not is_required and self.names.admits_null(type_),
            )


def _check_name(name: str, pointer: str) -> None:
    """Refuses a field whose name JSON would have to escape, which msgspec finds in no object."""
    if json.dumps(name, ensure_ascii=False) != f'"{name}"':
        what = f"the name of the field {name!r} has a quote, a backslash or a control character"
        raise Refusal(Problem(f"{pointer}/{escape(name)}", what, "give the field another name"))


def _check_parsed(properties: Json, model: ModelProperty, pointer: str) -> set[str]:
    """Holds the document against the parser, and returns the fields that are required according to it."""
    attributes = name_attributes(properties, ())
    by_attribute = {attribute: name for name, attribute in attributes.items()}
    required = {prop.name.get_untrusted_value() for prop in model.required_properties or ()}
    known = required | {prop.name.get_untrusted_value() for prop in model.optional_properties or ()}
    if known != set(by_attribute):
        differing = ", ".join(sorted(known ^ set(by_attribute)))
        raise Refusal(
            Problem(pointer, f"the parser and the document differ in {differing}", "give it a simpler form")
        )
    return {by_attribute[attribute] for attribute in required}


def _members(schema: Json) -> tuple[Member, ...]:
    stated = schema.get("x-enum-varnames")
    names = name_members(schema["enum"], map(str, stated) if isinstance(stated, list) else ())
    return tuple(Member(name, value) for name, value in zip(names, schema["enum"], strict=True))


def _sent_schemas(document: Json) -> set[str]:
    """Lists the schemas that are a request body or part of one."""
    waiting: list[Any] = [
        mapping(find_json(mapping(operation.get("requestBody")).get("content"))).get("schema")
        for _, _, _, operation in operations(document)
    ]
    sent: set[str] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name = component_of(value.get("$ref"))
            if name is not None and name not in sent:
                sent.add(name)
                waiting.append(_schemas(document)[name])
            waiting += [part for key, part in value.items() if key not in ("example", "default", "enum")]
        elif isinstance(value, list):
            waiting += value
    return sent


def _schemas(document: Json) -> Json:
    return mapping(mapping(document.get("components")).get("schemas"))
