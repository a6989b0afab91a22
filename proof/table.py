"""Who caught what, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gate.run import LAYERS
from proof.trial import Trial

COLUMNS = (*LAYERS, "answers", "account")


def print_table(trials: Sequence[Trial], console: Console) -> None:
    """Prints how many mutants of each family each layer caught."""
    table = Table(title="who caught what")
    for column in ("family", "mutants", "equivalent", *COLUMNS, "caught"):
        table.add_column(column, justify="left" if column == "family" else "right")
    for row in _counts(trials):
        table.add_row(*row)
    console.print(table)


def write_table(trials: Sequence[Trial], path: Path) -> None:
    """Writes the table, and every mutant with who caught it and where.

    Args:
        trials: The trials.
        path: A file, which becomes Markdown.
    """
    lines = ["# Who caught what", "", f"| family | mutants | equivalent | {' | '.join(COLUMNS)} | caught |"]
    lines.append(f"|---|{'---:|' * (len(COLUMNS) + 3)}")
    lines += [f"| {' | '.join(row)} |" for row in _counts(trials)]
    lines += ["", f"| mutant | {' | '.join(COLUMNS)} | first place |", f"|---|{':---:|' * len(COLUMNS)}---|"]
    for trial in trials:
        marks = ["●" if column in trial.layers else "" for column in COLUMNS]
        place = (
            (trial.place or f"equivalent: {trial.equivalent}")[:160].replace("|", "\\|").replace("\n", " ")
        )
        lines.append(f"| {trial.kind}: {trial.name} | {' | '.join(marks)} | {place} |")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _counts(trials: Sequence[Trial]) -> Iterator[list[str]]:
    tried = [trial for trial in trials if trial.name != "nothing is wrong"]
    for kind in dict.fromkeys(trial.kind for trial in tried):
        own = [trial for trial in tried if trial.kind == kind]
        caught = [sum(column in trial.layers for trial in own) for column in COLUMNS]
        equivalent = sum(bool(trial.equivalent) for trial in own)
        total = sum(bool(trial.layers) for trial in own)
        yield [kind, *map(str, (len(own), equivalent, *caught, total))]
