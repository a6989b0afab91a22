"""What a report looks like, in each format."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.changes import Comparison, compare, view_package
from generator.changes.changelog import add_entry, bullets_of, missing_from, write_entry
from generator.changes.json_report import write_json
from generator.changes.markdown_report import write_markdown
from generator.changes.reading import read_view
from generator.changes.text_report import write_text
from generator.cli import main
from generator.document import load, operations
from generator.pipeline import represent
from generator.update.selection import cut_out

PACKAGE = "kalshi_portfolio"


@pytest.fixture(scope="module")
def eleven_months(root: Path) -> Comparison:
    """The contract of November 2025 and that of October 2026."""
    views = [read_view(root / path, PACKAGE)[0] for path in ("openapi.yaml", "editions/2026-10.yaml")]
    return compare(*views)


def integers_of_money_or_count(root: Path) -> dict[str, list[str]]:
    """The integer amounts of the older contract that the newer one has no more, read off the documents."""
    old, new = (
        load(root / path)[0]["components"]["schemas"] for path in ("openapi.yaml", "editions/2026-10.yaml")
    )
    gone: dict[str, list[str]] = {}
    for name, schema in old.items():
        for key, field in schema.get("properties", {}).items():
            counts = field.get("x-unit") in ("cents", "contracts") and field.get("type") == "integer"
            if counts and key not in new[name]["properties"]:
                gone.setdefault(name, []).append(key)
    return gone


def breaking_blocks(report: str) -> dict[str, str]:
    """What breaks, by the heading that it stands under."""
    breaking = report.split("BREAKS CALLERS' CODE", 1)[1]
    for next_heading in ("\nBREAKS SILENTLY\n", "\nONLY ADDS\n"):
        breaking = breaking.split(next_heading, 1)[0]
    return {block.split(" ", 1)[0].strip(): block for block in breaking.split("\n\n  ")}


def test_text_report_lists_every_integer_amount_that_is_gone_under_its_schema(
    root: Path, eleven_months: Comparison
) -> None:
    """Between the heading of a schema and the next one stand the lines of all its fields that are gone."""
    blocks = breaking_blocks(write_text(eleven_months, PACKAGE))
    gone = integers_of_money_or_count(root)
    assert {"Fill", "MarketPosition", "EventPosition", "Settlement"} == set(gone)
    for name, fields in gone.items():
        for key in fields:
            assert f"- field {name} {key} type=integer" in blocks[name]


def test_text_report_of_real_contracts_lists_every_integer_that_is_gone(
    reference: Callable[[str], Path],
) -> None:
    """In the API's own documents of December 2025 and April 2026, whose units stand in words alone."""
    named = ("GetBalance", "GetFills", "GetPositions", "GetSettlements", "GetTrades", "GetQuotes", "GetRFQs")
    documents = []
    for name in ("kalshi-3.3.0.yaml", "kalshi-3.13.0.yaml"):
        document, _ = load(reference(f"upstream/specs/{name}"))
        by_id = {op["operationId"]: (path, method, op) for _, path, method, op in operations(document)}
        documents.append(cut_out(document, {operation_id: by_id[operation_id] for operation_id in named}))
    old, new = (view_package(represent(document, "p")[0], "") for document in documents)
    blocks = breaking_blocks(write_text(compare(old, new), "p"))
    gone = 0
    for name, schema in documents[0]["components"]["schemas"].items():
        kept = documents[1]["components"]["schemas"].get(name, {}).get("properties", {})
        for key, field in schema.get("properties", {}).items():
            if field.get("type") == "integer" and key not in kept:
                assert f"- field {name} {key} type=integer" in blocks[name]
                gone += 1
    assert gone > 25


def test_text_report_begins_with_what_a_person_in_a_hurry_wants(eleven_months: Comparison) -> None:
    """The first screen says what was compared, how much of it breaks, where, and what follows."""
    lines = write_text(eleven_months, PACKAGE).splitlines()
    first = "\n".join(lines[:20])
    assert "27 break callers' code" in first
    assert "4 break silently" in first
    assert "in Fill 7, EventPosition 6, MarketPosition 6, Settlement 4" in first
    assert "The version goes up by a major step: 1.0.0 → 2.0.0." in first


def test_text_report_names_what_to_use_instead(eleven_months: Comparison) -> None:
    """A field that is gone names the one that says the same."""
    line = "- field Fill count type=integer presence=required unit=contracts   # instead: count_fp\n"
    assert line in write_text(eleven_months, PACKAGE)


