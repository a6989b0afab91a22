"""Holding what lies generated against what its contract gives."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.check import differences
from generator.cli import main
from generator.guide import GUIDE
from generator.packages import PACKAGES
from generator.render import MARKER


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Path:
    """A copy of the contracts and of what lies generated."""
    copy = tmp_path / "checkout"
    for contract in PACKAGES:
        (copy / contract.spec).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / contract.spec, copy / contract.spec)
    (copy / GUIDE).parent.mkdir()
    shutil.copy(root / GUIDE, copy / GUIDE)
    shutil.copytree(root / "generated", copy / "generated", ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


CHANGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a byte of a module": (
        lambda root: _flip(root / "generated/kalshi_portfolio/models.py"),
        [
            "generated/kalshi_portfolio/models.py: differs from what its contract gives",
            "generated/kalshi_portfolio/models.py: changed since it was generated",
        ],
    ),
    "a byte of the surface": (
        lambda root: _flip(root / "generated/surface.txt"),
        [
            "generated/surface.txt: differs from what its contract gives",
            "generated/surface.txt: changed since it was generated",
        ],
    ),
    "a comment of the contract": (
        lambda root: (root / "openapi.yaml").write_text((root / "openapi.yaml").read_text() + "#\n"),
        ["generated/manifest.json: differs from what its contract gives"],
    ),
    "a file too few": (
        lambda root: (root / "generated/kalshi_portfolio/py.typed").unlink(),
        ["generated/kalshi_portfolio/py.typed: missing"],
    ),
    "a file too many": (
        lambda root: (root / "generated/kalshi_portfolio/extra.py").write_text("1\n"),
        ["generated/kalshi_portfolio/extra.py: no contract gives this file: delete it"],
    ),
    "a word of the guide": (
        lambda root: (root / GUIDE).write_text((root / GUIDE).read_text().replace("gone", "there")),
        ["docs/editions.md: differs from what the contracts give"],
    ),
    "no guide": (lambda root: (root / GUIDE).unlink(), ["docs/editions.md: missing"]),
    "a marked file elsewhere": (
        lambda root: (root / "elsewhere.py").write_text(f"{MARKER}\n"),
        ["elsewhere.py: has the marker of generated files, and no manifest lists it: delete it"],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_differences_after_a_change_names_the_file(checkout: Path, name: str) -> None:
    """Whatever is changed, and wherever, is told."""
    change, expected = CHANGES[name]
    change(checkout)
    assert differences(checkout) == expected


def test_differences_of_a_fresh_checkout_are_none(checkout: Path) -> None:
    """What lies generated here is what the contract gives."""
    assert differences(checkout) == []


def test_check_that_fails_names_the_command_that_mends_it(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person knows what to do next."""
    _flip(checkout / "generated/kalshi_portfolio/client.py")
    assert main(["check", "--root", str(checkout)]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "Run `make generate` and commit what it writes."
