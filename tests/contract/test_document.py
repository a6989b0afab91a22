"""The contracts are valid OpenAPI documents and keep the rules of this house."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gate.contract import Contract
from gate.document import CHECKS, amounts_have_units, examples_add_up, examples_keep_the_document
from gate.edition import Edition
from gate.findings import Check
from gate.schema import example_faults


def faults(contract: Contract, name: str, instance: Any, *, formats: bool = True) -> list[str]:
    """What is wrong with an instance of a named schema."""
    return example_faults(
        contract, contract.document["components"]["schemas"][name], instance, formats=formats
    )


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.run.__name__)
def test_contract_keeps_rule(read_contract: Contract, rule: Check[Contract]) -> None:
    """Every rule of the first layer of the gate holds."""
    assert [] == list(rule.run(read_contract))


def test_contract_rules_notice_what_breaks_them(first_edition: Edition) -> None:
    """A missing unit, a wrong example and one that does not add up are named with their places."""
    broken = Contract(copy.deepcopy(first_edition.contract.document))
    schemas = broken.document["components"]["schemas"]
    del schemas["Fill"]["properties"]["count"]["x-unit"]
    schemas["Fill"]["example"]["yes_price_fixed"] = "0.3800"
    schemas["Settlement"]["example"]["yes_count"] = "20"
    assert ["#/components/schemas/Fill/properties/count"] == [
        each.place for each in amounts_have_units.run(broken)
    ]
    assert ["Fill.yes_price_fixed"] == [each.place for each in examples_add_up.run(broken)]
    assert {"Settlement"} == {each.place for each in examples_keep_the_document.run(broken)}


@pytest.mark.parametrize(
    ("page", "schema"),
    [
        ("rest-get-balance.md", "GetBalanceResponse"),
        ("rest-get-fills.md", "GetFillsResponse"),
        ("rest-get-settlements.md", "GetSettlementsResponse"),
    ],
)
def test_contract_accepts_the_examples_of_the_api_pages(
    first_edition: Edition, reference: Callable[[str], Path], page: str, schema: str
) -> None:
    """The example of the API's own page validates."""
    text = reference(f"seeds/{page}").read_text(encoding="utf-8").replace("\\\n", "\n")
    bodies = re.findall(r"^ {4}\{\n.*?^ {4}\}\n", text, re.DOTALL | re.MULTILINE)
    assert bodies
    for body in bodies:
        assert [] == faults(first_edition.contract, schema, json.loads(body), formats=False)


@pytest.mark.parametrize(
    ("recording", "schema"),
    [
        ("balance", "GetBalanceResponse"),
        ("fills", "GetFillsResponse"),
        ("positions", "GetPositionsResponse"),
        ("settlements", "GetSettlementsResponse"),
        ("total_resting_order_value", "NestedErrorResponse"),
    ],
)
def test_contract_accepts_recorded_responses(
    first_edition: Edition, reference: Callable[[str], Path], recording: str, schema: str
) -> None:
    """What the real server answered validates, and holds no field that the contract does not know."""
    response = json.loads(reference(f"upstream/recorded/{recording}.json").read_bytes())["response"]
    assert [] == faults(first_edition.contract, schema, response)
    for key in response:
        field = first_edition.contract.document["components"]["schemas"][schema]["properties"][key]
        if field.get("type") == "array":
            known = set(first_edition.contract.resolve(field["items"])["properties"])
            assert all(set(item) <= known for item in response[key]), key
