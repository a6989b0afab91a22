"""Each rule that no controlled change of a document reaches, through lines of a surface."""

import pytest

from generator.changes import RULES, View, compare
from generator.changes.rules import UNDECIDED, find_rule
from generator.changes.verdicts import Side, Verdict
from generator.surface import read_surface

from .test_controlled_changes import CASES as CONTROLLED

AROUND = """
operation Place method=place http=POST path=/orders security=none
body Place type=Order presence=required
result Place status=200 type=none
model Order
paging List cursor=cursor next=cursor limit=limit largest=10
parameter List cursor in=query type=string presence=optional
parameter List limit in=query type=integer presence=optional
"""

CASES = [
    ("operation-method", "operation A method=a http=GET path=/", "operation A method=a_ http=GET path=/"),
    (
        "parameter-argument",
        "parameter A from in=query argument=from_ type=string presence=optional",
        "parameter A from in=query argument=from_2 type=string presence=optional",
    ),
    ("error-class", "error A 409 raises=ConflictError", "error A 409 raises=ClientStatusError"),
    ("paging-added", "", "paging A cursor=cursor next=cursor"),
    ("paging-changed", "paging A cursor=cursor next=next", "paging A cursor=cursor next=more"),
    ("iterator-removed", "iterator A iter_a list=a item=string", ""),
    ("iterator-added", "", "iterator A iter_a list=a item=string"),
    ("iterator-list", "iterator A iter_a list=a item=string", "iterator A iter_a list=b item=string"),
    (
        "field-attribute",
        "field Order Size attribute=Size_ type=string presence=optional",
        "field Order Size type=string presence=optional",
    ),
    (
        "windows-added",
        "iterator A iter_a list=a item=string",
        "iterator A iter_a list=a item=string windows=from,to",
    ),
    (
        "windows-removed",
        "iterator A iter_a list=a item=string windows=from,to",
        "iterator A iter_a list=a item=string",
    ),
    ("request-field-added", "", "field Order a type=string presence=optional"),
    ("request-required-field-added", "", "field Order a type=string presence=required"),
    (
        "request-nullable",
        "field Order a type=string presence=optional",
        "field Order a type=string|null presence=optional",
    ),
    (
        "request-not-null",
        "field Order a type=string|null presence=optional",
        "field Order a type=string presence=optional",
    ),
    (
        "request-variant-added",
        "field Order a type=string|boolean presence=optional",
        "field Order a type=string|boolean|integer presence=optional",
    ),
    (
        "request-variant-removed",
        "field Order a type=string|boolean|integer presence=optional",
        "field Order a type=string|boolean presence=optional",
    ),
    (
        "request-limit-replaced",
        "field Order a type=string presence=optional pattern=a",
        "field Order a type=string presence=optional pattern=b",
    ),
    ("not-deprecated", "model Old deprecated=true", "model Old"),
]


def see(text: str) -> View:
    """Sees the lines of a surface beside those that are always there."""
    return View.of(read_surface(AROUND + text))


@pytest.mark.parametrize(("rule", "old", "new"), CASES, ids=[case[0] for case in CASES])
def test_rule_is_used_for_its_difference(rule: str, old: str, new: str) -> None:
    """The one difference between two surfaces is told by its rule."""
    changes = compare(see(old), see(new)).changes
    assert [rule] == [finding.rule.name for change in changes for finding in change.findings]


def test_rules_have_a_test_each() -> None:
    """No rule is in the table that neither a controlled change nor a case above uses."""
    used = {rule for case in CONTROLLED for rule in case.get("rules", [])} | {case[0] for case in CASES}
    assert {rule.name for rule in RULES} == used


def test_rules_are_one_for_each_case() -> None:
    """No two rules are for the same kind, difference and side, so that their order means nothing."""
    cases = [
        (kind, rule.difference, side)
        for rule in RULES
        for kind in rule.kinds
        for side in ([rule.side] if rule.side else [*Side])
    ]
    assert len(set(cases)) == len(cases)


def test_rule_for_both_sides_is_the_graver() -> None:
    """A schema that travels both ways is judged by the worse."""
    assert "request-required-field-added" == find_rule("field", "added-required", Side).name
    assert "response-optional" == find_rule("field", "optional", Side).name


def test_unknown_line_is_undecided() -> None:
    """A line that no rule knows is told as such, and never passes for harmless."""
    comparison = compare(see(""), see("webhook A url=x"))
    assert [(UNDECIDED,)] == [
        tuple(finding.rule for finding in change.findings) for change in comparison.changes
    ]
    assert Verdict.UNKNOWN is comparison.verdict


def test_unknown_fact_is_undecided() -> None:
    """A fact that no rule knows is told as such."""
    comparison = compare(see("model New colour=red"), see("model New colour=blue"))
    assert [("undecided", "colour red → blue")] == [
        (finding.rule.name, finding.detail) for change in comparison.changes for finding in change.findings
    ]
