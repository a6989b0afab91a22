"""What every room's tests share: the contract, and where reference material may lie."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from ruamel.yaml import YAML

from kalshi_runtime import _drift

# Hypothesis would fail an example for taking 0.2 s, which tells of the machine and not of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # as in a shell's background jobs, whose programs inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> _drift.DriftWatch:
    """Makes each test a process of its own, as far as drift goes: the first look is always due."""
    watch = _drift.DriftWatch()
    monkeypatch.setattr(_drift, "WATCH", watch)
    return watch


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The contract, `openapi.yaml`, as plain data read by the rules of YAML 1.2; not to be changed."""
    loader = YAML(typ="safe", pure=True)
    document: dict[str, Any] = loader.load(ROOT / "openapi.yaml")
    return document


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Path]:
    """Finds a file of the reference material that may lie beside the checkout, or skips the test."""

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / name
        if not path.exists():
            pytest.skip(f"the reference material is not beside this checkout: no ../shared/{name}")
        return path

    return find
