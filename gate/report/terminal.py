"""The run as it goes, on a terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from gate.findings import Finding, Outcome, Problem
from gate.report.summary import Summary

MARKS = {
    Outcome.PASSED: "[green]ok[/green]     ",
    Outcome.FAILED: "[red]FAILED[/red] ",
    Outcome.NOTED: "[yellow]note[/yellow]   ",
    Outcome.SKIPPED: "[dim]skipped[/dim]",
}
MOST = 5


class Terminal:
    """Prints findings as they come, and the end."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)
        self._layer = ""

    def begin(self, server: str, edition: str, seed: int) -> None:
        """Says what is looked at, and with which seed."""
        self._layer = ""
        self._console.print(f"\n[bold]{escape(server)}[/bold] against the contract of {edition}, seed {seed}")

    def tell(self, finding: Finding) -> None:
        """Prints a finding."""
        if finding.layer != self._layer:
            self._layer = finding.layer
            self._console.print(f"\n[bold]{finding.layer}[/bold]")
        reason = f" [dim]({escape(finding.reason)})[/dim]" if finding.reason else ""
        self._console.print(f"  {MARKS[finding.outcome]} {escape(finding.check)}{reason}")
        for problem in finding.problems[:MOST]:
            self._show(problem)
        if len(finding.problems) > MOST:
            self._console.print(f"            and {len(finding.problems) - MOST} more")

    def end(self, summary: Summary) -> None:
        """Prints the end."""
        colour = "red" if summary.failed else "green"
        text = f"{summary.count()}; {summary.requests} requests in {summary.seconds:.0f} s"
        self._console.print(f"\n[bold {colour}]{text}[/bold {colour}]")

    def say_where(self, reports: Path) -> None:
        """Says where the reports lie."""
        self._console.print(f"[dim]{escape(str(reports))}: contract.md, contract.xml[/dim]")

    def _show(self, problem: Problem) -> None:
        mark = " [yellow](our decision, unverified)[/yellow]" if problem.unverified else ""
        self._console.print(f"            [bold]{escape(problem.place)}[/bold]: {escape(problem.text)}{mark}")
        if problem.reproduce:
            self._console.print(f"            [dim]{escape(problem.reproduce)}[/dim]")
