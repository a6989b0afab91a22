"""How a line that is in both contracts changed."""

from collections.abc import Iterator
from typing import Final

from generator.changes.renames import Renames
from generator.changes.values import VALUE_FACTS, Difference, compare_values
from generator.changes.view import View
from generator.surface import Line

__all__ = ["compare_lines", "kind_of_appearance"]

_COMPARED: Final = {
    "operation": frozenset({"method", "http", "path", "security", "deprecated"}),
    "parameter": VALUE_FACTS | {"in", "argument", "array"},
    "body": VALUE_FACTS | {"media"},
    "field": VALUE_FACTS | {"attribute", "absent"},
    "alias": VALUE_FACTS,
    "result": VALUE_FACTS | {"status"},
    "error": frozenset({"raises"}),
    "paging": frozenset({"cursor", "next", "limit", "largest"}),
    "iterator": frozenset({"list", "item", "windows"}),
    "model": frozenset({"deprecated"}),
    "enum": frozenset({"deprecated"}),
    "member": frozenset({"name"}),
    "host": frozenset({"url", "default"}),
    "scheme": frozenset({"type", "in", "name", "scheme"}),
}
"""The facts of each kind of line that are looked at; any other fact that differs is undecided."""

_OF_VALUES: Final = {
    "in": "location",
    **{fact: fact for fact in ("argument", "media", "attribute", "status")},
}
"""Facts of values that any difference is told of, and what the rules call it."""

_RENAMED: Final = frozenset(_COMPARED) - {"body", "result", "error", "paging", "scheme"}
"""What has a name that callers write; a scheme's is the document's own affair."""


def kind_of_appearance(line: Line) -> str:
    """Tells how a line came: whether callers have to give it."""
    return "added-required" if line.facts.get("presence") == "required" else "added"


def compare_lines(old: View, new: View, renames: Renames, before: Line, after: Line) -> Iterator[Difference]:
    """Tells how a line changed.

    Args:
        old: The contract before.
        new: The contract after.
        renames: What was renamed between them.
        before: The line before.
        after: The line after.

    Yields:
        Each difference that callers see.
    """
    if before.kind in _RENAMED and before.names[-1] != after.names[-1]:
        yield Difference("renamed", f"{before.names[-1]} → {after.names[-1]}")
    match after.kind:
        case "operation":
            yield from _compare_operations(renames, before, after)
        case "parameter" | "body" | "field" | "alias" | "result":
            yield from _compare_facts(before, after, _OF_VALUES)
            if before.names[0] in old.reach and after.names[0] in new.reach:  # else nobody meets it
                yield from _compare_facts(before, after, {"absent": "absent"})
            if "array" in before.facts and "array" in after.facts:
                yield from _compare_facts(before, after, {"array": "list-style"})
            yield from compare_values(old, new, renames, before, after)
        case "paging":
            yield from _compare_paging(new, before, after)
        case "host":
            yield from _compare_facts(before, after, {"url": "url", "default": "default-host"})
        case "scheme":
            if any(before.facts.get(key) != after.facts.get(key) for key in _COMPARED["scheme"]):
                yield Difference("scheme")
        case "member":
            if before.names == after.names:
                yield from _compare_facts(before, after, {"name": "renamed"})
        case "error":
            yield from _compare_facts(before, after, {"raises": "raises"})
        case "iterator":
            # What it yields follows from the list's field, which has a line of its own.
            if before.names == after.names:
                yield from _compare_facts(before, after, {"list": "list"})
            if ("windows" in before.facts) != ("windows" in after.facts):
                yield Difference("windows-added" if "windows" in after.facts else "windows-removed")
        case "model" | "enum":
            if before.facts.get("deprecated") != after.facts.get("deprecated"):
                yield Difference("deprecated" if "deprecated" in after.facts else "not-deprecated")
    for key in sorted((before.facts.keys() | after.facts.keys()) - _COMPARED.get(after.kind, frozenset())):
        yield from _compare_facts(before, after, {key: key})


def _compare_facts(before: Line, after: Line, differences: dict[str, str]) -> Iterator[Difference]:
    for key, difference in differences.items():
        was, is_ = before.facts.get(key), after.facts.get(key)
        if was != is_:
            yield Difference(difference, f"{key} {was or 'none'} → {is_ or 'none'}")


def _compare_operations(renames: Renames, before: Line, after: Line) -> Iterator[Difference]:
    if before.names == after.names:
        yield from _compare_facts(before, after, {"method": "method"})
    was = f"{before.facts['http']} {before.facts['path']}"
    is_ = f"{after.facts['http']} {after.facts['path']}"
    if was != is_:
        yield Difference("address", f"{was} → {is_}")
    ours, theirs = _security(before, renames), _security(after, None)
    dropped = [alternative for alternative in ours if not any(other <= alternative for other in theirs)]
    offered = [alternative for alternative in theirs if not any(other <= alternative for other in ours)]
    for name, alternatives in (("security-dropped", dropped), ("security-offered", offered)):
        if alternatives:
            yield Difference(name, "; ".join("+".join(sorted(one)) or "none" for one in alternatives))
    if not dropped and not offered and set(ours) != set(theirs):
        yield Difference("security-offered", after.facts["security"])
    if before.facts.get("deprecated") != after.facts.get("deprecated"):
        yield Difference("deprecated" if "deprecated" in after.facts else "not-deprecated")


def _security(line: Line, renames: Renames | None) -> list[frozenset[str]]:
    renamed = (
        {old: new for (kind, _, old), new in renames.owned.items() if kind == "scheme"} if renames else {}
    )
    alternatives = line.facts.get("security", "none").split("|")
    return [
        frozenset(renamed.get(scheme, scheme) for scheme in alternative.split("+") if scheme != "none")
        for alternative in alternatives
    ]


def _compare_paging(new: View, before: Line, after: Line) -> Iterator[Difference]:
    """Tells only what the lines of the parameters and fields that it names do not tell themselves."""
    operation = after.names[0]
    for key, kind in (("cursor", "parameter"), ("limit", "parameter"), ("next", "field")):
        was, is_ = before.facts.get(key), after.facts.get(key)
        still_there = kind == "field" or (kind, (operation, was or "")) in new.lines
        if was != is_ and still_there:
            yield Difference("paging", f"{key} {was or 'none'} → {is_ or 'none'}")
