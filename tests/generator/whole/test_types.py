"""The packages of whole specifications as type checkers, decoders and the clock see them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.document import load
from generator.pipeline import generate
from kalshi_runtime._decoders import make_decoder

from ...stopwatch import measure
from .conftest import OURS, REAL, Whole


def test_every_type_builds_a_decoder(whole: Whole) -> None:
    """Msgspec takes whatever was declared, and every operation's answer and body."""
    models, operations = whole.package.models, whole.import_module("operations")
    for name in models.__all__:
        make_decoder(getattr(models, name))
    for name in operations.__all__:
        operation = getattr(operations, name)
        for type_ in (operation.result, operation.body):
            if type_ is not None:
                make_decoder(type_)


def test_everything_that_goes_in_comes_out(whole: Whole) -> None:
    """As many operations and named schemas, each under its own name."""
    package, document = whole.generated.package, whole.document
    declared = {each.schema for each in package.declarations if each.inline_at is None}
    assert declared == set(document["components"]["schemas"])
    assert len(whole.import_module("operations").__all__) == len(package.operations)
    facade = vars(whole.package.KalshiClient)
    assert {operation.method for operation in package.operations} <= set(facade)


def test_same_specification_gives_the_same_bytes(whole: Whole) -> None:
    """Whatever was generated before it."""
    assert whole.generated.files == generate(whole.path, whole.package.__name__).files


@pytest.mark.parametrize("checker", ["mypy", "basedpyright"])
def test_type_checker_finds_nothing(
    make_whole: Callable[[str], Whole], root: Path, checker: str, tmp_path: Path
) -> None:
    """Not even by the strictest rules, in our specifications nor in the real ones that are there."""
    beside = root.parent / "shared/upstream/specs"
    wholes = [
        make_whole(name) for name in (*OURS, *REAL) if name in OURS or (beside / f"{name}.yaml").exists()
    ]
    packages = [str(whole.out / whole.package.__name__) for whole in wholes]
    rooms = [str(root / "runtime"), str(root / "auth_plugin")]
    if checker == "mypy":
        settings, cache = tmp_path / "mypy.ini", root / ".mypy_cache/whole"
        settings.write_text(f"[mypy]\nstrict = True\nmypy_path = {':'.join(rooms)}\n")
        command = ["mypy", "--config-file", str(settings), "--cache-dir", str(cache), *packages]
    else:
        settings = tmp_path / "pyrightconfig.json"
        strict = {"typeCheckingMode": "strict", "include": packages, "extraPaths": rooms}
        settings.write_text(json.dumps(strict))
        command = ["basedpyright", "--level", "error", "--pythonpath", sys.executable, "-p", str(settings)]
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stdout if done.returncode else "")


def test_real_specification_is_generated_in_time(reference: Callable[[str], Path]) -> None:
    """Twice the time that reading it takes, which is a second for the ninety operations."""
    path = reference(f"upstream/specs/{REAL[-1]}.yaml")
    assert measure(lambda: generate(path, "timed")) < 5 * measure(lambda: load(path))


def test_package_of_a_real_specification_is_imported_in_time(make_whole: Callable[[str], Whole]) -> None:
    """Declaring a hundred models more costs less than what the client needs anyway."""
    untraced = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}

    def measure_import(folders: list[str], package: str) -> float:
        script = (
            f"import sys, time; sys.path[:0] = {folders!r}; began = time.process_time(); import {package}"
        )
        command = [sys.executable, "-c", f"{script}; print(time.process_time() - began)"]
        runs = [
            subprocess.run(command, capture_output=True, text=True, check=True, env=untraced)
            for _ in range(3)
        ]
        return min(float(run.stdout) for run in runs)

    whole = make_whole(REAL[-1])
    assert measure_import([str(whole.out)], whole.package.__name__) < 2 * measure_import(
        [], "kalshi_portfolio"
    )
