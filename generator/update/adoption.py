"""Puts what passed into the work tree, all of it or nothing."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from generator.output import swap_in
from generator.packages import Contract
from generator.pipeline import Generated
from generator.problems import Problem, Refusal

__all__ = ["adopt"]


def adopt(root: Path, packages: Sequence[tuple[Contract, Generated]], texts: dict[Path, str]) -> None:
    """Writes the new contract, what is generated from all contracts, and what goes with it.

    Args:
        root: The repository's root.
        packages: The packages, and the contracts that they are of.
        texts: Other files by their path below the root, the contract's among them.

    Raises:
        Refusal: Something cannot be written; everything is as it was then.
    """
    touched = [*texts, *dict.fromkeys(contract.out for contract, _ in packages)]
    with tempfile.TemporaryDirectory(prefix="update-") as folder:
        before = Path(folder)
        for path in touched:
            _copy(root / path, before / path)
        try:
            for path, text in texts.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8", newline="\n")
            for contract, generated in packages:
                swap_in(generated, root / contract.out)
        except BaseException as error:
            for path in touched:
                _remove(root / path)
                _copy(before / path, root / path)
            if isinstance(error, OSError):
                what = f"{error.filename} cannot be written: {error.strerror}"
                raise Refusal(Problem("", what, "make it writable and run again")) from error
            raise


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif source.exists():
        shutil.copy2(source, target)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
