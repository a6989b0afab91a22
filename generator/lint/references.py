"""Rules for `$ref`."""

from collections.abc import Iterator
from urllib.parse import unquote

from generator.document import Json, component_of, escape, mapping, operations, resolve, walk
from generator.positions import schema_positions
from generator.problems import Problem

__all__ = ["end_somewhere", "refer_to_the_right_kind", "resolve_references"]


def resolve_references(document: Json) -> Iterator[Problem]:
    """Every `$ref` refers to something in this document, and not to itself."""
    for pointer, found in walk(document):
        reference = found.get("$ref")
        if reference is None or pointer.endswith("/properties"):
            continue
        if not isinstance(reference, str) or not reference.startswith("#/"):
            remedy = "copy what it refers to into this document"
            yield Problem(pointer, f"$ref is {reference!r}, which is outside of this document", remedy)
            continue
        target = _target(document, reference)
        if target is None:
            remedy = "define what it should refer to, or correct the reference"
            yield Problem(pointer, f"$ref refers to {reference}, which is not there", remedy)
        elif _comes_back(document, reference):
            yield Problem(
                pointer, f"$ref goes in a circle through {reference}", "put a schema somewhere on it"
            )


def _target(document: Json, reference: str) -> Json | None:
    try:
        found = resolve(document, reference)
    except KeyError:
        return None
    return found if isinstance(found, dict) else None


def _comes_back(document: Json, reference: str) -> bool:
    """Tells whether a chain of references comes back to its first, not merely into a later circle."""
    seen = [reference]
    while (target := _target(document, seen[-1])) is not None and isinstance(target.get("$ref"), str):
        if target["$ref"] in seen:
            return bool(target["$ref"] == reference)
        seen.append(target["$ref"])
    return False


def end_somewhere(document: Json) -> Iterator[Problem]:
    """No schema is but another name, or one alternative, of itself."""
    for name, schema in mapping(mapping(document.get("components")).get("schemas")).items():
        waiting: list[Json] = [mapping(schema)]
        seen: set[str] = set()
        while waiting:
            here = waiting.pop()
            followed = component_of(here.get("$ref"))
            if followed == name:
                what = "it refers to itself with nothing between"
                remedy = "put an object or a list in between"
                yield Problem(f"/components/schemas/{escape(name)}", what, remedy)
                break
            if followed is not None and followed not in seen:
                seen.add(followed)
                waiting.append(mapping(resolve(document, here["$ref"])))
            waiting += [mapping(member) for key in ("anyOf", "oneOf") for member in here.get(key) or []]
            parts = here.get("allOf") or []
            waiting += [mapping(part) for part in parts[:1] if all(part == other for other in parts)]


def refer_to_the_right_kind(document: Json) -> Iterator[Problem]:
    """A schema refers to a schema; a parameter, response or body to one of its own kind."""
    positions = list(schema_positions(document))
    schemas = {f"#{position.pointer}" for position in positions}
    for position in positions:
        reference = position.schema.get("$ref")
        if isinstance(reference, str) and not _is_schema(reference, schemas):
            what = f"$ref refers to {reference}, which is no schema"
            yield Problem(
                position.pointer, what, "put the schema under components/schemas and refer to it there"
            )
    for pointer, _, _, operation in operations(document):
        entries = [(f"{pointer}/requestBody", operation.get("requestBody"), "requestBodies", "requestBody")]
        for status, response in mapping(operation.get("responses")).items():
            entries.append((f"{pointer}/responses/{status}", response, "responses", "responses/"))
        for index, parameter in enumerate(operation.get("parameters") or []):
            entries.append((f"{pointer}/parameters/{index}", parameter, "parameters", "parameters/"))
        for place, entry, section, inside in entries:
            reference = mapping(entry).get("$ref")
            if not isinstance(reference, str) or _is_child(reference, f"#/components/{section}/"):
                continue
            is_elsewhere = reference.startswith("#/paths/") and inside in reference
            if not is_elsewhere or "/content/" in reference:
                what = f"$ref refers to {reference}, which is not among components/{section}"
                yield Problem(place, what, f"put it under components/{section} and refer to it there")


def _is_schema(reference: str, schemas: set[str]) -> bool:
    return component_of(reference) is not None or unquote(reference) in schemas or "/$defs/" in reference


def _is_child(reference: str, section: str) -> bool:
    return reference.startswith(section) and "/" not in reference.removeprefix(section)
