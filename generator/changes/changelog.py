"""The changelog: the entry that follows from a comparison, and what is written there already."""

import re
import textwrap
from collections.abc import Iterator
from typing import Final

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
_HEADING: Final = re.compile(r"^## \[(?P<version>[^\]]+)\].*$", re.MULTILINE)
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
    headings = [*_HEADING.finditer(changelog)]
    unreleased = next((heading for heading in headings if heading["version"] == UNRELEASED), None)
    if unreleased is None:
        start = headings[0].start() if headings else len(changelog)
        before, text, after = f"{changelog[:start].rstrip()}\n\n## [{UNRELEASED}]\n", "", changelog[start:]
    else:
        end = next((heading.start() for heading in headings if heading.start() > unreleased.start()), None)
        end = len(changelog) if end is None else end
        before, text = changelog[: unreleased.end()] + "\n", changelog[unreleased.end() : end]
        after = changelog[end:]
    sections = _sections(text)
    for name, bullets in _sections(entry).items():
        sections[name] = f"{sections.get(name, '').strip()}\n{bullets.strip()}".strip()
    order = sorted(sections, key=lambda name: SECTIONS.index(name) if name in SECTIONS else len(SECTIONS))
    body = "\n\n".join(
        f"### {name}\n\n{sections[name].strip()}" if name else sections[name].strip() for name in order
    )
    return f"{before}\n{body.strip()}\n" + (f"\n{after}" if after else "")


def _sections(text: str) -> dict[str, str]:
    """Splits a version's text at its headings; what stands before the first has the name `""`."""
    headings = [*_SECTION.finditer(text)]
    lead = text[: headings[0].start()] if headings else text
    found = {"": lead} if lead.strip() else {}
    for heading, end in zip(headings, [*(h.start() for h in headings[1:]), len(text)], strict=True):
        found[heading["name"]] = text[heading.end() : end]
    return found


def bullets_of(changelog: str, *versions: str) -> dict[str, list[str]]:
    """Reads the entries of some versions.

    Args:
        changelog: The whole changelog.
        versions: What stands in the brackets of their headings, such as `Unreleased`.

    Returns:
        The entries by their section, each on one line.
    """
    found: dict[str, list[str]] = {}
    headings = [*_HEADING.finditer(changelog)]
    for heading, end in zip(headings, [*(h.start() for h in headings[1:]), len(changelog)], strict=True):
        if heading["version"] not in versions:
            continue
        for name, text in _sections(changelog[heading.end() : end]).items():
            found.setdefault(name, []).extend(" ".join(bullet.split()) for bullet in _BULLET.findall(text))
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
