"""The page on new contracts tells a real round, and its report is what the command prints."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from generator.changes import compare, view_package
from generator.changes.text_report import write_text
from generator.document import load, parse_text
from generator.pipeline import represent
from generator.update import merge

Document = dict[str, Any]


def december(november: Document) -> Document:
    """Changes the contract of November 2025 into that of December, phantom included."""
    schemas = november["components"]["schemas"]
    schemas["Settlement"]["required"] += ["event_ticker", "fee_cost"]
    del schemas["EventPosition"]["properties"]["resting_order_count"]
    schemas["EventPosition"]["required"] += ["total_cost_shares", "resting_orders_count"]
    parameters = november["paths"]["/portfolio/positions"]["get"]["parameters"]
    parameters[:] = [entry for entry in parameters if not entry["$ref"].endswith("/SettlementStatus")]
    return november


def test_page_shows_the_report_of_december(root: Path, stripped: Callable[[Document], Document]) -> None:
    """Every line of the report stands in the page, in order, as the command prints it today."""
    document, _ = load(root / "openapi.yaml")
    if document["info"]["x-edition"] != "2025-11":
        pytest.skip("the page tells of a round that begins with the edition of November 2025")
    merged = merge((root / "openapi.yaml").read_text(encoding="utf-8"), december(stripped(document)), [])
    old, new = (
        view_package(represent(contract, "kalshi_portfolio")[0], title)
        for contract, title in (
            (document, "our contract"),
            (parse_text(merged.text), "that with 2025-12.yaml"),
        )
    )
    report = write_text(compare(old, attrs.evolve(new, version="2.0.0")), "kalshi_portfolio")
    page = (root / "docs/new-contract.md").read_text(encoding="utf-8")
    assert report.strip() in page, f"the report in docs/new-contract.md is now:\n{report}"
    for note in merged.notes:
        assert f"note: {note}\n" in page
