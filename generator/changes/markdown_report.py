"""The report as Markdown, for a review."""

from collections.abc import Iterator

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
    tell_parts,
    tell_version,
)
from generator.changes.verdicts import Verdict

__all__ = ["write_markdown"]


def write_markdown(comparison: Comparison, package: str) -> str:
    """Writes the report.

    Args:
        comparison: What changed.
        package: Import name of the package, for the entry of the changelog.
    """
    return "\n".join(_lines(comparison, package)) + "\n"


def _lines(comparison: Comparison, package: str) -> Iterator[str]:
    yield "# What changes for callers"
    yield ""
    yield " ".join(headline(comparison))
    yield ""
    if not comparison.changes:
        yield "Nothing changes for callers."
        return
    yield "| | changes | by rule | where |"
    yield "|---|---:|---|---|"
    for verdict in Verdict:
        changes = comparison.of(verdict)
        if changes or verdict is not Verdict.UNKNOWN:
            rules, where = count_by_rule(changes), count_by_owner(changes)
            yield f"| {HEADINGS[verdict]} | {len(changes)} | {rules} | {where} |"
    yield ""
    yield tell_version(comparison)
    for verdict in Verdict:
        changes = comparison.of(verdict)
        if changes:
            yield ""
            yield f"## {HEADINGS[verdict]}"
            for block in group_changes(changes):
                yield from _tell_block(block)
    yield ""
    yield "## Entry for the changelog"
    yield ""
    yield "````markdown"
    yield write_entry(comparison, package).rstrip("\n")
    yield "````"


def _tell_block(block: Block) -> Iterator[str]:
    yield ""
    yield f"### {block.title}"
    if block.operations:
        yield ""
        yield f"In {operations_in_short(block.operations)}."
    for group in block.groups:
        yield ""
        for rule in group.rules:
            name, _, why = rule.partition(": ")
            yield f"- `{name}`: {why}"
        yield ""
        yield "```diff"
        for change in group.changes:
            yield from _tell_change(change)
        yield "```"


def _tell_change(change: Change) -> Iterator[str]:
    details = [finding.detail for finding in change.findings if finding.detail]
    if details and change.old and change.new:
        yield f"@@ {'; '.join(details)} @@"
    if change.old:
        instead = f"   # instead: {change.instead.names[1]}" if change.instead else ""
        yield f"- {change.old}{instead}"
    if change.new:
        yield f"+ {change.new}"
    if change.inside:
        yield f"  {tell_parts(change)}"
