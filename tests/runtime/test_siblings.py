"""The sentence that names another package for an answer that fits it better."""

import json

import pytest

from kalshi_runtime import Sibling
from kalshi_runtime._siblings import suggest_sibling

NEXT = Sibling(
    package="shop_next",
    edition="2031-02",
    ours=("items[].cents", "items[].size"),
    theirs=("items[].dollars", "items[].size_text", "items[].shelf", "items[].box", "total"),
)


def _suggest(body: object, *siblings: Sibling) -> str | None:
    return suggest_sibling(siblings or (NEXT,), json.dumps(body).encode())


def test_suggest_sibling_names_package_edition_and_a_few_fields() -> None:
    """What was found is told in the order in which it is declared, and no value of it."""
    body = {"items": [{"dollars": "4.20", "size_text": "1", "shelf": 2, "box": 3}], "total": 1}
    assert (
        "It has fields of edition 2031-02 (items[].dollars, items[].size_text, items[].shelf, ...), which "
        "`import shop_next` reads; its clients take the same credentials"
    ) == _suggest(body)


@pytest.mark.parametrize(
    "body",
    [
        {"items": [{"cents": 420, "size": 1}]},
        {"items": [{"cents": 420, "dollars": "4.20"}]},
        {"items": [{"wholly": "unknown"}]},
        {"items": []},
        {"items": None},
        {"items": {}},
        [],
        None,
        5,
        "total",
    ],
)
def test_suggest_sibling_of_a_body_that_fits_no_better_is_none(body: object) -> None:
    """As many fields of ours as of theirs, none of either, or no object at all."""
    assert _suggest(body) is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_suggest_sibling_of_a_body_that_is_no_json_is_none(content: bytes) -> None:
    """It never fails itself, since it works on an error."""
    assert suggest_sibling((NEXT,), content) is None


def test_suggest_sibling_looks_at_every_item() -> None:
    """Optional fields may be absent in the first ones."""
    assert "shop_next" in str(_suggest({"items": [{}, 5, {"dollars": "1"}]}))


def test_suggest_sibling_among_several_names_the_best() -> None:
    """The one with the most fields of its own, less those that only we have."""
    third = Sibling(package="shop_third", edition="2032", ours=("items[].dollars",), theirs=("items[].box",))
    body = {"items": [{"dollars": "1", "box": 1, "shelf": 1}]}
    assert "shop_next" in str(_suggest(body, third, NEXT))
    assert "shop_third" in str(_suggest({"items": [{"box": 1}]}, third))
