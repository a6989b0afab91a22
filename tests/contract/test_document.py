"""The contract is a valid OpenAPI document and keeps the rules of this house."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
from jsonschema import Draft4Validator, FormatChecker
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from ruamel.yaml import YAML

UNITS = {"cents", "dollars", "contracts", "unix-seconds", "unix-milliseconds", "items", "index"}
OPERATIONS = {
    "GetBalance": "/portfolio/balance",
    "GetFills": "/portfolio/fills",
    "GetPositions": "/portfolio/positions",
    "GetSettlements": "/portfolio/settlements",
    "GetPortfolioRestingOrderTotalValue": "/portfolio/summary/total_resting_order_value",
}
# The placeholders with which the API's documentation pages fill an example of each type.
PLACEHOLDERS: dict[str, Any] = {"string": "<string>", "integer": 123, "number": 123, "boolean": True}

CONTRACTS = ["openapi.yaml", "editions/2026-10.yaml"]

formats = FormatChecker(["date-time"])


@pytest.fixture(scope="module", params=CONTRACTS)
def contract(root: Path, request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each contract of this repository in turn."""
    document: dict[str, Any] = YAML(typ="safe", pure=True).load(root / request.param)
    return document


@pytest.fixture(scope="module")
def first_edition(root: Path) -> dict[str, Any]:
    """The contract of November 2025, which the API's pages and the recordings of January 2026 keep."""
    document: dict[str, Any] = YAML(typ="safe", pure=True).load(root / CONTRACTS[0])
    return document


@formats.checks("decimal", raises=(InvalidOperation, TypeError))
def is_decimal(value: object) -> bool:
    """Whether a text is a decimal number in plain notation; other types are for the keyword `type`."""
    return not isinstance(value, str) or (
        re.fullmatch(r"-?\d+\.\d+", value) is not None and Decimal(value).is_finite()
    )


def nullable_type(
    validator: Validator, types: str, instance: object, schema: dict[str, Any]
) -> Iterator[Any]:
    """`type` as OpenAPI 3.0 means it: null is fine where the schema says `nullable`."""
    if instance is not None or not schema.get("nullable"):
        yield from Draft4Validator.VALIDATORS["type"](validator, types, instance, schema)


OpenApiValidator: type[Validator] = extend(  # type: ignore[no-untyped-call]
    Draft4Validator, {"type": nullable_type}
)