def test_json_report_has_every_change_with_lines_rules_and_operations(eleven_months: Comparison) -> None:
    """A program reads what a person reads."""
    report = json.loads(write_json(eleven_months, PACKAGE))
    assert {"breaks": 27, "unknown": 0, "silent": 4, "adds": 39} == report["summary"]
    assert ("major", "2.0.0") == (report["bump"], report["next_version"])
    assert len(eleven_months.changes) == len(report["changes"])
    count = next(change for change in report["changes"] if change["symbol"].endswith(".models.Fill.count"))
    assert {
        "verdict": "breaks",
        "symbol": "kalshi_portfolio.models.Fill.count",
        "kind": "field",
        "names": ["Fill", "count"],
        "operations": ["GetFills"],
        "rules": [
            {"name": "field-removed", "verdict": "breaks", "why": "the attribute is gone", "detail": ""}
        ],
        "old": "field Fill count type=integer presence=required unit=contracts",
        "new": None,
        "inside": [],
        "instead": "field Fill count_fp type=decimal presence=required unit=contracts",
    } == count


def test_markdown_report_shows_lines_as_differences(eleven_months: Comparison) -> None:
    """A review shows it coloured; every block that is opened is closed."""
    text = write_markdown(eleven_months, PACKAGE)
    assert "| Breaks callers' code | 27 |" in text
    assert "```diff\n@@ list[string] → string @@\n- parameter GetPositions event_ticker" in text
    assert 0 == text.count("```") % 2


@pytest.mark.parametrize("write", [write_text, write_markdown, write_json])
def test_report_of_nothing_says_so(root: Path, write: Callable[[Comparison, str], str]) -> None:
    """Two equal contracts give a short report, not an empty one."""
    view = read_view(root / "openapi.yaml", PACKAGE)[0]
    text = write(compare(view, view), PACKAGE)
    assert "Nothing changes for callers." in text or [] == json.loads(text)["changes"]


def test_changelog_entry_announces_everything(eleven_months: Comparison) -> None:
    """The ready entry is enough for the check, in whatever place of the changelog it is put."""
    entry = write_entry(eleven_months, PACKAGE)
    for before in (
        "",
        "# Changelog\n",
        "# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n\n### Added\n\n- All.\n",
    ):
        bullets = bullets_of(add_entry(before, entry), "Unreleased")
        assert [] == missing_from(bullets, eleven_months, PACKAGE)


def test_changelog_entry_that_does_not_say_that_it_breaks_is_missing(eleven_months: Comparison) -> None:
    """To name a symbol is not enough where code breaks."""
    entry = (
        write_entry(eleven_months, PACKAGE).replace("**Breaks:** ", "").replace("**Breaks silently:** ", "")
    )
    missing = missing_from(bullets_of(f"## [Unreleased]\n{entry}", "Unreleased"), eleven_months, PACKAGE)
    assert 27 + 4 == len(missing)


def test_changelog_keeps_what_others_wrote() -> None:
    """A bullet is added below those that are there, and a section in its usual place."""
    before = (
        "# Log\n\n## [Unreleased]\n\nWords.\n\n### Added\n\n- One,\n  long.\n\n"
        "### Fixed\n\n- Bug.\n\n## [1.0.0]\n\n- Old.\n"
    )
    entry = "### Added\n\n- Two.\n\n### Changed\n\n- Three.\n"
    assert (
        "# Log\n\n## [Unreleased]\n\nWords.\n\n### Added\n\n- One,\n  long.\n- Two.\n\n"
        "### Changed\n\n- Three.\n\n### Fixed\n\n- Bug.\n\n## [1.0.0]\n\n- Old.\n"
    ) == add_entry(before, entry)


@pytest.mark.parametrize(
    ("spec", "base", "status"),
    [
        ("openapi.yaml", "openapi.yaml", 0),
        ("editions/2026-10.yaml", "openapi.yaml", 1),
        ("openapi.yaml", "releases/kalshi_portfolio.txt", 0),
        ("README.md", "openapi.yaml", 2),
        ("openapi.yaml", "none.yaml", 2),
        ("openapi.yaml", "LICENSE", 2),
    ],
)
def test_changes_command_exits_with_what_it_found(
    root: Path, capsys: pytest.CaptureFixture[str], spec: str, base: str, status: int
) -> None:
    """0 if nothing breaks, 1 if something does, 2 if it could not tell, and never a traceback."""
    assert status == main(["changes", "--spec", str(root / spec), "--base", str(root / base)])
    told = capsys.readouterr()
    assert ("could not tell what changes" in told.err) == (status == 2)
    assert bool(told.out) == (status != 2)


def test_changes_command_refuses_a_text_that_is_no_surface(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of another kind is told, and what would do."""
    (tmp_path / "notes.txt").write_text("some words\n", encoding="utf-8")
    arguments = ["changes", "--spec", str(root / "openapi.yaml"), "--base", str(tmp_path / "notes.txt")]
    assert 2 == main(arguments)
    assert "notes.txt is no surface" in capsys.readouterr().err
