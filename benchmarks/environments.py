"""An environment for each client, made once and kept in `.bench/`."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .clients import Client

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".bench"
CONSTRAINTS = Path(__file__).parent / "constraints.txt"
OWN_PACKAGES = ("attrs", "cryptography", "httpx", "msgspec")

CLEAN = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "KALSHI_ALLOW_UNKNOWN_HOST": "1"}
"""The variables that clients see: no proxies, no settings of Python's."""


class EnvironmentFailedError(Exception):
    """An environment could not be made; the text says why, for the table."""


class Environments:
    """Makes environments with one interpreter, so that all clients run on the same one.

    Args:
        python: The interpreter, by default the one that runs this.
    """

    def __init__(self, python: str = sys.executable) -> None:
        self.base = _ask(python, "import sys; print(getattr(sys, '_base_executable', sys.executable))")
        version = _ask(self.base, "import sys; print(*sys.version_info[:2])").split()
        self.version = (int(version[0]), int(version[1]))
        self.full_version = _ask(self.base, "import platform; print(platform.python_version())")
        self._home = HOME / f"cpython-{version[0]}.{version[1]}"
        self.notes: list[str] = []

    def make(self, client: Client) -> str:
        """Return the interpreter of a client's environment.

        Raises:
            EnvironmentFailedError: If it cannot be had on this machine.
        """
        if self.version < client.python:
            raise EnvironmentFailedError(f"needs Python {client.python[0]}.{client.python[1]}")
        if not client.packages:
            return self._own
        python = self._make(client.module, client.packages)
        if client.module == "stock":
            self._copy_tree(generate_stock(), python)
        return python

    def prepare_own(self) -> None:
        """Make the environment of our client and the floors, from the wheel that the checkout gives.

        Without a package index the development environment serves instead, if it has the same interpreter.
        """
        try:
            self._own = self._make("own", OWN_PACKAGES)
            _run(self._own, "-m", "pip", "install", "--no-deps", "--force-reinstall", str(build_wheel()))
        except EnvironmentFailedError as error:
            if self.base != getattr(sys, "_base_executable", sys.executable):
                raise
            self._own = sys.executable
            self.notes.append(f"our own client runs in the development environment: {error}")

    def _make(self, name: str, packages: Sequence[str]) -> str:
        folder = self._home / name
        python = folder / "bin" / "python"
        wanted = hashlib.sha256(json.dumps([packages, CONSTRAINTS.read_text()]).encode()).hexdigest()
        marker = folder / ".ready"
        if marker.exists() and marker.read_text() == wanted:
            return str(python)
        shutil.rmtree(folder, ignore_errors=True)
        HOME.mkdir(exist_ok=True)
        (HOME / ".gitignore").write_text("*\n")
        _run(self.base, "-m", "venv", str(folder), failure="no environment could be made")
        _run(
            str(python), "-m", "pip", "install", "--constraint", str(CONSTRAINTS), *packages,
            failure="could not be installed",
        )  # fmt: skip
        marker.write_text(wanted)
        return str(python)

    def _copy_tree(self, package: Path, python: str) -> None:
        site = Path(_ask(python, "import sysconfig; print(sysconfig.get_path('purelib'))"))
        shutil.rmtree(site / package.name, ignore_errors=True)
        shutil.copytree(package, site / package.name)
        _run(python, "-m", "compileall", "-q", str(site / package.name))


def build_wheel() -> Path:
    """Build the wheel of this checkout."""
    folder = HOME / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return next(folder.glob("*.whl"))


def generate_stock() -> Path:
    """Have openapi-python-client make its stock output of our contract."""
    folder = HOME / "generated" / "stock_client"
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    program = Path(sys.executable).with_name("openapi-python-client")
    arguments = ("--path", str(ROOT / "openapi.yaml"), "--meta", "none", "--output-path", str(folder))
    _run(str(program), "generate", *arguments)
    return folder


def _ask(python: str, code: str) -> str:
    return _run(python, "-c", code).strip()


def _run(*command: str, failure: str = "") -> str:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_QUIET": "1"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.stderr.splitlines() if line.startswith(("ERROR", "error"))]
        reason = failure or f"{' '.join(command[1:4])} failed"
        raise EnvironmentFailedError(
            f"{reason}: {lines[-1] if lines else error.stderr.strip()[-200:]}"
        ) from None
    except FileNotFoundError:
        raise EnvironmentFailedError(f"there is no {command[0]}") from None
    return done.stdout
