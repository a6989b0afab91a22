"""What docs/reliability.md says is what the tests hold the client to."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kalshi_portfolio import errors

from .fault import Scene
from .page import PAGE, make_page
from .table import FAULTS, SCENES, TABLE


def test_page_is_what_code_and_table_say() -> None:
    """Both its blocks; what is written between them by hand stays."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("<!-- end -->") == 2
    assert make_page(text) == text, "docs/reliability.md is stale: run `python -m tests.faults.page`"


def test_page_that_is_stale_is_written_anew() -> None:
    """A block in which a line was changed, lost or added."""
    text = PAGE.read_text(encoding="utf-8")
    assert make_page(text.replace("| connection refused", "| connection accepted")) == text
    assert make_page(text.replace("### Slowness\n", "")) == text


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_scene_names_a_test_that_there_is(root: Path, scene: Scene) -> None:
    """Else the page would promise what nothing holds."""
    file, _, name = scene.test.partition("::")
    module = ast.parse((root / "tests" / file).read_text(encoding="utf-8"))
    assert name in [node.name for node in module.body if isinstance(node, ast.FunctionDef)]


def test_table_is_as_large_as_promised_and_names_each_fault_once() -> None:
    """A name is what a test is called by."""
    names = [row.name for rows in TABLE.values() for row in rows if not isinstance(row, Scene)]
    assert len(names) == len(FAULTS) >= 50


def test_errors_of_the_table_are_those_that_packages_export() -> None:
    """A user catches them as `errors.…`."""
    classes = {fault.outcome for fault in FAULTS.values() if fault.outcome is not None}
    assert [cls for cls in classes if getattr(errors, cls.__name__, None) is not cls] == []
