"""The built wheel and an environment with nothing else in it, made once for all who test."""

import fcntl
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

EXTRAS = "cli,mock,png"


def make_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Has the first of several processes fill a folder, while the others wait for it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            make(unfinished)
            unfinished.rename(folder)
    return folder


def build_wheel(root: Path, folder: Path) -> Path:
    """The wheel, built from the source distribution so that the latter is known to be whole."""

    def build(made: Path) -> None:
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), str(root)]
        subprocess.run(command, check=True, capture_output=True)

    (built,) = make_once(folder / "dist", build).glob("*.whl")
    return built


def make_installation(root: Path, wheel: Path, folder: Path) -> Path:
    """An environment with the wheel and its extras, as `pip install` makes it; its folder of programs."""

    def install(made: Path) -> None:
        made.mkdir(parents=True)
        # An environment knows its own place, and cannot be moved.
        place = folder / "venv"
        venv.create(place, with_pip=True, symlinks=True)
        pip(root, place / "bin", f"{wheel}[{EXTRAS}]")

    make_once(folder / "installed", install)
    return folder / "venv" / "bin"


def pip(root: Path, programs: Path, *requirements: str) -> None:
    """Installs from the wheels that were fetched at setup, without a network."""
    command = [str(programs / "pip"), "install", "-qq", *requirements]
    subprocess.run(command, check=True, capture_output=True, env=make_offline_environment(root, programs))


def make_offline_environment(root: Path, programs: Path) -> dict[str, str]:
    """The environment of somebody who has these programs first, and no package index."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KALSHI_", "PIP_", "PYTEST_", "PYTHON", "COVERAGE_", "VIRTUAL_ENV"))
    }
    return kept | {
        "PATH": f"{programs}{os.pathsep}{kept['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(root / ".venv" / "wheels"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
