"""The changelog: the entry that follows from a comparison, and what is written there already."""

import re
import textwrap
from collections.abc import Iterator
from typing import Final

import attrs

from generator.changes.change import Change
from generator.changes.comparison import Comparison
from generator.changes.symbols import symbol_of
from generator.changes.verdicts import Verdict
from generator.changes.view import DECLARATIONS

__all__ = ["UNRELEASED", "add_entry", "bullets_of", "missing_from", "section_of", "write_entry"]

UNRELEASED: Final = "Unreleased"
SECTIONS: Final = ("", "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
_MARKS: Final = {
    Verdict.BREAKS: "**Breaks:** ",
    Verdict.UNKNOWN: "**May break:** ",
    Verdict.SILENT: "**Breaks silently:** ",
    Verdict.ADDS: "",
}
_WIDTH: Final = 110
_HEADING: Final = re.compile(r"^## \[(?P<name>[^\]]+)\].*$", re.MULTILINE)
_SECTION: Final = re.compile(r"^### (?P<name>.+?)\s*$", re.MULTILINE)
_BULLET: Final = re.compile(r"^- .*(?:\n(?!- |#).*)*", re.MULTILINE)


def section_of(change: Change) -> str:
    """Tells which section of the changelog a change belongs into."""
    if change.new is None:
        return "Removed"
    if change.old is None:
        return "Added"
    rules = {finding.rule.name for finding in change.findings}
    return "Deprecated" if rules == {"deprecated"} else "Changed"


def write_entry(comparison: Comparison, package: str) -> str:
    """Writes the entry of the changelog in the form of Keep a Changelog, without the version's heading.

    Args:
        comparison: What changed.
        package: Import name of the package.
    """
    sections = []
    for section in SECTIONS:
        changes = [change for change in comparison.changes if section_of(change) == section]
        bullets = list(_write_bullets(changes, comparison, package))
        if bullets:
            sections.append("\n".join([f"### {section}", "", *bullets]) + "\n")
    return "\n".join(sections)


def _write_bullets(changes: list[Change], comparison: Comparison, package: str) -> Iterator[str]:
    alike: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        whys = tuple(
            (finding.rule.why, finding.detail if change.old and change.new else "")
            for finding in change.findings
        )
        if any(finding.rule.difference == "renamed" for finding in change.findings):
            whys = (*whys, (str(change.line), ""))
        owner = ("", "") if change.line.kind in DECLARATIONS else change.owner
        alike.setdefault((change.verdict, owner, whys), []).append(change)
    for found in alike.values():
        names = ", ".join(_name(change, comparison, package) for change in found)
        text = f"- {_MARKS[found[0].verdict]}{names}: {_explain(found[0])}."
        yield textwrap.fill(
            text, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )


def _name(change: Change, comparison: Comparison, package: str) -> str:
    view = comparison.old if change.old else comparison.new
    name = f"`{symbol_of(change.line, view, package)}`"
    if change.instead:
        return f"{name} (instead: `{change.instead.names[1]}`)"
    if change.old and change.new and change.old.names != change.new.names:
        return f"{name} is `{symbol_of(change.new, comparison.new, package)}`"
    return name


def _explain(change: Change) -> str:
    told = []
    for finding in change.findings:
        detail = finding.detail if change.old and change.new else ""
        renamed = finding.rule.difference == "renamed"
        told.append(f"{detail}, {finding.rule.why}" if detail and not renamed else finding.rule.why)
    return "; ".join(told)


def add_entry(changelog: str, entry: str) -> str:
    """Adds an entry to what is not released yet.

    Args:
        changelog: The whole changelog.
        entry: What `write_entry` wrote.

    Returns:
        The changelog with every bullet of the entry at the end of its section under `[Unreleased]`; headings
        that were missing are there.
    """
    versions = _split(changelog, _HEADING)
    unreleased = next((part for part in versions if part.name == UNRELEASED), None)
    if unreleased is None:
        start = versions[0].start if versions else len(changelog)
        before, text, after = f"{changelog[:start].rstrip()}\n\n## [{UNRELEASED}]", "", changelog[start:]
    else:
        before, text = (
            changelog[: unreleased.body_start].rstrip(),
            changelog[unreleased.body_start : unreleased.end],
        )
        after = changelog[unreleased.end :]
    sections = _sections(text)
    for name, bullets in _sections(entry).items():
        sections[name] = f"{sections.get(name, '')}\n{bullets}".strip()
    order = sorted(sections, key=lambda name: SECTIONS.index(name) if name in SECTIONS else len(SECTIONS))
    body = "\n\n".join(f"### {name}\n\n{sections[name]}" if name else sections[name] for name in order)
    return f"{before}\n\n{body}\n" + (f"\n{after}" if after else "")


@attrs.frozen
class _Part:
    """A heading and what stands below it: name, where the heading and its text begin, where the text ends."""

    name: str
    start: int
    body_start: int
    end: int


def _split(text: str, heading: re.Pattern[str]) -> list[_Part]:
    found = [*heading.finditer(text)]
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        _Part(match["name"], match.start(), match.end(), end) for match, end in zip(found, ends, strict=False)
    ]


def _sections(text: str) -> dict[str, str]:
    """Splits a version's text at its headings; what stands before the first has the name `""`."""
    parts = _split(text, _SECTION)
    lead = text[: parts[0].start if parts else len(text)].strip()
    return ({"": lead} if lead else {}) | {
        part.name: text[part.body_start : part.end].strip() for part in parts
    }


def bullets_of(changelog: str, version: str) -> dict[str, list[str]]:
    """Reads the entries of a version.

    Args:
        changelog: The whole changelog.
        version: What stands in the brackets of its heading, such as `Unreleased`.

    Returns:
        The entries by their section, each on one line.
    """
    found: dict[str, list[str]] = {}
    for part in _split(changelog, _HEADING):
        if part.name == version:
            for name, text in _sections(changelog[part.body_start : part.end]).items():
                bullets = (" ".join(bullet.split()) for bullet in _BULLET.findall(text))
                found.setdefault(name, []).extend(bullets)
    return found


def missing_from(bullets: dict[str, list[str]], comparison: Comparison, package: str) -> list[Change]:
    """Lists the changes that no entry announces.

    An entry announces a change if it stands in the right section, names the symbol in full between backticks
    and, where callers' code breaks, says so.
    """
    missing = []
    for change in comparison.changes:
        view = comparison.old if change.old else comparison.new
        symbol = f"`{symbol_of(change.line, view, package)}`"
        entries = [entry for entry in bullets.get(section_of(change), []) if symbol in entry]
        if change.verdict is not Verdict.ADDS:
            entries = [entry for entry in entries if "break" in entry.lower()]
        if not entries:
            missing.append(change)
    return missing
