"""What is proposed as a rename, and what is not."""

import pytest

from generator.changes import View, compare
from generator.changes.likeness import LIKE, likeness
from generator.surface import read_surface


def rules(old: str, new: str) -> list[str]:
    """The rules that tell two surfaces apart."""
    views = [View.of(read_surface(text)) for text in (old, new)]
    return sorted(finding.rule.name for change in compare(*views).changes for finding in change.findings)


def field(name: str, facts: str, owner: str = "Fill") -> str:
    """The line of a field."""
    return f"field {owner} {name} presence=required {facts}\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("yes_price_fixed", "yes_price_dollars"),
        ("resting_order_count", "resting_orders_count"),
        ("createdTime", "created_time"),
        ("ticker", "market_ticker"),
    ],
)
def test_likeness_of_names_that_one_thing_had_is_enough(old: str, new: str) -> None:
    """Names that differ in notation, in number or in one word are alike."""
    assert likeness(old, new) >= LIKE


@pytest.mark.parametrize(
    ("old", "new"),
    [("min_ts", "max_ts"), ("yes_price", "no_price"), ("fee_cost", "settled_time"), ("a", "b"), ("a", "")],
)
def test_likeness_of_names_of_different_things_is_too_little(old: str, new: str) -> None:
    """Opposites are never alike, however many letters they share."""
    assert likeness(old, new) < LIKE


@pytest.mark.parametrize(
    ("facts", "other"),
    [
        ("type=integer unit=cents", "type=integer unit=dollars"),
        ("type=integer unit=cents", "type=integer"),
        ("type=integer unit=cents", "type=decimal unit=cents"),
        ("type=string", "type=list[string]"),
    ],
)
def test_rename_is_not_proposed_for_another_type_or_unit(facts: str, other: str) -> None:
    """What counts something else is something else."""
    assert ["field-removed", "response-required-field-added"] == rules(
        field("price", facts), field("price_each", other)
    )


def test_rename_is_not_proposed_across_schemas() -> None:
    """A field belongs to its schema."""
    old = "model Fill\nmodel Order\n" + field("price_each", "type=integer")
    new = "model Fill\nmodel Order\n" + field("price_each", "type=integer", "Order")
    assert ["field-removed", "response-required-field-added"] == rules(old, new)


def test_rename_pairs_each_name_with_the_nearest() -> None:
    """Two fields that are renamed at once do not cross over."""
    facts = "type=decimal unit=dollars"
    old = field("yes_price_fixed", facts) + field("no_price_fixed", facts)
    new = field("no_price_dollars", facts) + field("yes_price_dollars", facts)
    views = [View.of(read_surface(text)) for text in (old, new)]
    assert [
        (("Fill", "no_price_fixed"), ("Fill", "no_price_dollars")),
        (("Fill", "yes_price_fixed"), ("Fill", "yes_price_dollars")),
    ] == [
        (change.old.names, change.new.names)
        for change in compare(*views).changes
        if change.old and change.new
    ]


def test_rename_of_a_schema_is_told_once() -> None:
    """Neither its fields nor what refers to it are told again."""
    old = "model Fill\n" + field("a", "type=string") + field("b", "type=string")
    new = old.replace("Fill", "AccountFill")
    answer = "result GetFills status=200 type=list[Fill]\n"
    assert ["schema-renamed"] == rules(old + answer, new + answer.replace("Fill]", "AccountFill]"))


def test_rename_of_a_schema_still_tells_what_else_changed() -> None:
    """A field that went with the rename is gone."""
    old = "model Fill\n" + "".join(field(name, "type=string") for name in ("a", "b", "c"))
    new = "model AccountFill\n" + "".join(field(name, "type=string", "AccountFill") for name in ("a", "b"))
    assert ["field-removed", "schema-renamed"] == rules(old, new)


def test_successor_is_named_where_one_is_nearest() -> None:
    """`count_fp` says what `count` said; of two prices nothing tells which one is meant."""
    old = field("count", "type=integer") + field("price", "type=integer")
    new = "".join(
        field(name, "type=decimal") for name in ("count_fp", "yes_price_dollars", "no_price_dollars")
    )
    views = [View.of(read_surface(text)) for text in (old, new)]
    assert {"count": "count_fp", "price": None} == {
        change.old.names[1]: change.instead.names[1] if change.instead else None
        for change in compare(*views).changes
        if change.old
    }
