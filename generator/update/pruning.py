"""Takes away what is no longer used after an update, and puts examples in order."""

from typing import Any

from generator.document import Json, dereference, mapping
from generator.update.forms import reference_name, unwrapped
from generator.update.selection import reached
from generator.update.text import to_nodes, to_plain

__all__ = ["mend_examples", "prune", "used_components"]


def used_components(document: Json) -> set[str]:
    """Lists the pointers of all components that an operation reaches, as references write them."""
    used = set(reached(document, document.get("paths")))
    schemes = {
        name
        for item in mapping(document.get("paths")).values()
        for operation in mapping(item).values()
        if isinstance(operation, dict)
        for alternative in operation.get("security") or document.get("security") or []
        for name in alternative
    }
    return used | {f"#/components/securitySchemes/{name}" for name in schemes}


def prune(document: Json, used_before: set[str]) -> list[str]:
    """Takes away the components that operations reached before and reach no longer.

    Returns:
        The references of what was taken away.
    """
    gone = sorted(used_before - used_components(document))
    removed = []
    for reference in gone:
        _, _, section, name = reference.split("/", 3)
        if mapping(mapping(document.get("components")).get(section)).pop(name, None) is not None:
            removed.append(reference)
    return removed


def mend_examples(document: Json, theirs: Json) -> None:
    """Leaves out of every example what its schema no longer has, and fills in what another example tells.

    Args:
        document: Our contract, changed in place.
        theirs: Their contract if its examples are of this house, else an empty one.
    """
    schemas = mapping(mapping(document.get("components")).get("schemas"))
    their_schemas = mapping(mapping(theirs.get("components")).get("schemas"))
    for name, schema in schemas.items():
        if isinstance(schema.get("example"), dict):
            other = mapping(mapping(their_schemas.get(name)).get("example"))
            _mend(document, schema, schema["example"], other)
    for schema in schemas.values():  # once more, since examples by now hold what others lack
        if isinstance(schema.get("example"), dict):
            _mend(document, schema, schema["example"], {})


def _mend(document: Json, schema: Json, example: Any, other: Any) -> None:
    target = dereference(document, unwrapped(schema))
    if isinstance(example, list):
        others = other if isinstance(other, list) else []
        for index, item in enumerate(example):
            _mend(document, mapping(target.get("items")), item, others[index] if index < len(others) else {})
    elif isinstance(example, dict) and "properties" in target:
        properties = target["properties"]
        for key in [key for key in example if key not in properties]:
            del example[key]
        name = reference_name(schema)
        own = mapping(mapping(target.get("example"))) if name else {}
        for key, field in properties.items():
            needed = own if key in (target.get("required") or []) else {}
            for source in (mapping(other), needed):
                if key not in example and key in source and source is not example:
                    example[key] = to_nodes(to_plain(source[key]))
            if key in example and not _fits(dereference(document, unwrapped(field)), example[key]):
                del example[key]
            if key in example:
                _mend(document, field, example[key], mapping(other).get(key))


def _fits(schema: Json, value: Any) -> bool:
    """Tells whether a value can be one of a schema's type; limits are for the tests."""
    if value is None:
        return bool(schema.get("nullable"))
    match schema.get("type"):
        case "string":
            return isinstance(value, str) and ("enum" not in schema or value in list(schema["enum"]))
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case _:
            return True
