"""The report as text, for people at a terminal: the summary first, then every change under its owner."""

import textwrap
from collections.abc import Iterator
from typing import Final

from generator.changes.change import Change
from generator.changes.changelog import write_entry
from generator.changes.comparison import Comparison
from generator.changes.layout import (
    HEADINGS,
    Block,
    count_by_owner,
    count_by_rule,
    group_changes,
    headline,
    operations_in_short,
    tell_count,
    tell_parts,
    tell_version,
)
from generator.changes.verdicts import Verdict

__all__ = ["write_text"]

_WIDTH: Final = 110


def write_text(comparison: Comparison, package: str) -> str:
    """Writes the report.

    Args:
        comparison: What changed.
        package: Import name of the package, for the entry of the changelog.
    """
    return "\n".join(_lines(comparison, package)) + "\n"


def _lines(comparison: Comparison, package: str) -> Iterator[str]:
    yield " ".join(headline(comparison))
    if not comparison.changes:
        yield "Nothing changes for callers."
        return
    yield ""
    for verdict in Verdict:
        changes = comparison.of(verdict)
        if changes or verdict is not Verdict.UNKNOWN:
            yield f"{len(changes):6} {tell_count(verdict)}"
            yield from _wrap(count_by_rule(changes), " " * 9)
            yield from _wrap(f"in {count_by_owner(changes)}" if changes else "", " " * 9)
    yield ""
    yield tell_version(comparison)
    for verdict in Verdict:
        changes = comparison.of(verdict)
        if changes:
            yield ""
            yield HEADINGS[verdict].upper()
            for block in group_changes(changes):
                yield from _tell_block(block)
    yield ""
    yield "ENTRY FOR THE CHANGELOG"
    yield ""
    yield write_entry(comparison, package).rstrip("\n")


def _tell_block(block: Block) -> Iterator[str]:
    yield ""
    yield f"  {block.title}" + (f" — in {operations_in_short(block.operations)}" if block.operations else "")
    for group in block.groups:
        for rule in group.rules:
            yield f"    {rule}"
        for change in group.changes:
            yield from _tell_change(change)


def _tell_change(change: Change) -> Iterator[str]:
    details = [finding.detail for finding in change.findings if finding.detail]
    if details and change.old and change.new:
        yield f"      {'; '.join(details)}"
    if change.old:
        notes = []
        if change.spoken_unit:
            notes.append(f"in {change.spoken_unit}, by its description")
        if change.instead:
            notes.append(f"instead: {change.instead.names[1]}")
        yield f"      - {change.old}" + (f"   # {'; '.join(notes)}" if notes else "")
    if change.new:
        yield f"      + {change.new}"
    if change.inside:
        yield from _wrap(tell_parts(change), " " * 10)


def _wrap(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
