"""Results as tables, for the terminal and for a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from .results import Entry, Result

COLUMNS = ("client", "answers of", "median", "ratio to floor", "quartiles")


def format_value(value: float) -> str:
    """Three significant digits, whole above a hundred."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def format_entry(entry: Entry, unit: str) -> tuple[str, ...]:
    """The cells of one client."""
    name = f"{entry.name} (floor)" if entry.kind == "floor" else entry.name
    if entry.value is None:
        return name, entry.edition, "", "", entry.reason
    cells = (name, entry.edition, f"{format_value(entry.value)} {unit}")
    if entry.ratio is None or entry.low is None or entry.high is None:
        return (*cells, "", "")
    return (*cells, f"{entry.ratio:.2f}", f"{entry.low:.2f} to {entry.high:.2f}")


def print_result(console: Console, result: Result) -> None:
    """One row on the terminal."""
    table = Table(title=result.title, title_justify="left", header_style="bold", title_style="bold")
    for column in COLUMNS:
        table.add_column(column, justify="right" if column in {"median", "ratio to floor"} else "left")
    for entry in result.entries:
        style = {"ours": "bold green", "floor": "dim"}.get(entry.kind, "")
        table.add_row(*format_entry(entry, result.unit), style=style)
    console.print(table)
    for outcome in result.outcomes:
        verdict = "[green]met[/]" if outcome.met else "[red]not met[/]"
        console.print(f"  goal {outcome.text}: {outcome.ratio:.2f}, {verdict}")
    console.print()


def make_markdown(results: Sequence[Result], heading: str, notes: Iterable[str]) -> str:
    """All rows as one document."""
    lines = [heading, "", *(f"- {note}" for note in notes)]
    for result in results:
        lines += ["", f"## {result.title[0].upper()}{result.title[1:]}", "", f"| {' | '.join(COLUMNS)} |"]
        lines.append("|---|---|--:|--:|---|")
        for entry in result.entries:
            cells = list(format_entry(entry, result.unit))
            if entry.kind == "ours":
                cells[0] = f"**{cells[0]}**"
            lines.append(f"| {' | '.join(cells)} |")
        for outcome in result.outcomes:
            verdict = "met" if outcome.met else "not met"
            lines += ["", f"Goal {outcome.text}: {outcome.ratio:.2f}, {verdict}."]
    return "\n".join(lines) + "\n"
