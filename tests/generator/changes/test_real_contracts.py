"""The report on two real specifications a year apart, where they are beside the checkout."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.changes import Comparison, compare
from generator.changes.command import FORMATS
from generator.changes.reading import read_view
from generator.changes.text_report import write_text
from generator.cli import main
from generator.document import load

Document = dict[str, Any]
PACKAGE = "kalshi_portfolio"


@pytest.fixture(scope="module")
def old(reference: Callable[[str], Path]) -> Path:
    """The specification of before."""
    return reference("upstream/specs/kalshi-3.3.0.yaml")


@pytest.fixture(scope="module")
def new(reference: Callable[[str], Path]) -> Path:
    """The specification of after, which tells amounts by texts alone."""
    return reference("upstream/specs/kalshi-3.13.0.yaml")


@pytest.fixture(scope="module")
def comparison(old: Path, new: Path) -> Comparison:
    """What lies between them."""
    return compare(*(read_view(path, PACKAGE)[0] for path in (old, new)))


def _integers_gone(old: Document, new: Document) -> Iterator[tuple[str, str]]:
    """Lists the integers of the one that are no longer in the other, by schema and field."""
    after = new["components"]["schemas"]
    for name, schema in old["components"]["schemas"].items():
        for field, value in schema.get("properties", {}).items():
            is_gone = name in after and field not in after[name].get("properties", {})
            if is_gone and value.get("type") == "integer":
                yield name, field


def test_text_lists_every_integer_that_is_gone_under_its_model(
    old: Path, new: Path, comparison: Comparison
) -> None:
    """Those of money among them: each under the heading of its model, with what takes its place."""
    report = write_text(comparison, PACKAGE)
    gone = list(_integers_gone(load(old)[0], load(new)[0]))
    assert len(gone) > 40
    breaks = report.partition("BREAKS CALLERS' CODE")[2].partition("BREAKS SILENTLY")[0]
    blocks = {
        block.split(maxsplit=1)[0]: block for block in re.split(r"\n\n  (?=\w)", breaks) if block.strip()
    }
    assert [] == [
        (model, field)
        for model, field in gone
        if f"      - field {model} {field} type=integer" not in blocks.get(model, "")
    ]
    assert "- field Fill yes_price type=integer presence=required" in blocks["Fill"]
    assert "in cents, by its description; instead: yes_price_dollars" in blocks["Fill"]


def test_report_begins_with_a_summary_that_fits_a_screen(
    old: Path, new: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts by verdict, by rule and by model, and the version that follows, before any single change."""
    assert main(["changes", "--base", str(old), "--spec", str(new)]) == 1
    printed = capsys.readouterr()
    summary = printed.out.partition("BREAKS CALLERS' CODE")[0].splitlines()
    assert len(summary) + len(printed.err.splitlines()) < 45
    assert re.search(r"^ +\d+ break callers' code$", "\n".join(summary), re.MULTILINE)
    assert "The version goes up by a major step: 3.3.0 → 4.0.0." in summary


@pytest.mark.parametrize("format_", ["json", "markdown"])
def test_report_in_another_format_tells_the_same_changes(
    old: Path, new: Path, comparison: Comparison, format_: str
) -> None:
    """For programs, and for a review."""
    report = FORMATS[format_](comparison, PACKAGE)
    gone = list(_integers_gone(load(old)[0], load(new)[0]))
    if format_ == "json":
        told = {change["old"] for change in json.loads(report)["changes"]}
    else:
        told = {line.removeprefix("- ") for line in report.splitlines()}
    for model, field in gone:
        assert any(line and line.startswith(f"field {model} {field} ") for line in told), (model, field)
