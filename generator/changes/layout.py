"""The order in which a report tells changes, the same in every format."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import attrs

from generator.changes.change import Change
from generator.changes.comparison import Comparison
from generator.changes.verdicts import Verdict
from generator.changes.view import DECLARATIONS
from generator.surface import Line

__all__ = [
    "HEADINGS",
    "Block",
    "Group",
    "count_by_owner",
    "count_by_rule",
    "group_changes",
    "headline",
    "operations_in_short",
    "tell_count",
    "tell_parts",
    "tell_version",
]

HEADINGS: Final = {
    Verdict.BREAKS: "Breaks callers' code",
    Verdict.UNKNOWN: "No rule tells",
    Verdict.SILENT: "Breaks silently",
    Verdict.ADDS: "Only adds",
}
_COUNTED: Final = {
    Verdict.BREAKS: "break callers' code",
    Verdict.UNKNOWN: "no rule tells of",
    Verdict.SILENT: "break silently: the same name means something else",
    Verdict.ADDS: "only add",
}
_ORDER: Final = ("whole operation", "operation", "whole schema", "model", "enum", "alias", "client")
_WHOLE: Final = ("operation", *DECLARATIONS)
_FEW: Final = 4
_MANY: Final = 12


@attrs.frozen
class Group:
    """Changes under one owner to which the same rules apply."""

    rules: tuple[str, ...]
    changes: tuple[Change, ...]


@attrs.frozen
class Block:
    """Changes under one heading: of one model, of one operation, or of whole ones that came or went."""

    title: str
    operations: tuple[str, ...]
    groups: tuple[Group, ...]


def headline(comparison: Comparison) -> list[str]:
    """Tells in a few lines what was compared and what came of it."""
    old, new = comparison.old, comparison.new
    lines = [f"From {_name(old.title, old.version)} to {_name(new.title, new.version)}:"]
    counts = []
    for kinds, name in ((("operation",), "operations"), (DECLARATIONS, "schemas")):
        before, after = (sum(1 for _ in view.of_kind(*kinds)) for view in (old, new))
        counts.append(f"{before} {name}" if before == after else f"{before} → {after} {name}")
    lines.append(f"{', '.join(counts)}.")
    return lines


def tell_version(comparison: Comparison) -> str:
    """Tells what follows for the version."""
    part = comparison.bump.name.lower()
    raised = comparison.raised_version
    if not comparison.changes:
        return "The version stays."
    was = f": {comparison.old.version} → {raised}" if raised else ""
    return f"The version goes up by a {part} step{was}."


def count_by_rule(changes: Iterable[Change]) -> str:
    """Counts changes by the rules that were used, the most first."""
    return _tell_counts(Counter(finding.rule.name for change in changes for finding in change.findings))


def count_by_owner(changes: Iterable[Change]) -> str:
    """Counts changes by what they stand under, the most first."""
    return _tell_counts(Counter(_title(change) for change in changes))


def _tell_counts(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{name} {count}" for name, count in ordered]
    if len(told) > _MANY + 1:
        told = [*told[:_MANY], f"{len(told) - _MANY} others {sum(count for _, count in ordered[_MANY:])}"]
    return ", ".join(told)


def tell_count(verdict: Verdict) -> str:
    """Tells what a number of changes of one verdict do."""
    return _COUNTED[verdict]


def group_changes(changes: Iterable[Change]) -> list[Block]:
    """Puts changes into blocks, those of operations first, then those of schemas, then the rest."""
    blocks: dict[tuple[int, str], list[Change]] = {}
    for change in changes:
        blocks.setdefault((_rank(change), _title(change)), []).append(change)
    return [_block(title, blocks[rank, title]) for rank, title in sorted(blocks)]


def operations_in_short(operations: tuple[str, ...]) -> str:
    """Lists operations, and only counts them from the fifth on."""
    if len(operations) <= _FEW + 1:
        return ", ".join(operations)
    return f"{', '.join(operations[:_FEW])} and {len(operations) - _FEW} more"


def tell_parts(change: Change) -> str:
    """Tells what came or went with a whole operation or schema."""
    by_kind: dict[str, list[str]] = {}
    for line in change.inside:
        if line.kind in ("field", "member", "parameter", "iterator"):
            by_kind.setdefault(line.kind, []).append(_in_short(line))
    return "; ".join(
        f"{kind}{'s' if len(parts) > 1 else ''} {', '.join(parts)}" for kind, parts in by_kind.items()
    )


def _in_short(line: Line) -> str:
    facts = [line.facts[key] for key in ("type", "unit") if key in line.facts and line.kind == "field"]
    return f"{line.names[1]} ({', '.join(facts)})" if facts else line.names[1]


def _block(title: str, changes: list[Change]) -> Block:
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        rules = tuple(f"{finding.rule.name}: {finding.rule.why}" for finding in change.findings)
        groups.setdefault(rules, []).append(change)
    operations = {operation for change in changes for operation in change.operations}
    return Block(
        title,
        () if _is_whole(changes[0]) or changes[0].owner[0] == "operation" else tuple(sorted(operations)),
        tuple(Group(rules, tuple(found)) for rules, found in groups.items()),
    )


def _is_whole(change: Change) -> bool:
    return change.line.kind in _WHOLE and (change.old is None or change.new is None)


def _title(change: Change) -> str:
    kind, name = change.owner
    if _is_whole(change):
        return "whole operations" if kind == "operation" else "whole schemas"
    return "servers and credentials" if kind == "client" else name


def _rank(change: Change) -> int:
    kind = change.owner[0]
    if _is_whole(change):
        return _ORDER.index("whole operation" if kind == "operation" else "whole schema")
    return _ORDER.index(kind)


def _name(title: str, version: str) -> str:
    return f"{title} ({version})" if version else title
