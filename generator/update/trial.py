"""Tries a candidate in a copy of the work tree, so that the tree itself stays as it is."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import attrs

from generator.output import swap_in
from generator.packages import Contract
from generator.pipeline import Generated, generate

__all__ = ["CHECKS", "Check", "Outcome", "try_out"]

_LEFT_OUT: Final = ("__pycache__", "build", "dist", "update", "*.pyc", "*.egg-info")
_TOLD: Final = 40
_SETTINGS: Final = frozenset(
    {"ACCOUNT", "BASE_URL", "BATTERY", "BUDGET", "EDITION", "EXAMPLES", "RATE", "SPEC"}
)
"""What make passes on, and what would have the gate hold something else than the candidate."""
_FAILS_ALREADY: Final = "(it fails with our present contract too: mend the work tree first, then run again)"


@attrs.frozen
class Check:
    """A command that has to pass.

    Attributes:
        name: What to call it.
        command: Arguments behind the Python interpreter.
        telling: Matches the lines that tell of a failure, where others tell of what passed.
    """

    name: str
    command: tuple[str, ...]
    telling: str = ""


@attrs.frozen
class Outcome:
    """What a trial came to.

    Attributes:
        packages: All packages of the repository, of which each knows the others, and their contracts.
        failures: What each check that failed has to say, by its name.
    """

    packages: tuple[tuple[Contract, Generated], ...]
    failures: dict[str, str]


CHECKS: Final = (
    Check("types", ("-m", "mypy")),
    Check("contract tests", ("-m", "gate"), r"\S.* against the contract of |  FAILED| {4}|\d+ passed, "),
)
"""What a candidate has to pass once it is generated."""


def try_out(
    root: Path,
    table: Sequence[Contract],
    candidate: Path,
    checks: Sequence[Check] = CHECKS,
    tell: Callable[[str], None] = print,
) -> Outcome:
    """Generates from a candidate and runs the checks, all in a copy of the work tree.

    Args:
        root: The repository's root.
        table: The contracts of the repository; the candidate is for the first.
        candidate: The candidate's file.
        checks: What has to pass.
        tell: Takes a line for each step.

    Raises:
        Refusal: The candidate cannot be generated.
    """
    with tempfile.TemporaryDirectory(prefix="update-") as folder:
        copy = Path(folder, "tree")
        _copy_tree(root, copy)
        shutil.copyfile(candidate, copy / table[0].spec)
        packages = []
        for contract in table:
            generated = generate(
                copy / contract.spec, contract.package, strict=contract.strict, table=table, root=copy
            )
            packages.append((contract, generated))
            package = generated.package
            counts = f"{len(package.operations)} operations, {len(package.declarations)} schemas"
            tell(f"generate {package.name}: {counts}")
        for contract, generated in packages:
            swap_in(generated, copy / contract.out)
        failures = {}
        for check in checks:
            failure = _run(check, copy)
            tell(f"{check.name}: {'passed' if failure is None else 'failed'}")
            if failure is not None:
                failures[check.name] = failure
        if failures:
            _set_apart(root, Path(folder, "before"), checks, failures)
        return Outcome(tuple(packages), failures)


def _set_apart(root: Path, copy: Path, checks: Sequence[Check], failures: dict[str, str]) -> None:
    """Says of each failure whether it is one of the tree itself, which no new contract is to blame for."""
    _copy_tree(root, copy)
    for check in checks:
        if check.name in failures and _run(check, copy) is not None:
            failures[check.name] = f"{_FAILS_ALREADY}\n{failures[check.name]}"


def _copy_tree(root: Path, copy: Path) -> None:
    """Copies what belongs to the project: nothing hidden, nothing that tools left."""
    ignore = shutil.ignore_patterns(*_LEFT_OUT)

    def left_out(folder: str, names: list[str]) -> set[str]:
        hidden = {name for name in names if name.startswith(".")}
        here = Path(folder) == root
        return hidden | {name for name in ignore(folder, names) if here or name != "update"}

    shutil.copytree(root, copy, ignore=left_out, symlinks=True)


def _rooms(root: Path) -> list[str]:
    """Reads which folders hold the packages of the project, so that checks import those of the copy."""
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        return [str(room) for room in project["tool"]["hatch"]["build"]["targets"]["wheel"]["dev-mode-dirs"]]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return []


def _run(check: Check, folder: Path) -> str | None:
    paths = [str(folder), *(str(folder / room) for room in _rooms(folder))]
    environment = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    environment |= {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *check.command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    lines = f"{done.stdout}{done.stderr}".replace(f"{folder}{os.sep}", "").strip().splitlines()
    telling = [line for line in lines if re.match(check.telling, line)]
    return "\n".join((telling or lines)[-_TOLD:])
