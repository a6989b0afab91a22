"""Whole specifications, and the packages that become of them."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

from generator.document import load
from generator.output import swap_in
from generator.pipeline import Generated, generate

SPECS = Path(__file__).parent.parent / "specs"
OURS = ("everything", "modern")
REAL = ("kalshi-3.3.0", "kalshi-3.13.0")


@attrs.frozen
class Whole:
    """A specification and its package.

    Attributes:
        document: The specification as it was loaded.
        out: The folder that the package lies in.
    """

    name: str
    path: Path
    document: dict[str, Any]
    generated: Generated
    package: ModuleType
    out: Path

    def import_module(self, name: str) -> ModuleType:
        """Imports a module of the package."""
        return importlib.import_module(f"{self.package.__name__}.{name}")


@pytest.fixture(scope="session")
def make_whole(
    tmp_path_factory: pytest.TempPathFactory, reference: Callable[[str], Path]
) -> Iterator[Callable[[str], Whole]]:
    """Generates the package of a specification, once; skips where a real one is not beside the checkout."""
    out = tmp_path_factory.mktemp("whole")
    sys.path.insert(0, str(out))
    made: dict[str, Whole] = {}

    def make(name: str) -> Whole:
        if name not in made:
            path = SPECS / f"{name}.yaml" if name in OURS else reference(f"upstream/specs/{name}.yaml")
            package_name = f"whole_{name.replace('-', '_').replace('.', '_')}"
            generated = generate(path, package_name)
            swap_in(generated, out)
            importlib.invalidate_caches()
            package = importlib.import_module(package_name)
            made[name] = Whole(name, path, load(path)[0], generated, package, out)
        return made[name]

    yield make
    sys.path.remove(str(out))


@pytest.fixture(params=[*OURS, *REAL])
def whole(make_whole: Callable[[str], Whole], request: pytest.FixtureRequest) -> Whole:
    """Each specification in turn: ours with every construct, and the real ones."""
    return make_whole(request.param)
