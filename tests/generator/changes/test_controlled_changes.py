"""Controlled changes of a contract: each one that callers see is told with its rules, and no other is."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.changes import Comparison, View, compare, view_package
from generator.pipeline import represent

Document = dict[str, Any]

CASES: list[Document] = [
    case
    for path in sorted(Path(__file__).parent.glob("controlled_changes*.yaml"))
    for case in YAML(typ="safe", pure=True).load(path)
]
VISIBLE = [case for case in CASES if "rules" in case]
INVISIBLE = [case for case in CASES if "rules" not in case]


def place(document: Document, pointer: str) -> tuple[Any, Any]:
    """Finds what holds a place, and the place's key in it."""
    *steps, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]
    found: Any = document
    for step in steps:
        found = found[int(step) if isinstance(found, list) else step]
    return found, int(last) if isinstance(found, list) and last != "-" else last


def change(document: Document, case: Document) -> Document:
    """Makes a changed copy of a document."""
    changed = copy.deepcopy(document)
    for source, target in case.get("move", {}).items():
        holder, key = place(changed, source)
        value = holder.pop(key)
        holder, key = place(changed, target)
        holder[key] = value  # last, so that a move onto itself changes the order
    for pointer, value in case.get("set", {}).items():
        holder, key = place(changed, pointer)
        if key == "-":
            holder.append(value)
        else:
            holder[key] = copy.deepcopy(value)
    for pointer in case.get("remove", []):
        holder, key = place(changed, pointer)
        del holder[key]
    return changed


def rules_of(comparison: Comparison) -> list[str]:
    """The rules that a report uses, sorted."""
    return sorted(finding.rule.name for change in comparison.changes for finding in change.findings)


def view(document: Document) -> View:
    """Sees a document as callers do."""
    return view_package(represent(document, "shop")[0], "changed.yaml")


@pytest.mark.parametrize("case", VISIBLE, ids=lambda case: case["name"])
def test_visible_change_is_told_with_its_verdict(
    case: Document, shop_document: Document, compare_with_shop: Callable[[Document], Comparison]
) -> None:
    """What callers see is reported once, by the rule that is meant."""
    comparison = compare_with_shop(change(shop_document, case))
    assert sorted(case["rules"]) == rules_of(comparison)
    assert case["verdict"] == comparison.verdict.value


@pytest.mark.parametrize("case", INVISIBLE, ids=lambda case: case["name"])
def test_invisible_change_raises_no_alarm(
    case: Document, shop_document: Document, compare_with_shop: Callable[[Document], Comparison]
) -> None:
    """What callers do not see is not reported, and it did change the document."""
    changed = change(shop_document, case)
    assert repr(shop_document) != repr(changed)
    assert [] == [str(change) for change in compare_with_shop(changed).changes]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_change_seen_backwards_names_the_same_things(
    case: Document, shop_document: Document, shop: View
) -> None:
    """What is gone one way came the other way, and a rename is a rename both ways."""
    changed = view(change(shop_document, case))
    there, back = compare(shop, changed).changes, compare(changed, shop).changes
    assert sorted((str(one.old), str(one.new)) for one in there) == sorted(
        (str(one.new), str(one.old)) for one in back
    )
