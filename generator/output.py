"""Puts a finished package into its place, and leaves everything else alone."""

import shutil
import tempfile
from pathlib import Path

from generator.manifest import Manifest, digest, find_manifest, read_manifest
from generator.pipeline import Generated
from generator.problems import Problem, Refusal

__all__ = ["lay_out", "swap_in"]

_LEFT_BY_PYTHON = "__pycache__"


def lay_out(generated: Generated, out: Path) -> dict[str, bytes]:
    """Tells every file that belongs into an output folder for a package.

    Args:
        generated: The package.
        out: The output folder, which is only looked at.

    Returns:
        Content of each file by its path below the output folder, the manifest last.
    """
    name = generated.package.name
    manifest_path = find_manifest(out, name)
    surface_name = manifest_path.name.replace("manifest.json", "surface.txt")
    files = {f"{name}/{path}": content for path, content in generated.files.items()}
    files[surface_name] = generated.surface.encode()
    manifest = Manifest(
        package=name,
        contract=f"{generated.package.title} {generated.package.version}".strip(),
        contract_digest=generated.contract_digest,
        files={path: digest(content) for path, content in files.items()},
    )
    return {**files, manifest_path.name: manifest.to_text().encode()}


def swap_in(generated: Generated, out: Path) -> None:
    """Replaces the package in an output folder, its surface and its manifest, and nothing else.

    Everything is written aside first. If anything fails, what was there before is there again.

    Args:
        generated: The package.
        out: The output folder; made if it is not there.

    Raises:
        Refusal: The folder holds something that this generator did not write, or cannot be written.
    """
    name = generated.package.name
    try:
        out.mkdir(parents=True, exist_ok=True)
        files = lay_out(generated, out)
        _refuse_foreign(out, name, files)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=out) as folder:
            aside, before = Path(folder, "new"), Path(folder, "before")
            for path, content in files.items():
                target = aside / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            before.mkdir()
            _exchange(aside, out, before, [name, *(path for path in files if "/" not in path)])
    except OSError as error:
        what = f"{error.filename or out} cannot be written: {error.strerror or error}"
        raise Refusal(Problem("", what, "name a folder that can be, with OUT=")) from error


def _exchange(new: Path, out: Path, before: Path, names: list[str]) -> None:
    """Moves each new entry into place and the old one out of the way; all of them, or none."""
    done: list[str] = []
    try:
        for name in names:
            done.append(name)
            if (out / name).exists():
                (out / name).rename(before / name)
            (new / name).rename(out / name)
    except BaseException:
        for name in reversed(done):
            if (before / name).exists():
                if (out / name).is_dir():
                    shutil.rmtree(out / name)
                (before / name).replace(out / name)
            elif not (new / name).exists() and (out / name).exists():
                (out / name).replace(new / name)
        raise


def _refuse_foreign(out: Path, name: str, files: dict[str, bytes]) -> None:
    """Refuses to delete or overwrite a file that no manifest of ours lists."""
    folder = out / name
    manifest = read_manifest(find_manifest(out, name))
    ours = set(manifest.files) if manifest is not None and manifest.package == name else set()
    present = [path for path in folder.rglob("*") if not path.is_dir() and _LEFT_BY_PYTHON not in path.parts]
    present += [out / path for path in files if "/" not in path and (out / path).exists()]
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refusal(
            Problem("", f"{folder} is no folder", "move it away, or choose another name with PACKAGE=")
        )
    manifest_name = find_manifest(out, name).name
    foreign = sorted(
        str(path) for path in present if str(path.relative_to(out).as_posix()) not in {*ours, manifest_name}
    )
    if foreign:
        what = f"{', '.join(foreign[:3])} was not written by this generator and would be lost"
        raise Refusal(Problem("", what, "move it away, or choose another place with OUT= and PACKAGE="))
