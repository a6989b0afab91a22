"""The report as JSON, for programs."""

import json
from typing import Any

from generator.changes.change import Change
from generator.changes.changelog import write_entry
from generator.changes.comparison import Comparison
from generator.changes.symbols import symbol_of
from generator.changes.verdicts import Verdict

__all__ = ["write_json"]


def write_json(comparison: Comparison, package: str) -> str:
    """Writes the report.

    Args:
        comparison: What changed.
        package: Import name of the package, for the symbols.
    """
    report: dict[str, Any] = {
        "old": {"title": comparison.old.title, "version": comparison.old.version},
        "new": {"title": comparison.new.title, "version": comparison.new.version},
        "summary": {verdict.value: len(comparison.of(verdict)) for verdict in Verdict},
        "bump": comparison.bump.name.lower(),
        "next_version": comparison.raised_version,
        "changes": [_tell(change, comparison, package) for change in comparison.changes],
        "changelog": write_entry(comparison, package),
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _tell(change: Change, comparison: Comparison, package: str) -> dict[str, Any]:
    view = comparison.old if change.old else comparison.new
    told: dict[str, Any] = {
        "verdict": change.verdict.value,
        "symbol": symbol_of(change.line, view, package),
        "kind": change.line.kind,
        "names": list(change.line.names),
        "operations": list(change.operations),
        "rules": [
            {
                "name": finding.rule.name,
                "verdict": finding.rule.verdict.value,
                "why": finding.rule.why,
                "detail": finding.detail,
            }
            for finding in change.findings
        ],
        "old": str(change.old) if change.old else None,
        "new": str(change.new) if change.new else None,
        "inside": [str(line) for line in change.inside],
    }
    if change.instead:
        told["instead"] = str(change.instead)
    if change.spoken_unit:
        told["spoken_unit"] = change.spoken_unit
    return told
