"""An edition that nobody taught the gate: it checks what the contract says, and says what it cannot check."""

from pathlib import Path

import pytest

from gate.edition import Edition
from gate.findings import Finding, Outcome
from gate.run import Gate
from gate.servers import make_mock, open_mock

# A made-up next step of the API: an amount and a count get other names, and a filter goes.
STEPS = (
    ("x-edition: 2026-10", "x-edition: 2027-03"),
    ("        portfolio_value:\n", "        positions_value:\n"),
    ("balance_dollars, portfolio_value, updated_ts]", "balance_dollars, updated_ts]"),
    ("        portfolio_value: 26400\n", "        positions_value: 26400\n"),
    ("        - $ref: '#/components/parameters/SettlementStatus'\n", ""),
)


@pytest.fixture(scope="module")
def edition(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A third edition, which is in no table."""
    text = (root / "editions" / "2026-10.yaml").read_text(encoding="utf-8")
    for old, new in STEPS:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path_factory.mktemp("editions") / "2027-03.yaml"
    path.write_text(text, encoding="utf-8")
    return Edition.of_spec(path)


@pytest.fixture(scope="module")
def findings(edition: Edition) -> list[Finding]:
    """What the gate says of a mock exchange that speaks it."""
    with open_mock(make_mock(edition, fills=120)) as (target, key):
        return Gate(edition, target, key, examples=2, properties=3).run()


def test_unknown_edition_fails_nowhere(findings: list[Finding]) -> None:
    """What the gate does not know is no fault of the server's."""
    assert {} == {each.check: each.problems for each in findings if each.outcome is Outcome.FAILED}


def test_unknown_edition_is_checked_as_far_as_it_is_known(findings: list[Finding]) -> None:
    """Every check that is skipped says why, and those that need nothing of what changed are made."""
    skipped = {each.check: each.reason for each in findings if each.outcome is Outcome.SKIPPED}
    assert {
        "the contract has no field that tells portfolio_value",
        "the contract's GetPositions has no settlement_status",
        "no package is generated for the edition 2027-03",
    } <= set(skipped.values())
    assert all(skipped.values())
    passed = {each.check for each in findings if each.outcome is Outcome.PASSED}
    assert "Page after page, of whatever size, lists every item once, in the same order, and ends" in passed
    assert len(passed) > 2 * len(skipped)
