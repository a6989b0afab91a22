"""Every answer is one that the contract describes, with nothing undeclared in it."""

import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from ruamel.yaml import YAML

from generator.packages import PACKAGES
from kalshi_mock import ContractError, MockExchange
from kalshi_mock._contract import find_contract, load_contract
from kalshi_mock._failures import EXPIRED, WRONG_SIGNATURE, ErrorShape, bad_parameter

QUERIES = {
    "/portfolio/balance": [""],
    "/portfolio/fills": ["", "limit=200", "ticker=none"],
    "/portfolio/positions": [
        "",
        "settlement_status=all&limit=1000",
        "settlement_status=settled",
        "ticker=none",
    ],
    "/portfolio/settlements": ["", "limit=200", "ticker=none"],
    "/portfolio/summary/total_resting_order_value": [""],
}

ITEMS = {
    "fills": "Fill",
    "settlements": "Settlement",
    "market_positions": "MarketPosition",
    "event_positions": "EventPosition",
    "balance_breakdown": "IndexedBalance",
    "resting_order_value_breakdown": "IndexedBalance",
}


def close(node: Any) -> Any:
    """A schema of OpenAPI 3.0 as one of JSON Schema 2020-12 in which undeclared properties are errors."""
    if isinstance(node, list):
        return [close(each) for each in node]
    if not isinstance(node, dict):
        return node
    closed = {key: close(value) for key, value in node.items() if key not in ("example", "nullable")}
    if "properties" in node and "type" in node:
        closed["additionalProperties"] = False
    return {"anyOf": [closed, {"type": "null"}]} if node.get("nullable") else closed


