"""Swapping a finished package into place."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.output import swap_in
from generator.pipeline import Generated, generate
from generator.problems import Refusal

Json = dict[str, Any]


@pytest.fixture
def generated(tiny: Json, write: Callable[[Json], Path]) -> Generated:
    """The package of `tiny`."""
    return generate(write(tiny), "tiny")


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_swap_in_writes_package_surface_and_manifest(generated: Generated, tmp_path: Path) -> None:
    """Nothing else appears, nothing hidden stays behind, and others may read it as usual."""
    out = tmp_path / "deep" / "out"
    swap_in(generated, out)
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "surface.txt", "tiny"]
    assert {path.name for path in (out / "tiny").iterdir()} == set(generated.files)
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((out / "tiny").stat().st_mode) == 0o777 & ~umask


def test_swap_in_again_replaces_the_package_and_nothing_else(generated: Generated, tmp_path: Path) -> None:
    """Files of before that are no longer generated are gone, others beside the package stay."""
    out = tmp_path / "out"
    swap_in(generated, out)
    expected = _tree(out)
    (out / "tiny" / "__pycache__").mkdir()
    (out / "tiny" / "__pycache__" / "x.pyc").write_bytes(b"")
    (out / "tiny" / "models.py").write_text("changed by hand")
    (out / "mine.txt").write_text("mine")
    swap_in(generated, out)
    assert _tree(out) == expected | {"mine.txt": b"mine"}


def test_swap_in_over_a_file_of_someone_else_is_refused(generated: Generated, tmp_path: Path) -> None:
    """A folder that another hand made is not replaced."""
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "work.py").write_text("precious")
    with pytest.raises(Refusal) as caught:
        swap_in(generated, tmp_path)
    assert str(caught.value) == (
        f"refused: {tmp_path}/tiny/work.py was not written by this generator and would be lost; "
        "move it away, or choose another place with OUT= and PACKAGE="
    )
    assert (tmp_path / "tiny" / "work.py").read_text() == "precious"


def test_swap_in_over_a_file_added_to_the_package_is_refused(generated: Generated, tmp_path: Path) -> None:
    """Nor is a file deleted that somebody put into a generated package."""
    swap_in(generated, tmp_path)
    (tmp_path / "tiny" / "work.py").write_text("precious")
    with pytest.raises(Refusal, match=r"work\.py was not written by this generator"):
        swap_in(generated, tmp_path)


def test_swap_in_beside_a_manifest_of_someone_else_is_refused(generated: Generated, tmp_path: Path) -> None:
    """A `manifest.json` of another program is not overwritten."""
    (tmp_path / "manifest.json").write_text('{"files": {}}')
    with pytest.raises(Refusal, match=r"manifest\.json is no manifest of this generator"):
        swap_in(generated, tmp_path)


def test_swap_in_of_a_second_package_leaves_the_first_alone(
    tiny: Json, write: Callable[[Json], Path], generated: Generated, tmp_path: Path
) -> None:
    """Each keeps a surface and a manifest of its own, and can be replaced by itself."""
    out = tmp_path / "out"
    swap_in(generated, out)
    before = _tree(out)
    other = generate(write(tiny), "other")
    for _ in range(2):
        swap_in(other, out)
        after = _tree(out)
        assert {name: after[name] for name in before} == before
    assert {"other.manifest.json", "other.surface.txt"} <= set(after)
    swap_in(generated, out)
    assert _tree(out) == after


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4, 5, 6])
def test_swap_in_that_fails_half_way_leaves_what_was_there(
    generated: Generated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    """A full disk in the midst of the exchange loses nothing."""
    swap_in(generated, tmp_path)
    (tmp_path / "tiny" / "models.py").write_text("old")
    before = _tree(tmp_path)
    rename, calls = Path.rename, 0

    def rename_until(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise OSError(28, "No space left on device", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_until)
    with pytest.raises(Refusal, match="No space left on device"):
        swap_in(generated, tmp_path)
    assert _tree(tmp_path) == before


def test_swap_in_that_fails_the_first_time_leaves_nothing(
    generated: Generated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing was, nothing is."""
    rename = Path.rename

    def rename_but_surface(self: Path, target: Path) -> Path:
        if target.name == "surface.txt":
            raise OSError(28, "No space left on device", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_but_surface)
    with pytest.raises(Refusal):
        swap_in(generated, tmp_path / "out")
    assert _tree(tmp_path / "out") == {}


def test_swap_in_where_a_file_stands_is_refused(generated: Generated, tmp_path: Path) -> None:
    """A file in the folder's place is no traceback."""
    (tmp_path / "out").write_text("")
    with pytest.raises(Refusal) as caught:
        swap_in(generated, tmp_path / "out")
    assert str(caught.value) == (
        f"refused: {tmp_path}/out cannot be written: File exists; name a folder that can be, with OUT="
    )
