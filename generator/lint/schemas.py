"""Rules for schemas."""

from collections.abc import Iterator

from generator.document import Json, escape, mapping
from generator.names import class_name
from generator.positions import schema_positions
from generator.problems import Problem

__all__ = [
    "leave_python_its_names",
    "list_values_in_enums",
    "name_classes_apart",
    "say_units_in_words",
]


def list_values_in_enums(document: Json) -> Iterator[Problem]:
    """An enum lists values, none of them an object or a list."""
    for position in schema_positions(document):
        values = position.schema.get("enum")
        if isinstance(values, list) and any(isinstance(value, dict | list) for value in values):
            what = "it lists an object or a list"
            yield Problem(f"{position.pointer}/enum", what, "list texts or numbers")


def name_classes_apart(document: Json) -> Iterator[Problem]:
    """No two schemas give the same class."""
    seen: dict[str, str] = {}
    for name in mapping(mapping(document.get("components")).get("schemas")):
        pointer, class_ = f"/components/schemas/{escape(name)}", class_name(name)
        if class_ in seen:
            what = f"the schema {name} gives the same class {class_} as {seen[class_]}"
            yield Problem(pointer, what, "rename one of the two")
        seen.setdefault(class_, name)


def leave_python_its_names(document: Json) -> Iterator[Problem]:
    """No field has a name by which Python itself goes."""
    for position in schema_positions(document):
        for name in mapping(position.schema.get("properties")):
            if name.startswith("__") and name.endswith("__"):
                pointer = f"{position.pointer}/properties/{escape(name)}"
                yield Problem(pointer, f"the field {name!r} is a name of Python's own", "rename it")


def say_units_in_words(document: Json) -> Iterator[Problem]:
    """`x-unit` is a word."""
    for position in schema_positions(document):
        unit = position.schema.get("x-unit")
        if "x-unit" in position.schema and (not isinstance(unit, str) or not unit.strip() or " " in unit):
            yield Problem(
                f"{position.pointer}/x-unit", f"the unit is {unit!r}", "write one word, such as cents"
            )
