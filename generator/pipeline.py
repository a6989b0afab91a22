"""From a contract to the files of a package, without touching the output folder."""

import tempfile
from pathlib import Path

import attrs

from generator.build import build
from generator.document import Json, load
from generator.formatting import format_folder
from generator.ir import Package
from generator.lint import lint
from generator.normalise import normalise
from generator.parse import parse
from generator.problems import Repair
from generator.render import render
from generator.surface import write_surface

__all__ = ["Generated", "generate", "represent"]


@attrs.frozen(kw_only=True)
class Generated:
    """A finished package, still in memory.

    Attributes:
        package: What was generated.
        contract_digest: SHA-256 of the contract's file.
        files: Content of each file by its path below the package's folder.
        surface: Text of the surface.
        repairs: Faults of the contract that were mended on the way.
    """

    package: Package
    contract_digest: str
    files: dict[str, bytes]
    surface: str
    repairs: list[Repair]


def represent(document: Json, name: str, *, strict: bool = False) -> tuple[Package, list[Repair]]:
    """Makes the intermediate representation of a document.

    Args:
        document: The contract as it was loaded.
        name: Import name of the package.
        strict: Refuse what would be repaired.

    Returns:
        The representation, and what was repaired on the way.

    Raises:
        Refusal: The document cannot be represented.
    """
    lint(document)
    normalised, repairs = normalise(document, strict=strict)
    return build(normalised, parse(normalised), name), repairs


def generate(contract: Path, name: str, *, strict: bool = False) -> Generated:
    """Generates a package from a contract.

    Args:
        contract: The contract's file.
        name: Import name of the package.
        strict: Refuse what would be repaired.

    Raises:
        Refusal: The contract cannot be read or represented.
    """
    document, contract_digest = load(contract)
    package, repairs = represent(document, name, strict=strict)
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
        repairs=repairs,
    )
