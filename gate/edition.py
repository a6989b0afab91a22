"""The editions that the gate can hold a server to: their contracts, and the clients made of them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from gate.contract import Contract
from gate.findings import Skip
from generator.packages import PACKAGES, ROOT
from generator.packages import Contract as Package
from kalshi_runtime import Operation


class EditionError(ValueError):
    """There is no such edition, or its contract cannot be read."""


@dataclass(frozen=True)
class Edition:
    """A contract, and the package that belongs to it.

    Attributes:
        contract: The contract as the gate reads it.
        spec: The file that it was read from.
        package: What the generator makes of it; None if it is in no table.
    """

    contract: Contract
    spec: Path
    package: Package | None

    @classmethod
    def of_package(cls, package: Package) -> Edition:
        """The edition that a package was generated for."""
        return cls(_load(ROOT / package.spec), ROOT / package.spec, package)

    @classmethod
    def of_spec(cls, spec: Path) -> Edition:
        """Another file with a contract, with the package of the same edition if there is one.

        Raises:
            EditionError: The file cannot be read.
        """
        contract = _load(spec)
        same = (each.package for each in all_editions() if each.name == contract.edition)
        return cls(contract, spec, next(same, None))

    @property
    def name(self) -> str:
        """The month of the API that the contract describes."""
        return self.contract.edition

    @property
    def generated(self) -> Package:
        """What the generator makes of the contract.

        Raises:
            Skip: It is in no table.
        """
        if self.package is None:
            raise Skip(f"no package is generated for the edition {self.name}")
        return self.package

    @cached_property
    def client(self) -> Any:
        """The generated package, with its clients, its configuration and its errors."""
        return importlib.import_module(self.generated.package)

    @cached_property
    def methods(self) -> Mapping[str, str]:
        """The names of the client's methods by operationId."""
        declared = vars(importlib.import_module(f"{self.generated.package}.operations"))
        return {each.id: name.lower() for name, each in declared.items() if isinstance(each, Operation)}


@cache
def all_editions() -> tuple[Edition, ...]:
    """Every edition of the table of packages, in its order, read once."""
    return tuple(Edition.of_package(package) for package in PACKAGES)


def find_edition(name: str) -> Edition:
    """Finds an edition by its month.

    Raises:
        EditionError: There is none of that name.
    """
    known = {edition.name: edition for edition in all_editions()}
    if name not in known:
        raise EditionError(f"EDITION must be one of {', '.join(known)}, not {name!r}")
    return known[name]


def _load(spec: Path) -> Contract:
    try:
        contract = Contract.load(spec)
    except (OSError, ValueError, YAMLError) as error:
        text = " ".join(str(error).split())[:300]
        raise EditionError(f"the contract cannot be read from {spec}: {text}") from None
    if not isinstance(contract.document, dict) or not {"info", "paths"} <= contract.document.keys():
        raise EditionError(f"{spec} is no OpenAPI document")
    return contract
