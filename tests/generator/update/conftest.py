"""A contract of ours, and the same API as someone else describes it."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.document import load

FOLDER = Path(__file__).parent
Document = dict[str, Any]


@pytest.fixture(scope="session")
def ours() -> str:
    """The text of our contract."""
    return (FOLDER / "house.yaml").read_text(encoding="utf-8")


@pytest.fixture
def theirs() -> Document:
    """The other one's contract, to be changed at will."""
    return load(FOLDER / "theirs.yaml")[0]


@pytest.fixture
def house() -> Document:
    """Our contract as a document, to be changed at will into the next one of this house."""
    return load(FOLDER / "house.yaml")[0]


@pytest.fixture(scope="session")
def digest_of_tree() -> Callable[[Path], dict[str, bytes]]:
    """Reads every file below a folder, so that two states can be compared."""

    def read(folder: Path) -> dict[str, bytes]:
        paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    return read


@pytest.fixture
def stripped() -> Callable[[Document], Document]:
    """Takes every word and every extension out of a document of ours."""

    def strip(value: Any, *, names: bool = False) -> Any:
        if isinstance(value, dict):
            return {
                key: strip(item, names=key in ("properties", "responses", "parameters") and not names)
                for key, item in value.items()
                if names or (key not in ("description", "summary", "example") and not key.startswith("x-"))
            }
        return [strip(item) for item in value] if isinstance(value, list) else value

    def apply(document: Document) -> Document:
        bare: Document = strip(copy.deepcopy(document))
        for answer in [
            *bare["components"].get("responses", {}).values(),
            *(
                answer
                for item in bare["paths"].values()
                for operation in item.values()
                for answer in operation["responses"].values()
                if "$ref" not in answer
            ),
        ]:
            answer["description"] = "THEIR WORDS"
        return bare

    return apply
