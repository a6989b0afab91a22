"""Compares two contracts as callers see them."""

from collections.abc import Iterator
from typing import Final

import attrs

from generator.changes.change import Change, Finding
from generator.changes.differences import compare_lines, kind_of_appearance
from generator.changes.renames import Renames, find_renames
from generator.changes.rules import find_rule
from generator.changes.successors import find_successor
from generator.changes.values import Difference
from generator.changes.verdicts import Side, Verdict, worst
from generator.changes.versions import Bump, next_version
from generator.changes.view import DECLARATIONS, View
from generator.surface import Line

__all__ = ["Comparison", "compare"]

_PARTS: Final = {
    "operation": ("parameter", "body", "result", "error", "paging", "iterator"),
    "paging": ("iterator",),
    "model": ("field",),
    "enum": ("member",),
    "alias": (),
}
"""What comes and goes with its owner, and needs no entry of its own then."""


@attrs.frozen(kw_only=True)
class Comparison:
    """What changed between two contracts.

    Attributes:
        old: The contract before.
        new: The contract after.
        changes: Everything that callers see, by verdict, the gravest first, then by owner.
    """

    old: View
    new: View
    changes: tuple[Change, ...]

    def of(self, verdict: Verdict) -> tuple[Change, ...]:
        """Lists the changes of one verdict."""
        return tuple(change for change in self.changes if change.verdict is verdict)

    @property
    def verdict(self) -> Verdict:
        """The gravest of all; a contract that changed in nothing only adds nothing."""
        return worst([Verdict.ADDS, *(change.verdict for change in self.changes)])

    @property
    def bump(self) -> Bump:
        """What it asks of the version."""
        if not self.changes:
            return Bump.NONE
        return Bump.MINOR if self.verdict is Verdict.ADDS else Bump.MAJOR

    @property
    def raised_version(self) -> str | None:
        """The old contract's version, raised; None if that is not three numbers."""
        return next_version(self.old.version, self.bump)


def compare(old: View, new: View) -> Comparison:
    """Compares two contracts.

    Args:
        old: The contract before.
        new: The contract after.
    """
    renames = find_renames(old, new)
    pairs, gone, come = _match(old, new, renames)
    changes = [
        *_changed(old, new, renames, pairs),
        *_reformed(old, new, gone, come),
        *_appeared(old, new, gone, come, renames),
    ]
    order = list(Verdict)
    changes.sort(key=lambda change: (order.index(change.verdict), change.owner, str(change.line)))
    return Comparison(old=old, new=new, changes=tuple(changes))


def _match(old: View, new: View, renames: Renames) -> tuple[list[tuple[Line, Line]], list[Line], list[Line]]:
    """Pairs each line with what became of it; what has no partner is gone or came."""
    pairs, gone, matched = [], [], set()
    for (kind, names), line in old.lines.items():
        key = (kind, _renamed_names(kind, names, renames))
        partner = new.lines.get(key)
        if partner is None:
            gone.append(line)
        else:
            matched.add(key)
            pairs.append((line, partner))
    return pairs, gone, [line for key, line in new.lines.items() if key not in matched]


def _renamed_names(kind: str, names: tuple[str, ...], renames: Renames) -> tuple[str, ...]:
    if kind in ("host", "scheme"):
        return (renames.owned.get((kind, "", names[0]), names[0]),)
    owner, *rest = names
    table = renames.declarations if kind in (*DECLARATIONS, "field", "member") else renames.operations
    if rest:
        rest[0] = renames.owned.get((kind, owner, rest[0]), rest[0])
    return (table.get(owner, owner), *rest)


def _changed(old: View, new: View, renames: Renames, pairs: list[tuple[Line, Line]]) -> Iterator[Change]:
    for before, after in pairs:
        differences = list(compare_lines(old, new, renames, before, after))
        if differences:
            sides = old.sides_of(before) | new.sides_of(after)
            yield Change(
                findings=_findings(after.kind, differences, sides),
                old=before,
                new=after,
                operations=_operations(old, new, before, after),
            )


def _reformed(old: View, new: View, gone: list[Line], come: list[Line]) -> Iterator[Change]:
    """Finds the names that stay and stand for another kind of type, and takes them off both lists."""
    by_name = {line.names[0]: line for line in come if line.kind in DECLARATIONS}
    for before in [line for line in gone if line.kind in DECLARATIONS and line.names[0] in by_name]:
        after = by_name[before.names[0]]
        gone.remove(before)
        come.remove(after)
        parts = [
            line
            for line in (*gone, *come)
            if line.kind in ("field", "member") and line.names[0] == before.names[0]
        ]
        gone[:] = [line for line in gone if line not in parts]
        come[:] = [line for line in come if line not in parts]
        if old.named.expand(old.type_of(before)) == new.named.expand(new.type_of(after)):
            continue
        yield Change(
            findings=_findings(
                after.kind, [Difference("form", f"{before.kind} → {after.kind}")], old.sides_of(before)
            ),
            old=before,
            new=after,
            operations=_operations(old, new, before, after),
            inside=tuple(parts),
        )


def _appeared(old: View, new: View, gone: list[Line], come: list[Line], renames: Renames) -> Iterator[Change]:
    for view, lines, is_old in ((old, gone, True), (new, come, False)):
        parts, owners = _fold(lines)
        for line in lines:
            if id(line) in parts or line.kind == "scheme":
                continue  # its owner's entry tells it, or, for a scheme, the operations that take it
            difference = Difference("removed" if is_old else kind_of_appearance(line))
            yield Change(
                findings=_findings(line.kind, [difference], view.sides_of(line)),
                old=line if is_old else None,
                new=None if is_old else line,
                operations=view.operations_of(line),
                inside=tuple(owners.get((line.kind, line.names[0]), ())),
                instead=find_successor(new, renames, line) if is_old else None,
                spoken_unit=view.spoken_units.get((line.kind, line.names)),
            )


def _fold(lines: list[Line]) -> tuple[set[int], dict[tuple[str, str], list[Line]]]:
    """Finds the lines whose owner is among the lines too, and gathers them by owner."""
    there = {(line.kind, line.names[0]) for line in lines if line.kind in _PARTS}
    parts: set[int] = set()
    owners: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        for kind, part_kinds in _PARTS.items():
            if line.kind in part_kinds and (kind, line.names[0]) in there:
                parts.add(id(line))
                owners.setdefault((kind, line.names[0]), []).append(line)
                break
    return parts, owners


def _findings(kind: str, differences: list[Difference], sides: frozenset[Side]) -> tuple[Finding, ...]:
    return tuple(
        Finding(find_rule(kind, difference.name, sides), difference.detail) for difference in differences
    )


def _operations(old: View, new: View, before: Line, after: Line) -> tuple[str, ...]:
    return tuple(sorted({*old.operations_of(before), *new.operations_of(after)}))
