"""Puts what passed into the work tree, all of it or nothing."""

from pathlib import Path

from generator.output import swap_in
from generator.packages import Contract
from generator.pipeline import Generated
from generator.problems import Problem, Refusal

__all__ = ["adopt"]


def adopt(root: Path, contract: Contract, generated: Generated, texts: dict[Path, str]) -> None:
    """Writes the new contract, what is generated from it, and what goes with it.

    Args:
        root: The repository's root.
        contract: Which contract of the repository.
        generated: The package that the new contract gives.
        texts: Other files by their path below the root, the contract's among them.

    Raises:
        Refusal: Something cannot be written; everything is as it was then.
    """
    before = {path: (root / path).read_bytes() if (root / path).exists() else None for path in texts}
    try:
        for path, text in texts.items():
            aside = (root / path).with_name(f".{path.name}.new")
            aside.write_text(text, encoding="utf-8", newline="\n")
            aside.replace(root / path)
        swap_in(generated, root / contract.out)
    except BaseException as error:
        for path, content in before.items():
            (root / path).with_name(f".{path.name}.new").unlink(missing_ok=True)
            if content is None:
                (root / path).unlink(missing_ok=True)
            else:
                (root / path).write_bytes(content)
        if isinstance(error, OSError):
            what = f"{error.filename} cannot be written: {error.strerror}"
            raise Refusal(Problem("", what, "make it writable and run again")) from error
        raise