@pytest.fixture(scope="module", params=[contract.spec for contract in PACKAGES], ids=str)
def described(root: Path, request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each contract that the mock exchange can serve."""
    document: dict[str, Any] = YAML(typ="safe", pure=True).load(root / request.param)
    return document


@pytest.fixture(scope="module")
def edition(described: dict[str, Any]) -> str:
    """The edition of that contract."""
    name: str = described["info"]["x-edition"]
    return name


@pytest.fixture(scope="module")
def validate(described: dict[str, Any]) -> Callable[[str, int, Any], None]:
    """Holds an answer to what the contract says of a path and a status."""

    def check(path: str, status: int, body: Any) -> None:
        response = described["paths"][path]["get"]["responses"][str(status)]
        if "$ref" in response:
            response = described["components"]["responses"][response["$ref"].rpartition("/")[2]]
        schema = response["content"]["application/json"]["schema"]
        document = {**close(schema), "components": close(described["components"])}
        Draft202012Validator(document, format_checker=FormatChecker()).validate(body)

    return check


@pytest.mark.parametrize("fills", [0, 1, 500])
def test_answer_to_every_operation_fits_its_schema(
    make_trader: Callable[..., Any], described: dict[str, Any], edition: str, validate: Any, fills: int
) -> None:
    """For empty, tiny and usual accounts."""
    trader = make_trader(fills=fills, edition=edition)
    assert QUERIES.keys() == described["paths"].keys()
    for path, queries in QUERIES.items():
        for query in queries:
            reply = trader.ask(path.removeprefix("/portfolio/"), query)
            assert 200 == reply.status
            validate(path, 200, reply.body)


@pytest.mark.parametrize("path", QUERIES)
def test_answer_tells_every_field_that_the_edition_still_sends(
    make_trader: Callable[..., Any], described: dict[str, Any], edition: str, path: str
) -> None:
    """Of the declared fields only the one that the exchange no longer sends is never told."""
    body = make_trader(edition=edition).ask(path.removeprefix("/portfolio/")).body
    for name, rows in body.items():
        if isinstance(rows, list):
            declared = list(described["components"]["schemas"][ITEMS[name]]["properties"])
            told = {key for row in rows for key in row}
            assert set(declared) - {"resting_order_count"} == told
            fullest = max(rows, key=len)
            assert [key for key in declared if key in fullest] == list(fullest), "in the contract's order"


@pytest.mark.parametrize("shape", ["nested", "flat", "text", "message"])
def test_refusals_of_every_shape_fit_their_schema(
    make_trader: Callable[..., Any], edition: str, validate: Any, shape: ErrorShape
) -> None:
    """400, 401 and 403 are told as the contract allows, and the shape is the one that was asked for."""
    trader = make_trader(error_shape=shape, fcm_member=False, edition=edition)
    prefix = "/trade-api/v2"
    keys = {"nested": {"error"}, "text": {"error"}, "message": {"msg"}}
    for path, reply in (
        ("/portfolio/fills", trader.ask("fills", "limit=1001")),
        ("/portfolio/balance", trader.send("GET", f"{prefix}/portfolio/balance", {})),
        ("/portfolio/summary/total_resting_order_value", trader.ask("summary/total_resting_order_value")),
    ):
        assert reply.status in (400, 401, 403)
        validate(path, reply.status, reply.body)
        assert (
            keys.get(shape, reply.body.keys() & {"code", "message", "details", "service"})
            == reply.body.keys()
        )
        assert isinstance(reply.body.get("error", {}), dict) == (shape != "text")


def test_refusals_are_told_in_each_shape() -> None:
    """The whole bodies, so that a change of one is seen."""
    failure = bad_parameter("limit must be at most 200, not 201")
    assert {
        "error": {
            "code": "bad_request",
            "message": "bad request",
            "details": "limit must be at most 200, not 201",
        }
    } == failure.body("nested", "GetFills")
    assert {
        "code": "bad_request",
        "message": "bad request",
        "details": "limit must be at most 200, not 201",
        "service": "portfolio",
    } == failure.body("flat", "GetFills")
    assert {"error": "bad request: limit must be at most 200, not 201"} == failure.body("text", "GetFills")
    assert {
        "msg": "Parameter validation failed for GetFills: limit must be at most 200, not 201"
    } == failure.body("message", "GetFills")
    assert {"msg": "header timestamp expired"} == EXPIRED.body("message", "GetFills")
    assert {"error": "authentication_error: INCORRECT_API_KEY_SIGNATURE"} == WRONG_SIGNATURE.body("text")


def test_error_shape_that_is_unknown_is_refused() -> None:
    """The message names the shapes."""
    with pytest.raises(ValueError, match="nested, flat, text or message, not 'json'"):
        MockExchange(error_shape="json")  # type: ignore[arg-type]


def test_resting_value_is_for_members_only(make_trader: Callable[..., Any]) -> None:
    """An ordinary account gets the recorded 403, and 401 before that if its signature is wrong."""
    trader = make_trader(fcm_member=False)
    name = "summary/total_resting_order_value"
    reply = trader.ask(name)
    assert 403 == reply.status
    assert {"error": {"code": "permission_denied", "message": "permission denied"}} == reply.body
    assert 401 == trader.send("GET", f"/trade-api/v2/portfolio/{name}", {}).status
    assert 200 == trader.ask("balance").status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get"])
def test_method_that_the_contract_lacks_gets_405_and_what_is_allowed(trader: Any, method: str) -> None:
    """Signed or not."""
    path = "/trade-api/v2/portfolio/fills"
    reply = trader.send(method, path, trader.sign(path, method))
    assert (405, "GET") == (reply.status, reply.headers["allow"])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/portfolio/fills",
        "/trade-api/v2/portfolio/fills/",
        "/trade-api/v2//portfolio/fills",
        "/trade-api/v2/portfolio/Fills",
        "/trade-api/v2/portfolio/fills%",
        "/trade-api/v2/portfolio/%ff",
        "*",
        "",
    ],
)
def test_path_that_the_contract_lacks_gets_404(trader: Any, path: str) -> None:
    """Paths are compared exactly, with what is percent-encoded decoded."""
    assert 404 == trader.send("GET", path, trader.sign(path)).status


def test_answers_tell_type_length_and_the_time_that_signatures_are_checked_by(
    make_trader: Callable[..., Any],
) -> None:
    """A client whose clock is wrong can measure by how much."""
    trader = make_trader(clock=lambda: 1_763_000_000.75)
    reply = trader.ask("balance")
    assert "application/json" == reply.headers["content-type"]
    assert len(json.dumps(reply.body, separators=(",", ":"))) == int(reply.headers["content-length"])
    assert 1_763_000_000 == parsedate_to_datetime(reply.headers["date"]).timestamp()


def test_contract_is_that_of_the_repository(root: Any) -> None:
    """In a checkout the mock reads the very document that everything else is made from."""
    assert root / "openapi.yaml" == find_contract()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda contract: (
                contract["components"]["schemas"]["Fill"].update(required=["venue"])
                or contract["components"]["schemas"]["Fill"]["properties"].update(venue={"type": "string"})
            ),
            "requires Fill.venue",
        ),
        (
            lambda contract: contract["paths"]["/portfolio/fills"]["get"].update(operationId="GetFillsNow"),
            "does not know GetFillsNow",
        ),
        (
            lambda contract: contract["components"]["securitySchemes"].pop("kalshiAccessTimestamp"),
            "x-clock-tolerance-ms",
        ),
        (
            lambda contract: contract["components"]["parameters"]["EventTicker"].pop("explode"),
            "'event_ticker' must be separated by commas",
        ),
        (
            lambda contract: contract["components"]["parameters"]["Ticker"]["schema"].update(type="number"),
            "type of parameter 'ticker'",
        ),
        (
            lambda contract: contract["components"]["parameters"].pop("Ticker"),
            "no #/components/parameters/Ticker",
        ),
    ],
)
def test_contract_that_cannot_be_served_is_refused_with_its_place(
    contract: dict[str, Any], tmp_path: Any, change: Callable[[Any], object], message: str
) -> None:
    """Rather than serve something else."""
    changed = yaml.safe_load(yaml.safe_dump(contract))
    change(changed)
    path = tmp_path / "contract.yaml"
    path.write_text(yaml.safe_dump(changed))
    with pytest.raises(ContractError, match=message):
        _ = MockExchange(contract=path, key_type="ed25519").application


def test_contract_scalars_are_read_by_the_rules_of_yaml_1_2(contract: dict[str, Any], tmp_path: Any) -> None:
    """An unquoted yes is a text, as every other reader of the contract has it."""
    path = tmp_path / "contract.yaml"
    text = find_contract().read_text("utf-8")
    path.write_text(
        text.replace("enum: [all, unsettled, settled]", "enum: [all, unsettled, yes, 2025-11-15]")
    )
    operations = {operation.id: operation for operation in load_contract(path).operations}
    choices = operations["GetPositions"].parameters["settlement_status"].choices
    assert ("all", "unsettled", "yes", "2025-11-15") == choices
