"""Rules for schemas."""

import keyword
from collections.abc import Iterator
from typing import Final

from generator.document import Json, escape, mapping
from generator.parse import class_name
from generator.positions import schema_positions
from generator.problems import Problem

__all__ = ["list_texts_in_enums", "name_classes_apart", "name_fields_in_python", "say_units_in_words"]

_OF_EVERY_MODEL: Final = frozenset({"extra", "to_dict"})
_OF_ANNOTATIONS: Final = frozenset({"bool", "dict", "float", "list", "str"})
_OF_THE_MODULE: Final = frozenset(
    {"Any", "AwareDatetime", "Decimal", "Int64", "Model", "OpenEnum", "TypeAlias", "attrs", "date"}
)


def list_texts_in_enums(document: Json) -> Iterator[Problem]:
    """An enum lists texts, each once."""
    for position in schema_positions(document):
        values = position.schema.get("enum")
        if not isinstance(values, list):
            continue
        if not all(isinstance(value, str) for value in values if value is not None):
            yield Problem(
                f"{position.pointer}/enum", "it lists something else than texts", "quote its values"
            )
        elif len(set(values)) < len(values):
            yield Problem(f"{position.pointer}/enum", "it lists a value twice", "leave one of them out")


def name_classes_apart(document: Json) -> Iterator[Problem]:
    """No two schemas give the same class, and none hides what the module of models is made of."""
    seen: dict[str, str] = {}
    for name in mapping(mapping(document.get("components")).get("schemas")):
        pointer, class_ = f"/components/schemas/{escape(name)}", class_name(name)
        if class_ in seen:
            what = f"the schema {name} gives the same class {class_} as {seen[class_]}"
            yield Problem(pointer, what, "rename one of the two")
        if class_ in _OF_THE_MODULE:
            yield Problem(pointer, f"the schema {name} hides a name of Python or of the runtime", "rename it")
        seen.setdefault(class_, name)


def name_fields_in_python(document: Json) -> Iterator[Problem]:
    """A field's name on the wire is its attribute's name, since the decoder knows no other."""
    for position in schema_positions(document):
        for name in mapping(position.schema.get("properties")):
            pointer = f"{position.pointer}/properties/{escape(name)}"
            if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
                yield Problem(pointer, f"the field {name!r} is no attribute in Python", "rename it")
            elif name in _OF_EVERY_MODEL | _OF_ANNOTATIONS | _OF_THE_MODULE:
                yield Problem(
                    pointer, f"the field {name!r} hides a name that models are made with", "rename it"
                )


def say_units_in_words(document: Json) -> Iterator[Problem]:
    """`x-unit` is a word."""
    for position in schema_positions(document):
        unit = position.schema.get("x-unit")
        if "x-unit" in position.schema and (not isinstance(unit, str) or not unit.strip() or " " in unit):
            yield Problem(
                f"{position.pointer}/x-unit", f"the unit is {unit!r}", "write one word, such as cents"
            )
