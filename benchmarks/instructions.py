"""Counts the instructions of decoding a page and of one call, which tells a regression without a clock.

    python -m benchmarks.instructions            prints them beside the committed ones
    python -m benchmarks.instructions --write    commits to them, for this version of Python

A count is the difference between two runs under valgrind's callgrind, so that starting up cancels out; one
build of Python repeats it to one in a hundred thousand. Two builds of one version differed by 15 %, so what
is compared is the ratio to a floor's count of the same run, which differed by 4 %.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = Path(__file__).parent / "results" / "instructions.json"
PACKAGES = (
    "auth_plugin/kalshi_auth",
    "benchmarks",
    "generated/kalshi_portfolio",
    "runtime/kalshi_runtime",
)
UNUSED = shutil.ignore_patterns("__pycache__")
TIMES = {"decode": 4, "decode floor": 4, "call": 20, "call floor": 20}


class Count(NamedTuple):
    """Instructions of one workload, and as a ratio to its floor's."""

    instructions: int
    ratio: float


def count_all() -> dict[str, Count]:
    """Count every workload.

    Raises:
        FileNotFoundError: If valgrind is not installed.
        RuntimeError: If a workload failed.
    """
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise FileNotFoundError("valgrind is not installed")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        # A copy, since a module that is edited meanwhile would be compiled within a count.
        for package in PACKAGES:
            shutil.copytree(ROOT / package, Path(folder, Path(package).name), ignore=UNUSED)
        _run([], "decode", 0, folder)
        command = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        runs = {
            (name, number): pool.submit(_run, command, name, number, folder)
            for name, number in [("decode", 0), *TIMES.items()]
        }
        totals = {key: _read_total(run.result()) for key, run in runs.items()}
    start = totals["decode", 0]
    counts = {name: (totals[name, number] - start) // number for name, number in TIMES.items()}
    return {
        name: Count(counts[name], round(counts[name] / counts[f"{name} floor"], 4))
        for name in ("decode", "call")
    }


def read_committed() -> Mapping[str, Count]:
    """Return what was committed for this version of Python; empty if nothing was."""
    figures = json.loads(COMMITTED.read_text(encoding="utf-8")) if COMMITTED.exists() else {}
    return {name: Count(**count) for name, count in figures.get(_version(), {}).items()}


def write(counts: Mapping[str, Count]) -> None:
    """Commit to counts, for this version of Python."""
    figures = json.loads(COMMITTED.read_text(encoding="utf-8")) if COMMITTED.exists() else {}
    figures[_version()] = {name: count._asdict() for name, count in counts.items()}
    COMMITTED.write_text(json.dumps(dict(sorted(figures.items())), indent=1) + "\n", encoding="utf-8")


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _run(command: list[str], name: str, number: int, folder: str) -> str:
    command = [*command, sys.executable, "-m", "benchmarks.workload", name, str(number)]
    # The same hashes in every run, and nothing of the caller's environment, such as coverage.
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONPATH": folder}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} could not be run: {done.stderr.strip()[-400:]}")
    return done.stderr


def _read_total(report: str) -> int:
    found = re.search(r"Collected : (\d+)", report)
    if found is None:
        raise ValueError(f"callgrind reported no count: {report[-200:]}")
    return int(found[1])


def main() -> None:
    """Count, and print or write."""
    counts, committed = count_all(), read_committed()
    for name, count in counts.items():
        print(f"{name}: {count.instructions:,} instructions, {count.ratio} times its floor", end="")
        print(f" (committed: {committed[name].ratio})" if name in committed else "")
    if "--write" in sys.argv[1:]:
        write(counts)


if __name__ == "__main__":
    main()
