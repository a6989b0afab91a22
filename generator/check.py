"""Holds what lies generated in the repository against what its contracts give."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from generator.guide import GUIDE, write_guide_of
from generator.manifest import digest, read_manifest
from generator.output import lay_out
from generator.packages import PACKAGES, Contract
from generator.pipeline import generate
from generator.render import MARKER

__all__ = ["differences"]

_SKIPPED: Final = frozenset({"__pycache__", "build", "dist", "node_modules"})
_WITHOUT_MARKER: Final = (".json", ".typed")


def differences(root: Path, table: Sequence[Contract] = PACKAGES) -> list[str]:
    """Lists what is not as it should be.

    Args:
        root: The repository's root.
        table: Which contracts become which packages.

    Returns:
        One line for each file that differs, is missing, is there without being generated, or has the marker
        of generated files without being listed in a manifest; and for the guide, if it tells something else.

    Raises:
        Refusal: A contract cannot be generated.
    """
    return [*_differing(root, table), *_check_guide(root, table), *_audit_markers(root)]


def _differing(root: Path, table: Sequence[Contract]) -> Iterator[str]:
    for out in dict.fromkeys(contract.out for contract in table):
        expected: dict[str, bytes] = {}
        for contract in table:
            if contract.out == out:
                generated = generate(
                    root / contract.spec, contract.package, strict=contract.strict, table=table, root=root
                )
                expected |= lay_out(generated, root / out)
        present = {path.relative_to(root / out).as_posix(): path for path in _files(root / out)}
        for name in sorted(expected.keys() | present.keys()):
            if name not in present:
                yield f"{out / name}: missing"
            elif name not in expected:
                yield f"{out / name}: no contract gives this file: delete it"
            elif present[name].read_bytes() != expected[name]:
                yield f"{out / name}: differs from what its contract gives"


def _check_guide(root: Path, table: Sequence[Contract]) -> Iterator[str]:
    path = root / GUIDE
    if not path.exists():
        yield f"{GUIDE}: missing"
    elif path.read_text(encoding="utf-8") != write_guide_of(root, table):
        yield f"{GUIDE}: differs from what the contracts give"


def _audit_markers(root: Path) -> Iterator[str]:
    """Checks both ways: what is listed has its marker and its bytes, and what has the marker is listed."""
    files = list(_files(root))
    listed: set[Path] = set()
    for path in files:
        if path.name.endswith("manifest.json") and (manifest := read_manifest(path)) is not None:
            listed |= {path.parent / name for name in manifest.files}
            for name, known in manifest.files.items():
                written = path.parent / name
                if written.exists() and digest(written.read_bytes()) != known:
                    yield f"{written.relative_to(root)}: changed since it was generated"
    for path in files:
        marked = _has_marker(path)
        if marked and path not in listed:
            stray = path.relative_to(root)
            yield f"{stray}: has the marker of generated files, and no manifest lists it: delete it"
        elif path in listed and not marked and path.suffix not in _WITHOUT_MARKER and path.name != "py.typed":
            yield f"{path.relative_to(root)}: generated, and the first line does not say so"


def _has_marker(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MARKER)) == MARKER.encode()


def _files(folder: Path) -> Iterator[Path]:
    """Walks through the files below a folder, leaving out hidden folders and what tools leave behind."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(names):
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink() and path.suffix != ".pyc":
                yield path