def validate(contract: dict[str, Any], name: str, instance: Any, *, check_formats: bool = True) -> None:
    """Holds an instance against a named schema of the contract."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
    OpenApiValidator(schema, format_checker=formats if check_formats else None).validate(instance)


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and body of each operation."""
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def walk(node: object, pointer: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of the document with its JSON pointer, examples left out."""
    if isinstance(node, dict):
        yield pointer, node
        for key, value in node.items():
            if key not in {"example", "examples"} or pointer.endswith("/properties"):
                yield from walk(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{pointer}/{index}")


def schemas(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema, named or inline, with its JSON pointer."""
    for pointer, node in walk(contract):
        if "type" in node and not pointer.startswith("#/components/securitySchemes"):
            yield pointer, node


def resolve(contract: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """The node itself, or what its `$ref` points at."""
    while "$ref" in node:
        target: Any = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def test_contract_is_valid_openapi_3_0(contract: dict[str, Any]) -> None:
    """The document keeps the meta-schema of OpenAPI 3.0, references and defaults included."""
    openapi_spec_validator.validate(contract, cls=openapi_spec_validator.OpenAPIV30SpecValidator)


def test_contract_has_the_five_operations(contract: dict[str, Any]) -> None:
    """Nothing was lost and nothing came in by the way; all of them only read."""
    found = {
        operation["operationId"]: path for path, method, operation in operations(contract) if method == "get"
    }
    assert OPERATIONS == found
    assert len(OPERATIONS) == len(list(operations(contract)))


def test_contract_operations_take_three_headers_together(contract: dict[str, Any]) -> None:
    """All three headers stand in one requirement, so that none is an alternative to another."""
    together: dict[str, list[str]] = {
        "kalshiAccessKey": [],
        "kalshiAccessSignature": [],
        "kalshiAccessTimestamp": [],
    }
    bearer: dict[str, list[str]] = {"kalshiOauthAccessToken": []}
    for _, _, operation in operations(contract):
        assert operation["security"] in ([together], [together, bearer]), operation["operationId"]
    schemes = contract["components"]["securitySchemes"].values()
    names = {scheme["name"] for scheme in schemes if scheme["type"] == "apiKey"}
    assert {"KALSHI-ACCESS-KEY", "KALSHI-ACCESS-SIGNATURE", "KALSHI-ACCESS-TIMESTAMP"} == names


def test_contract_declares_the_errors_that_the_server_sends(contract: dict[str, Any]) -> None:
    """401, 429 and 500 everywhere, 400 where there are parameters, 403 on the resting value."""
    for _, _, operation in operations(contract):
        expected = {"200", "401", "429", "500"}
        if operation.get("parameters"):
            expected.add("400")
        if operation["operationId"] == "GetPortfolioRestingOrderTotalValue":
            expected.add("403")
        assert expected == set(operation["responses"]), operation["operationId"]


def test_contract_bodies_are_named_schemas(contract: dict[str, Any]) -> None:
    """Every body is a reference, and no schema hides an object or an enumeration inside another."""
    for pointer, node in walk(contract["paths"] | contract["components"]["responses"]):
        if pointer.endswith("/application/json"):
            assert list(node["schema"]) == ["$ref"], pointer
    for pointer, node in schemas(contract):
        if "properties" in node or "enum" in node:
            assert re.fullmatch(r"#/components/schemas/\w+", pointer), f"{pointer} has no name of its own"


def test_contract_numbers_and_amounts_have_units(contract: dict[str, Any]) -> None:
    """Each number and each decimal string says what it counts, in a unit that is known here."""
    for pointer, node in schemas(contract):
        counts = node["type"] in {"integer", "number"} or node.get("format") == "decimal"
        assert counts == ("x-unit" in node), pointer
        assert not counts or node["x-unit"] in UNITS, pointer


def test_contract_numbers_have_formats(contract: dict[str, Any]) -> None:
    """Integers say how wide they are, and a JSON number that it is a decimal: nothing becomes a float."""
    for pointer, node in schemas(contract):
        if node["type"] == "integer":
            assert node["format"] in {"int32", "int64"}, pointer
        if node["type"] == "number":
            assert node["format"] == "decimal", pointer


def test_contract_amounts_in_dollars_are_named_or_marked(contract: dict[str, Any]) -> None:
    """A field whose name ends in `_dollars` or `_fixed` is in dollars, and only decimals are."""
    for pointer, node in schemas(contract):
        if pointer.endswith(("_dollars", "_fixed")):
            assert node["x-unit"] == "dollars", pointer
        if node.get("x-unit") == "dollars":
            assert node["format"] == "decimal", pointer
        if pointer.endswith("_fp"):
            assert (node["x-unit"], node["format"]) == ("contracts", "decimal"), pointer


def test_contract_describes_everything(contract: dict[str, Any]) -> None:
    """Operations, parameters, schemas, fields and responses have a description that ends in a full stop."""
    described: dict[str, dict[str, Any]] = dict(walk(contract["components"]["parameters"]))
    described = {pointer: node for pointer, node in described.items() if "in" in node}
    for name, schema in contract["components"]["schemas"].items():
        described[name] = schema
        described |= {
            f"{name}.{key}": resolve(contract, field) for key, field in schema.get("properties", {}).items()
        }
    described |= {operation["operationId"]: operation for _, _, operation in operations(contract)}
    described |= contract["components"]["responses"] | contract["components"]["securitySchemes"]
    for place, node in described.items():
        assert node.get("description", "").strip().endswith("."), place


def test_contract_pagination_names_what_is_there(contract: dict[str, Any]) -> None:
    """The three paged operations name parameters, fields, ids and times that exist."""
    paged = {op["operationId"]: op for _, _, op in operations(contract) if "x-pagination" in op}
    assert {"GetFills", "GetPositions", "GetSettlements"} == set(paged)
    for operation in paged.values():
        paging = operation["x-pagination"]
        parameters = {resolve(contract, parameter)["name"] for parameter in operation["parameters"]}
        assert {paging["cursorParameter"], paging["limitParameter"]} <= parameters
        page = resolve(contract, operation["responses"]["200"]["content"]["application/json"]["schema"])
        assert paging["nextCursor"] in page["properties"]
        arrays = [name for name, field in page["properties"].items() if field.get("type") == "array"]
        assert arrays == [entry["name"] for entry in paging["lists"]]
        for entry in paging["lists"]:
            item = resolve(contract, page["properties"][entry["name"]]["items"])
            assert {entry["id"], entry.get("time", entry["id"])} <= set(item["properties"])


def test_contract_unverified_marks_are_texts(contract: dict[str, Any]) -> None:
    """What was decided here says in words what was decided, so that nobody takes it for knowledge."""
    marks = [(pointer, node["x-unverified"]) for pointer, node in walk(contract) if "x-unverified" in node]
    assert len(marks) >= 10
    for pointer, text in marks:
        assert isinstance(text, str), pointer
        assert text.strip().endswith("."), pointer


def test_contract_schemas_have_valid_examples(contract: dict[str, Any]) -> None:
    """Each schema shows an example, and the example keeps the schema, formats included."""
    for name, schema in contract["components"]["schemas"].items():
        assert "example" in schema, name
        validate(contract, name, schema["example"])


def test_contract_parameters_have_valid_examples(contract: dict[str, Any]) -> None:
    """Each parameter shows an example that its schema takes."""
    for name, parameter in contract["components"]["parameters"].items():
        assert "example" in parameter, name
        OpenApiValidator(parameter["schema"] | {"components": contract["components"]}).validate(
            parameter["example"]
        )


def test_contract_examples_add_up(contract: dict[str, Any]) -> None:
    """Examples are read as documentation, so whole cents and dollars in them say the same."""
    for name, schema in contract["components"]["schemas"].items():
        example = schema["example"]
        for key, field in schema.get("properties", {}).items():
            cents_key = key.removesuffix("_dollars").removesuffix("_fixed")
            if field.get("x-unit") == "dollars" and cents_key != key and cents_key in example:
                assert int(Decimal(example[key]) * 100) == example[cents_key], f"{name}.{key}"


def placeholder(contract: dict[str, Any], node: dict[str, Any]) -> Any:
    """An example as documentation pages render it: the type's placeholder everywhere."""
    node = resolve(contract, node)
    if "enum" in node:
        return node["enum"][0]
    if node.get("format") == "date-time":
        return "2023-11-07T05:31:56Z"
    if node["type"] == "array":
        return [placeholder(contract, node["items"])]
    if node["type"] == "object":
        return {key: placeholder(contract, field) for key, field in node["properties"].items()}
    return PLACEHOLDERS[node["type"]]


def test_contract_accepts_placeholder_examples(contract: dict[str, Any]) -> None:
    """Types alone decide: no pattern or bound refuses what documentation pages show."""
    for name, schema in contract["components"]["schemas"].items():
        if schema.get("type") == "object":
            validate(contract, name, placeholder(contract, schema), check_formats=False)


@pytest.mark.parametrize(
    ("page", "schema"),
    [
        ("rest-get-balance.md", "GetBalanceResponse"),
        ("rest-get-fills.md", "GetFillsResponse"),
        ("rest-get-settlements.md", "GetSettlementsResponse"),
    ],
)
def test_contract_accepts_the_examples_of_the_api_pages(
    first_edition: dict[str, Any], reference: Callable[[str], Path], page: str, schema: str
) -> None:
    """The example of the API's own page validates."""
    text = reference(f"seeds/{page}").read_text(encoding="utf-8").replace("\\\n", "\n")
    bodies = re.findall(r"^ {4}\{\n.*?^ {4}\}\n", text, re.DOTALL | re.MULTILINE)
    assert bodies
    for body in bodies:
        validate(first_edition, schema, json.loads(body), check_formats=False)


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
    first_edition: dict[str, Any], reference: Callable[[str], Path], recording: str, schema: str
) -> None:
    """What the real server answered validates, and holds no field that the contract does not know."""
    response = json.loads(reference(f"upstream/recorded/{recording}.json").read_bytes())["response"]
    validate(first_edition, schema, response)
    for key in response:
        field = first_edition["components"]["schemas"][schema]["properties"][key]
        if field.get("type") == "array":
            known = set(resolve(first_edition, field["items"])["properties"])
            assert all(set(item) <= known for item in response[key]), key
