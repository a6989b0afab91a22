"""The canned answers fit the contracts that they stand for."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from ruamel.yaml import YAML

from benchmarks.answers import Edition, History, make_balance, make_page


def load_components(root: Path, edition: Edition) -> dict[str, Any]:
    """The components of an edition's contract."""
    path = root / ("openapi.yaml" if edition == "2025-11" else f"editions/{edition}.yaml")
    components: dict[str, Any] = YAML(typ="safe", pure=True).load(path)["components"]
    return components


def validate(components: dict[str, Any], schema: str, body: bytes) -> None:
    """Hold a body to a schema."""
    document = {"$ref": f"#/components/schemas/{schema}", "components": components}
    Draft4Validator(document).validate(json.loads(body))


@pytest.mark.parametrize("edition", ["2025-11", "2026-10"])
def test_canned_answers_fit_their_contract(root: Path, edition: Edition) -> None:
    """What clients are measured with is what the API sends, every documented field included."""
    components = load_components(root, edition)
    validate(components, "GetBalanceResponse", make_balance(edition))
    validate(components, "GetFillsResponse", make_page(edition))
    documented = components["schemas"]["Fill"]["properties"].keys()
    fills = json.loads(make_page(edition))["fills"]
    assert 200 == len(fills)
    assert all(documented == fill.keys() for fill in fills)


def test_history_begins_with_the_canned_page_and_ends_without_a_cursor() -> None:
    """The first page comes as ready bytes, all others are cut from the history."""
    history = History("2025-11", 450)
    assert make_page("2025-11") == history.cut(0, 450, 200)
    assert "" == json.loads(history.cut(400, 450, 200))["cursor"]
    assert sorted(history.seconds) == history.seconds
