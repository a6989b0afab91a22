"""Rules that mend faults of a document that have one honest reading."""

from collections.abc import Iterator
from typing import Any

from generator.document import Json, Unquoted, escape, mapping, operations, resolve
from generator.normalise.merge import is_wrapper
from generator.positions import schema_positions
from generator.problems import Repair

__all__ = [
    "drop_dangling_examples",
    "drop_types_beside_references",
    "give_arrays_items",
    "keep_null_beside_references",
    "list_enums_once",
    "quote_enum_values",
    "quote_words",
    "require_path_parameters",
    "require_what_is_there",
]


def quote_words(document: Json) -> Iterator[Repair]:
    """Takes `yes:`, `no:` and the like for the texts that they were meant to be."""
    remedy = "quote it"

    def mend(value: Any, pointer: str) -> Iterator[Repair]:
        if isinstance(value, dict):
            unquoted = [key for key in value if isinstance(key, Unquoted)]
            for key in unquoted:
                what = f"the key {key} has no quotes, and YAML 1.1 takes it for true or false; taken as text"
                yield Repair(pointer, "quote_words", what, remedy)
            if unquoted:
                items = [(str(key), item) for key, item in value.items()]
                value.clear()
                value.update(items)
            for key, item in value.items():
                yield from mend(item, f"{pointer}/{escape(key)}")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, Unquoted) and pointer.endswith(("/enum", "/required")):
                    what = f"{item} has no quotes, and YAML 1.1 takes it for true or false; taken as text"
                    yield Repair(f"{pointer}/{index}", "quote_words", what, remedy)
                    value[index] = str(item)
                yield from mend(item, f"{pointer}/{index}")

    yield from mend(document, "")


def drop_dangling_examples(document: Json) -> Iterator[Repair]:
    """Drops examples that refer to nothing; no code depends on them."""

    def mend(value: Any, pointer: str) -> Iterator[Repair]:
        if isinstance(value, dict):
            examples = value.get("examples")
            if isinstance(examples, dict) and not pointer.endswith("/properties"):
                for name, example in list(examples.items()):
                    reference = mapping(example).get("$ref")
                    if reference is not None and not _is_there(document, reference):
                        what = f"the example {name} refers to {reference}, which is not there; dropped"
                        remedy = "define the example, or leave it out"
                        yield Repair(f"{pointer}/examples", "drop_dangling_examples", what, remedy)
                        del examples[name]
            for key, item in value.items():
                yield from mend(item, f"{pointer}/{escape(key)}")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from mend(item, f"{pointer}/{index}")

    yield from mend(document, "")


def _is_there(document: Json, reference: object) -> bool:
    try:
        resolve(document, str(reference))
    except KeyError:
        return False
    return True


def give_arrays_items(document: Json) -> Iterator[Repair]:
    """Takes an array that does not say what it holds for a list of anything."""
    for position in schema_positions(document):
        schema = position.schema
        if schema.get("type") == "array" and not {"items", "prefixItems"} & schema.keys():
            what = "the array has no items; taken as a list of anything"
            yield Repair(position.pointer, "give_arrays_items", what, "say what it holds under items")
            schema["items"] = {}


def quote_enum_values(document: Json) -> Iterator[Repair]:
    """Takes the values of an enum of texts for texts, as in `enum: [1, true]` of `type: string`."""
    for position in schema_positions(document):
        values = position.schema.get("enum")
        if position.schema.get("type") != "string" or not isinstance(values, list):
            continue
        for index, value in enumerate(values):
            if isinstance(value, bool | int | float):
                text = str(value).lower() if isinstance(value, bool) else str(value)
                what = f"it lists {text} without quotes, and its type is string; taken as text"
                yield Repair(f"{position.pointer}/enum/{index}", "quote_enum_values", what, "quote it")
                values[index] = text


def list_enums_once(document: Json) -> Iterator[Repair]:
    """Leaves a value that stands twice out of an enum."""
    for position in schema_positions(document):
        values = position.schema.get("enum")
        if not isinstance(values, list):
            continue
        pointer = f"{position.pointer}/enum"
        kept: list[Any] = []
        for value in values:
            if any(value == other and type(value) is type(other) for other in kept):
                what = f"it lists {value} twice; taken once"
                yield Repair(pointer, "list_enums_once", what, "leave one of them out")
            else:
                kept.append(value)
        position.schema["enum"] = kept


def require_path_parameters(document: Json) -> Iterator[Repair]:
    """Takes every parameter of a path for required, since there is no path without it."""
    shared = mapping(mapping(document.get("components")).get("parameters"))
    places = [(f"/components/parameters/{escape(name)}", parameter) for name, parameter in shared.items()]
    holders = [(f"/paths/{escape(path)}", mapping(item)) for path, item in document["paths"].items()]
    holders += [(pointer, operation) for pointer, _, _, operation in operations(document)]
    for pointer, holder in holders:
        entries = holder.get("parameters") or []
        places += [(f"{pointer}/parameters/{index}", entry) for index, entry in enumerate(entries)]
    for pointer, parameter in places:
        if mapping(parameter).get("in") == "path" and parameter.get("required") is not True:
            what = f"the path parameter {parameter.get('name')} is not required; taken as required"
            yield Repair(pointer, "require_path_parameters", what, "write required: true")
            parameter["required"] = True


def keep_null_beside_references(document: Json) -> Iterator[Repair]:
    """Takes `nullable` beside `$ref` as it was meant, though OpenAPI 3.0 passes over what stands there."""
    for position in schema_positions(document):
        if "$ref" in position.schema and position.schema.get("nullable") is True:
            what = "nullable stands beside $ref, where it does not count; taken as meant"
            remedy = "put the $ref into an allOf, and nullable beside that"
            yield Repair(position.pointer, "keep_null_beside_references", what, remedy)


def drop_types_beside_references(document: Json) -> Iterator[Repair]:
    """Drops a `type` beside `$ref`, where it does not count, and says nothing that the reference does not."""
    for position in schema_positions(document):
        if "$ref" in position.schema and "type" in position.schema:
            what = "type stands beside $ref, where it does not count; dropped"
            yield Repair(position.pointer, "drop_types_beside_references", what, "leave it out")
            del position.schema["type"]


def require_what_is_there(document: Json) -> Iterator[Repair]:
    """Drops from `required` what is no property: nothing would ever fulfil it."""
    for position in schema_positions(document):
        required, properties = position.schema.get("required"), position.schema.get("properties")
        if not isinstance(required, list) or not properties or is_wrapper(position.schema):
            continue
        for name in [name for name in required if name not in properties]:
            what = f"required names {name}, which is not a property; dropped"
            remedy = "correct the name, or leave it out"
            yield Repair(position.pointer, "require_what_is_there", what, remedy)
        position.schema["required"] = [name for name in required if name in properties]
