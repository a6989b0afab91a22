"""From a contract to the files of a package, without touching the output folder."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from generator.build import build
from generator.document import Json, load, mapping, operations
from generator.formatting import format_folder
from generator.ir import Package
from generator.lint import lint
from generator.normalise import normalise
from generator.packages import PACKAGES, ROOT, Contract
from generator.parse import parse
from generator.problems import Notice, Problem, Refusal
from generator.render import render
from generator.siblings import declare_siblings
from generator.surface import write_surface

__all__ = ["Generated", "generate", "read_package", "represent"]


@attrs.frozen(kw_only=True)
class Generated:
    """A finished package, still in memory.

    Attributes:
        package: What was generated.
        contract_digest: SHA-256 of the contract's file.
        files: Content of each file by its path below the package's folder.
        surface: Text of the surface.
        notices: What was mended in the contract, and what was inferred from it.
    """

    package: Package
    contract_digest: str
    files: dict[str, bytes]
    surface: str
    notices: list[Notice]


def represent(document: Json, name: str, *, strict: bool = False) -> tuple[Package, list[Notice]]:
    """Makes the intermediate representation of a document.

    Args:
        document: The contract as it was loaded.
        name: Import name of the package.
        strict: Refuse what would be repaired.

    Returns:
        The representation, and what was repaired and inferred on the way.

    Raises:
        Refusal: The document cannot be represented.
    """
    lint(document)
    normalised, notices = normalise(document, strict=strict)
    package = build(normalised, parse(normalised), name)
    _refuse_losses(document, package)
    return package, notices


def _refuse_losses(document: Json, package: Package) -> None:
    """Counts: what goes in comes out, or nothing is written."""
    schemas = set(mapping(mapping(document.get("components")).get("schemas")))
    declared = {each.schema for each in package.declarations if each.inline_at is None}
    ids = {operation["operationId"] for _, _, _, operation in operations(document)}
    methods = {operation.id for operation in package.operations}
    for what, given, made in (("operations", ids, methods), ("schemas", schemas, declared)):
        if given != made:
            told = f"{len(given)} {what} went in and {len(made)} came out: {', '.join(sorted(given ^ made))}"
            raise Refusal(Problem("", told, "report this to generator/"))


def read_package(contract: Contract, root: Path = ROOT) -> Package:
    """Makes the intermediate representation of a contract of the repository.

    Args:
        contract: The contract.
        root: The repository's root.

    Raises:
        Refusal: The contract cannot be read or represented.
    """
    document, _ = load(root / contract.spec)
    package, _ = represent(document, contract.package, strict=contract.strict)
    return package


def generate(
    contract: Path,
    name: str,
    *,
    strict: bool = False,
    table: Sequence[Contract] = PACKAGES,
    root: Path = ROOT,
) -> Generated:
    """Generates a package from a contract.

    Args:
        contract: The contract's file.
        name: Import name of the package.
        strict: Refuse what would be repaired.
        table: The packages that lie side by side. One that is among them by name also learns what tells it
            from the others, whose contracts are read for that.
        root: The folder that the paths of the table begin at.

    Raises:
        Refusal: A contract cannot be read or represented.
    """
    document, contract_digest = load(contract)
    package, notices = represent(document, name, strict=strict)
    package = declare_siblings(package, _beside(name, table, root))
    with tempfile.TemporaryDirectory(prefix="generate-") as name_of_folder:
        folder = Path(name_of_folder)
        for path, text in render(package).items():
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
        format_folder(folder)
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    return Generated(
        package=package,
        contract_digest=contract_digest,
        files=files,
        surface=write_surface(package),
        notices=notices,
    )


def _beside(name: str, table: Sequence[Contract], root: Path) -> Iterator[Package]:
    """Represents the packages beside one of the table; none for a package that is not in it."""
    if all(contract.package != name for contract in table):
        return
    for contract in table:
        if contract.package != name:
            try:
                yield read_package(contract, root)
            except Refusal as refusal:
                what = f"{contract.spec}, whose package lies beside {name}, is {refusal}"
                raise Refusal(Problem("", what, "mend that contract first")) from refusal
