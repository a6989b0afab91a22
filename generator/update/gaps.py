"""What a contract of this house still lacks: words, units and examples of ours."""

import textwrap
from collections.abc import Iterator
from typing import Any, Final

import attrs

from generator.document import Json, dereference, escape, mapping, operations, resolve
from generator.positions import schema_positions
from generator.update.forms import unwrapped

__all__ = ["Gap", "find_gaps", "quote"]

_QUOTED: Final = 160


@attrs.frozen
class Gap:
    """One thing that a person has to write.

    Attributes:
        pointer: JSON pointer of the place.
        what: What is missing there.
    """

    pointer: str
    what: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.what}"


def find_gaps(document: Json) -> list[Gap]:
    """Lists what is missing, place by place.

    Args:
        document: Our next contract.
    """
    found = [*_of_operations(document), *_of_components(document), *_of_values(document)]
    return sorted(dict.fromkeys(found), key=lambda gap: gap.pointer)


def quote(document: Json, gap: Gap) -> str:
    """Quotes what a document says of the place of a gap, for whoever fills it in.

    Args:
        document: The new contract, whose words are no words of ours.
        gap: What is missing.

    Returns:
        Its description on one line, shortened; empty if it has none there.
    """
    try:
        found = mapping(resolve(document, f"#{gap.pointer}"))
        target = dereference(document, unwrapped(found))
    except KeyError:
        return ""
    words = " ".join(str(found.get("description") or target.get("description") or "").split())
    return textwrap.shorten(words, _QUOTED, placeholder=" …")


def _of_operations(document: Json) -> Iterator[Gap]:
    for pointer, _, _, operation in operations(document):
        for key in ("summary", "description"):
            if not str(operation.get(key) or "").strip():
                yield Gap(pointer, f"lacks a {key}")
        for status, answer in mapping(operation.get("responses")).items():
            if "$ref" not in answer and not str(answer.get("description") or "").strip():
                yield Gap(f"{pointer}/responses/{status}", "lacks a description")


def _of_components(document: Json) -> Iterator[Gap]:
    components = mapping(document.get("components"))
    for section in ("securitySchemes", "parameters", "responses", "requestBodies", "schemas"):
        for name, part in mapping(components.get(section)).items():
            pointer = f"/components/{section}/{escape(name)}"
            if not str(part.get("description") or "").strip():
                yield Gap(pointer, "lacks a description")
            if section in ("parameters", "schemas"):
                yield from _of_example(document, pointer, part)


def _of_example(document: Json, pointer: str, part: Json) -> Iterator[Gap]:
    if "example" not in part:
        yield Gap(pointer, "lacks an example")
    elif isinstance(part["example"], dict):
        yield from (
            Gap(f"{pointer}/example{place}", f"lacks {field}, which is required")
            for place, field in _missing(document, part, part["example"], "")
        )


def _missing(document: Json, schema: Json, example: Any, place: str) -> Iterator[tuple[str, str]]:
    target = dereference(document, unwrapped(schema))
    if isinstance(example, list):
        for index, item in enumerate(example):
            yield from _missing(document, mapping(target.get("items")), item, f"{place}/{index}")
    elif isinstance(example, dict):
        if place and isinstance(target.get("example"), dict):
            return  # what it lacks is taken from there
        properties = mapping(target.get("properties"))
        yield from ((place, field) for field in target.get("required") or [] if field not in example)
        for field, value in example.items():
            if field in properties:
                yield from _missing(document, properties[field], value, f"{place}/{escape(field)}")


def _of_values(document: Json) -> Iterator[Gap]:
    for position in schema_positions(document):
        schema = position.schema
        target = dereference(document, unwrapped(schema))
        is_field = position.pointer.rpartition("/")[0].endswith("/properties")
        if is_field and not str(schema.get("description") or target.get("description") or "").strip():
            yield Gap(position.pointer, "lacks a description")
        counts = schema.get("type") in ("integer", "number") or schema.get("format") == "decimal"
        if counts and not schema.get("x-unit"):
            yield Gap(position.pointer, "lacks an x-unit, which says what it counts")
        if schema.get("type") == "integer" and "format" not in schema:
            yield Gap(position.pointer, "lacks a format, int32 or int64")
