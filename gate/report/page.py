"""The run as a page that a person reads, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from gate.findings import Finding, Outcome, Problem
from gate.report.summary import Summary

MOST = 12


def write_page(summaries: Sequence[Summary], path: Path) -> None:
    """Writes a page: for each edition first where server and contract disagree, last what was checked.

    Args:
        summaries: The runs, one for each edition.
        path: The file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    pages = ("\n".join(_page(summary)) for summary in summaries)
    path.write_text("\n\n".join(pages) + "\n", encoding="utf-8")


def _page(summary: Summary) -> Iterator[str]:
    yield f"# {summary.verdict.replace('the mock', 'The mock', 1)}"
    yield ""
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {summary.count().capitalize()}."
    yield f"{summary.requests} requests in {summary.seconds:.0f} s, seed {summary.seed}."
    yield from _section("Where they disagree", summary.of(Outcome.FAILED))
    yield from _section(
        "Where the server decided otherwise than we assumed",
        summary.of(Outcome.NOTED),
        "Nothing is known of these points; the contract marks them `x-unverified`. Nobody is at fault.",
    )
    skipped = summary.of(Outcome.SKIPPED)
    if skipped:
        yield "\n## What was not checked\n"
        yield from (f"- {each.check}: {each.reason}" for each in skipped)
    yield "\n## What was checked\n"
    yield "| layer | check | outcome | looked at |"
    yield "|---|---|---|---|"
    for finding in summary.findings:
        if finding.outcome is not Outcome.SKIPPED:
            cells = (finding.layer, finding.check, finding.outcome.value, finding.reason)
            yield f"| {' | '.join(map(_cell, cells))} |"


def _section(title: str, findings: list[Finding], text: str = "") -> Iterator[str]:
    if not findings:
        return
    yield f"\n## {title}\n"
    if text:
        yield f"{text}\n"
    for finding in findings:
        yield f"### {finding.check}\n"
        yield from (_item(problem) for problem in finding.problems[:MOST])
        if len(finding.problems) > MOST:
            yield f"- and {len(finding.problems) - MOST} more"
        yield ""


def _item(problem: Problem) -> str:
    lines = [f"- **{_cell(problem.place)}**: {_cell(problem.text)}"]
    if problem.reproduce:
        lines.append(f"  \n  `{problem.reproduce}`")
    return "".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
