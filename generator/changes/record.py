"""What callers saw of the last release, and whether everything that changed since is announced.

The surface of the last release is committed, so that this needs neither a network nor tags.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.changes.changelog import UNRELEASED, bullets_of, missing_from, section_of
from generator.changes.comparison import Comparison, compare
from generator.changes.reading import HEADER, read_view
from generator.changes.symbols import symbol_of
from generator.changes.verdicts import Verdict
from generator.changes.versions import Bump, bump_between
from generator.packages import Contract
from generator.problems import Problem, Refusal

__all__ = ["CHANGELOG", "compare_with_release", "record", "record_path", "unannounced"]

CHANGELOG: Final = Path("CHANGELOG.md")
_FOLDER: Final = Path("releases")


def record_path(contract: Contract) -> Path:
    """Names the file, below the repository's root, that holds the surface of the last release."""
    return _FOLDER / f"{contract.package}.txt"


def compare_with_release(root: Path, contract: Contract, spec: Path | None = None) -> Comparison:
    """Compares the last release with a contract.

    Args:
        root: The repository's root.
        contract: Which contract of the repository.
        spec: The contract's text, if it is not the repository's.

    Raises:
        Refusal: Nothing is recorded, or one of the two cannot be read.
    """
    path = root / record_path(contract)
    if not path.exists():
        what = f"{record_path(contract)} is missing, so nothing tells what callers of the last release saw"
        raise Refusal(Problem("", what, "write it with `python -m generator record` and commit it"))
    released, _ = read_view(path, contract.package)
    present, _ = read_view(spec or root / contract.spec, contract.package)
    return compare(released, present)


def unannounced(root: Path, contract: Contract) -> list[str]:
    """Lists what changed for callers since the last release and is announced neither by words nor by number.

    Args:
        root: The repository's root.
        contract: Which contract of the repository.

    Returns:
        One line for each change that the changelog leaves out, and one if the contract's version is too low.

    Raises:
        Refusal: Nothing is recorded, or the contract cannot be read.
    """
    comparison = compare_with_release(root, contract)
    return [*_unwritten(root, contract, comparison), *_unnumbered(contract, comparison)]


def _unwritten(root: Path, contract: Contract, comparison: Comparison) -> Iterator[str]:
    path = root / CHANGELOG
    bullets = bullets_of(path.read_text(encoding="utf-8") if path.exists() else "", UNRELEASED)
    for change in missing_from(bullets, comparison, contract.package):
        view = comparison.old if change.old else comparison.new
        symbol = symbol_of(change.line, view, contract.package)
        saying = "" if change.verdict is Verdict.ADDS else " and that it breaks"
        rules = ", ".join(finding.rule.name for finding in change.findings)
        place = f"[{UNRELEASED}], {section_of(change)}"
        yield f"{CHANGELOG}: nothing under {place}, names `{symbol}`{saying} ({rules})"


def _unnumbered(contract: Contract, comparison: Comparison) -> Iterator[str]:
    released, present = comparison.old.version, comparison.new.version
    raised = bump_between(released, present)
    if comparison.bump is not Bump.NONE and (raised is None or raised < comparison.bump):
        least = comparison.raised_version or "a version of three numbers"
        yield f"{contract.spec}: info.version is {present}; what changed since {released} asks for {least}"


def record(root: Path, contract: Contract) -> Path:
    """Writes down what callers see now, as that of a release.

    Args:
        root: The repository's root.
        contract: Which contract of the repository.

    Returns:
        The file that was written.

    Raises:
        Refusal: Something that changed since the last release is not announced.
    """
    path = root / record_path(contract)
    if path.exists() and (problems := unannounced(root, contract)):
        raise Refusal(Problem("", problem, "announce it before it is released") for problem in problems)
    view, _ = read_view(root / contract.spec, contract.package)
    header = HEADER.format(package=contract.package, version=view.version)
    path.parent.mkdir(exist_ok=True)
    lines = sorted(str(line) for line in view.lines.values())
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8", newline="\n")
    return path
