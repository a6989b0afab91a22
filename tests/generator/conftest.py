"""What the generator's tests share: small contracts, and packages generated from them."""

import copy
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from generator.output import swap_in
from generator.pipeline import generate

Json = dict[str, Any]

_TINY: Json = {
    "openapi": "3.0.3",
    "info": {"title": "Tiny", "version": "1.0.0"},
    "servers": [{"url": "https://api.example.com/v1"}],
    "paths": {
        "/things": {
            "get": {
                "operationId": "GetThings",
                "responses": {
                    "200": {
                        "description": "Things.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Things"}}},
                    },
                    "400": {"description": "No."},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Things": {
                "type": "object",
                "required": ["things"],
                "properties": {
                    "things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "cursor": {"type": "string"},
                },
            },
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "kind": {"$ref": "#/components/schemas/Kind"}},
            },
            "Kind": {"type": "string", "enum": ["small", "large"]},
        }
    },
}


@pytest.fixture
def tiny() -> Json:
    """A contract with one operation and three schemas, to be changed at will."""
    return copy.deepcopy(_TINY)


@pytest.fixture
def operation(tiny: Json) -> Json:
    """The one operation of `tiny`."""
    found: Json = tiny["paths"]["/things"]["get"]
    return found


@pytest.fixture
def schemas(tiny: Json) -> Json:
    """The schemas of `tiny`."""
    found: Json = tiny["components"]["schemas"]
    return found


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Json | str], Path]:
    """Writes a contract into a file."""

    def write_contract(document: Json | str) -> Path:
        path = tmp_path / "contract.yaml"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return write_contract


@pytest.fixture
def make_package(
    tmp_path: Path, write: Callable[[Json | str], Path], request: pytest.FixtureRequest
) -> Iterator[Callable[[Json], ModuleType]]:
    """Generates a package from a contract and imports it."""
    made: list[str] = []
    out = tmp_path / "out"

    def make(document: Json) -> ModuleType:
        name = f"made_{abs(hash(request.node.nodeid)):x}_{len(made)}"
        made.append(name)
        swap_in(generate(write(document), name), out)
        return importlib.import_module(name)

    sys.path.insert(0, str(out))
    yield make
    sys.path.remove(str(out))
    for module in [module for module in sys.modules if module.partition(".")[0] in made]:
        del sys.modules[module]
