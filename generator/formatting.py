"""Formats generated files, by the pinned formatter and no configuration but this."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from generator.problems import Problem, Refusal
from generator.prose import WIDTH

__all__ = ["format_folder"]

_COMMON: Final = (
    "--isolated",
    "--no-cache",
    "--quiet",
    "--target-version",
    "py311",
    "--line-length",
    str(WIDTH),
)
_CHECK: Final = (
    "check",
    "--fix",
    "--select",
    "F401,I001",
    "--config",
    'lint.isort.known-first-party=["kalshi_runtime"]',
    "--config",
    "lint.isort.split-on-trailing-comma=false",
)


def format_folder(folder: Path) -> None:
    """Drops unused imports, sorts the others and formats every Python file below a folder.

    Raises:
        Refusal: A file is not Python, which is a fault of the generator.
    """
    for arguments in (_CHECK, ("format",)):
        command = [sys.executable, "-m", "ruff", *arguments, *_COMMON, "."]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            text = f"{done.stdout}{done.stderr}".strip()
            raise Refusal(
                Problem("", f"the generated files cannot be formatted: {text}", "report this to generator/")
            )
