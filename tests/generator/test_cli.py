"""The command line, as `make` calls it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main

Json = dict[str, Any]

_HIDES = "would hide what the package itself imports by that name; give PACKAGE= another name"


def _generate(spec: Path, out: Path, *more: str) -> int:
    return main(["generate", "--spec", str(spec), "--out", str(out), "--package", "tiny", *more])


def test_generate_tells_what_came_out(
    tiny: Json, write: Callable[[Json], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Operations and schemas are counted."""
    assert _generate(write(tiny), tmp_path / "out") == 0
    assert capsys.readouterr().out == (
        f"Tiny 1.0.0 has 1 operations and 3 schemas; {tmp_path}/out/tiny has 1 operations and 3 schemas\n"
    )


def test_generate_of_a_faulty_contract_writes_nothing(
    tiny: Json,
    operation: Json,
    write: Callable[[Json], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The old package stays, the refusal goes to standard error, and the status is 1."""
    out = tmp_path / "out"
    _generate(write(tiny), out)
    before = {path: path.read_bytes() for path in out.rglob("*.py")}
    operation.pop("operationId")
    assert _generate(write(tiny), out) == 1
    assert {path: path.read_bytes() for path in out.rglob("*.py")} == before
    assert capsys.readouterr().err == (
        "refused: #/paths/~1things/get: the operation has no operationId; give it one of its own\n"
    )


@pytest.mark.parametrize(
    ("arguments", "status"), [(["--help"], 0), ([], 2), (["make"], 2), (["generate", "--spec"], 2)]
)
def test_main_with_wrong_arguments_tells_usage(arguments: list[str], status: int) -> None:
    """Misuse has a status of its own."""
    assert main(arguments) == status


@pytest.mark.parametrize("option", ["--spec", "--out"])
def test_path_that_is_empty_is_refused(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which would be the current folder, whatever is in it."""
    monkeypatch.chdir(tmp_path)
    assert main(["generate", option, ""]) == 2
    assert f"argument {option}: it is empty; name a path, or leave it out" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("a/b", "'a/b' is no name of a package; give PACKAGE= an identifier of ASCII letters"),
        ("", "'' is no name of a package; give PACKAGE= an identifier of ASCII letters"),
        ("class", "'class' is no name of a package; give PACKAGE= an identifier of ASCII letters"),
        (
            "json",
            f"'json' {_HIDES}",
        ),
        (
            "kalshi_runtime",
            f"'kalshi_runtime' {_HIDES}",
        ),
    ],
)
def test_generate_with_a_package_that_cannot_be_imported_is_refused(
    tiny: Json,
    write: Callable[[Json], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    refusal: str,
) -> None:
    """It is not written."""
    out = tmp_path / "out"
    assert main(["generate", "--spec", str(write(tiny)), "--out", str(out), "--package", name]) == 1
    assert capsys.readouterr().err == f"refused: {refusal}\n"
    assert not out.exists()


def test_generate_under_any_hash_seed_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """Nothing depends on the order of a set, on the folder, or on what ran before."""
    trees = []
    for seed in ("0", "1", "4242"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "generator", "generate", "--spec", str(root / "openapi.yaml")]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [*command, "--out", str(out), "--package", "same"], cwd=root, env=environment, check=True
        )
        trees.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert trees[0] == trees[1] == trees[2]
