"""The small contract that is changed, and the view of any document."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.changes import Comparison, View, compare, view_package
from generator.document import load
from generator.pipeline import represent

FOLDER = Path(__file__).parent
Document = dict[str, Any]


def view(document: Document) -> View:
    """Sees a document as callers do."""
    return view_package(represent(document, "shop")[0], "shop.yaml")


@pytest.fixture(scope="session")
def shop_document() -> Document:
    """The small contract; not to be changed."""
    return load(FOLDER / "shop.yaml")[0]


@pytest.fixture(scope="session")
def shop(shop_document: Document) -> View:
    """The small contract as callers see it."""
    return view(copy.deepcopy(shop_document))


@pytest.fixture(scope="session")
def compare_with_shop(shop: View) -> Callable[[Document], Comparison]:
    """Compares the small contract with a changed one."""

    def against(document: Document) -> Comparison:
        return compare(shop, view(document))

    return against
