"""Runs the benchmarks: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path

from rich.console import Console

from .clients import CLIENTS, Client
from .environments import EnvironmentFailedError, Environments
from .picture import draw
from .processes import Laboratory, open_laboratory
from .reproduction import compare_with_kept
from .results import Result, make_result
from .rows import ROWS, Measurement, Row
from .schedule import Samples, measure
from .tables import make_markdown, print_result

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Measure, print, and write down."""
    options = parse(sys.argv[1:])
    console = Console()
    rows = choose(options.rows)
    environments = Environments(options.python)
    interpreters, failed = make_environments(environments, console, only=options.clients)
    clients = [client for client in CLIENTS if client.key in interpreters]
    others = [client for client in CLIENTS if client.key in failed]
    began = time.monotonic()
    with open_laboratory(interpreters, 10_000 if options.quick else 100_000) as laboratory:
        results = run(rows, laboratory, clients, others, failed, console, quick=options.quick)
    notes = [*describe(environments, options.quick, time.monotonic() - began), *environments.notes]
    notes += [f"{client.name}: {client.note}." for client in (*clients, *others) if client.note]
    told = compare_with_kept(results, RESULTS / f"{name_run(environments)}.json")
    console.print("\n".join([*notes, *told]))
    if options.out is not None:
        write(Path(options.out), environments, results, notes)
    return int(any(entry.failed and entry.kind == "ours" for result in results for entry in result.entries))


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and a history of 10,000 fills")
    parser.add_argument(
        "--rows", default="", help=f"which rows, separated by commas: {', '.join(row.key for row in ROWS)}"
    )
    parser.add_argument(
        "--clients", default="", help="which adapters, separated by commas; floors and ours are always there"
    )
    parser.add_argument("--python", default=sys.executable, help="the interpreter that all clients run on")
    parser.add_argument(
        "--out", help="a folder to write table, JSON and picture to; 'results' keeps them in the repository"
    )
    options = parser.parse_args(arguments)
    if options.out == "results":
        options.out = RESULTS
    return options


def choose(names: str) -> list[Row]:
    """The rows that were asked for."""
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    if unknown := wanted - {row.key for row in ROWS}:
        raise SystemExit(
            f"there is no row {', '.join(sorted(unknown))}; choose from {', '.join(row.key for row in ROWS)}"
        )
    return [row for row in ROWS if not wanted or row.key in wanted]


def make_environments(
    environments: Environments, console: Console, only: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Make all environments; return interpreters, and reasons where there is none."""
    wanted = {name.strip() for name in only.split(",") if name.strip()}
    interpreters: dict[str, str] = {}
    failed: dict[str, str] = {}
    with console.status("environments ...") as status:
        environments.prepare_own()
        for client in CLIENTS:
            if client.below is not None and environments.version >= client.below:
                continue
            if client.kind == "peer" and wanted and client.module not in wanted:
                continue
            status.update(f"environment of {client.name} ...")
            try:
                interpreters[client.key] = environments.make(client)
            except EnvironmentFailedError as error:
                failed[client.key] = str(error)
    return interpreters, failed


def run(
    rows: list[Row],
    laboratory: Laboratory,
    clients: list[Client],
    others: list[Client],
    failed: dict[str, str],
    console: Console,
    *,
    quick: bool,
) -> list[Result]:
    """Measure what the rows need, each measurement once."""
    taken: dict[Measurement, Samples] = {}
    results = []
    for row in rows:
        if row.measurement not in taken:
            with console.status(row.title) as status:
                taken[row.measurement] = measure(
                    laboratory,
                    row.measurement,
                    clients,
                    row.measurement.rounds[quick],
                    lambda text, title=row.title: status.update(f"{title}: {text}"),  # type: ignore[misc]
                )
        results.append(make_result(row, taken[row.measurement], [*clients, *others], failed))
        print_result(console, results[-1])
    return results


def describe(environments: Environments, quick: bool, seconds: float) -> list[str]:
    """What a reader needs to know of the run."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, loopback"
    length = "a short run" if quick else "a whole run"
    return [
        f"CPython {environments.full_version}, {machine}, {length} of {seconds:.0f} s.",
        "Medians. A ratio is taken within one round, so that what the machine does besides cancels out.",
        "Quartiles are those of the rounds' ratios.",
        "RSA keys have 2048 bits. Every client reads the answers of the month that it was written for.",
    ]


def name_run(environments: Environments) -> str:
    """What the files of a run are called: runs of one version of Python can be compared."""
    return f"cpython-{environments.version[0]}.{environments.version[1]}"


def write(folder: Path, environments: Environments, results: list[Result], notes: list[str]) -> None:
    """Keep table, JSON and picture."""
    folder.mkdir(parents=True, exist_ok=True)
    name = name_run(environments)
    heading = "# Benchmarks, as `make bench` printed them"
    (folder / f"{name}.md").write_text(make_markdown(results, heading, notes), encoding="utf-8")
    data = {"notes": notes, "rows": [result.to_dict() for result in results]}
    (folder / f"{name}.json").write_text(
        json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (folder / f"{name}.svg").write_text(draw(results), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
