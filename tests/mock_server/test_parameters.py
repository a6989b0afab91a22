"""What breaks the contract gets 400 and the name of the parameter; what keeps to it gets 200."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kalshi_mock._parameters import decode_percent

ROOT_PATH = "/portfolio/"


def resolve(contract: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Follows a reference."""
    while "$ref" in node:
        found: Any = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def parameters(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Each parameter with its operation's path below /portfolio/, its schema and the schema of its items."""
    for path, item in contract["paths"].items():
        for reference in item["get"].get("parameters", ()):
            parameter = resolve(contract, reference)
            schema = resolve(contract, parameter["schema"])
            items = resolve(contract, schema.get("items", schema))
            yield path.removeprefix(ROOT_PATH), parameter["name"], schema, items


def bad_values(schema: dict[str, Any], items: dict[str, Any]) -> list[str]:
    """Values that the schema does not allow, percent-encoded."""
    bad = ["%", "%4", "%zz", "%ff", "%C3"]
    if schema["type"] == "integer":
        bits = 31 if schema.get("format") == "int32" else 63
        edge = 2**bits
        bad += ["", "x", "1.0", "1e1", "0x1", "%2B1", "+1", "1+", "%201", "--1", "-", "%D9%A3", "1_0", "true"]
        bad += [str(schema.get("maximum", edge - 1) + 1), str(schema.get("minimum", -edge) - 1), str(edge)]
        bad += ["9" * 5_000, "-" + "9" * 5_000]
    if "enum" in items:
        bad += [
            items["enum"][0].upper(),
            items["enum"][0] + "x",
            items["enum"][0] + "%20",
            "resting_order_count",
        ]
    if "enum" in items and schema["type"] == "string":
        bad += ["", ",".join(items["enum"])]
    if "enum" in items and schema["type"] == "array":
        bad += [items["enum"][0] + ",", ",".join([items["enum"][0]] * (schema["maxItems"] + 1)), ","]
    elif schema["type"] == "array":
        bad += [",".join("x" * (schema["maxItems"] + 1)), "%2C" * schema["maxItems"]]
    return bad


def good_values(schema: dict[str, Any], items: dict[str, Any]) -> list[str]:
    """Values that the schema allows, percent-encoded."""
    if schema["type"] == "integer":
        edge = 2 ** (31 if schema.get("format") == "int32" else 63)
        low, high = schema.get("minimum", -edge), schema.get("maximum", edge - 1)
        return [str(low), str(high), str(low + 1), str(high - 1), "00" + str(high), "%31"]
    if schema["type"] == "string":
        return list(
            items.get("enum", ["", "A", "A%2CB", "a+b", "%00", "%F0%9F%8D%8B", "x" * 3_000, "%2525", "a=b"])
        )
    one = items.get("enum", ["A-1", "B"])
    return ["", one[0], ",".join(one), "%2C".join(one), ",".join([one[0]] * schema["maxItems"])]


def test_every_bad_value_is_refused_and_its_parameter_named(trader: Any, contract: dict[str, Any]) -> None:
    """For every parameter of the contract, in every way that its schema knows."""
    checked = 0
    for path, name, schema, items in parameters(contract):
        for value in bad_values(schema, items):
            reply = trader.ask(path, f"{name}={value}")
            assert 400 == reply.status, (path, name, value)
            assert reply.body["error"]["details"].startswith(name), reply.body
            checked += 1
    assert checked > 150


def test_every_good_value_is_answered(trader: Any, contract: dict[str, Any]) -> None:
    """The bounds themselves, odd texts, empty lists and encoded commas."""
    for path, name, schema, items in parameters(contract):
        for value in good_values(schema, items):
            reply = trader.ask(path, f"{name}={value}")
            assert 200 == reply.status, (path, name, value, reply.body)


def test_parameter_that_comes_twice_is_refused(trader: Any, contract: dict[str, Any]) -> None:
    """Which of the two counts would be anyone's guess, however the name is written."""
    for path, name, schema, items in parameters(contract):
        value = good_values(schema, items)[0]
        for again in (name, f"%{ord(name[0]):02X}{name[1:]}"):
            reply = trader.ask(path, f"{name}={value}&{again}={value}")
            assert (400, f"{name} is given more than once") == (reply.status, reply.body["error"]["details"])


@pytest.mark.parametrize("name", ["status", "Limit", "limit[]", " limit", "", "subaccount", "%F0%9F%8D%8B"])
def test_parameter_that_is_unknown_is_refused_and_named(
    trader: Any, contract: dict[str, Any], name: str
) -> None:
    """On every operation, those without parameters included; the answer names what is known."""
    for path in contract["paths"]:
        reply = trader.ask(path.removeprefix(ROOT_PATH), f"{quote(name, safe='%')}=1")
        details = reply.body["error"]["details"]
        assert 400 == reply.status
        assert f"{decode_percent(name.encode())} is not a parameter of Get" in details
        assert ("known: none" in details) == ("parameters" not in contract["paths"][path]["get"])


def test_parameter_without_value_or_name_is_read_as_empty(trader: Any) -> None:
    """A name alone has an empty value; empty pairs are nothing."""
    assert 400 == trader.ask("fills", "limit").status
    assert trader.ask("fills", "ticker").body == trader.ask("fills", "ticker=").body
    assert 200 == trader.ask("fills", "&&limit=1&").status
    assert 1 == len(trader.ask("fills", "&&limit=1&").body["fills"])


def test_empty_filter_selects_nothing(trader: Any) -> None:
    """No market is called by an empty ticker, and a list of no events holds no item."""
    for path, list_name, query in (
        ("fills", "fills", "ticker="),
        ("fills", "fills", "order_id="),
        ("settlements", "settlements", "event_ticker="),
        ("positions", "market_positions", "event_ticker="),
        ("positions", "event_positions", "count_filter="),
    ):
        assert [] == trader.ask(path, query).body[list_name]


def test_arguments_are_recorded_with_their_defaults(trader: Any) -> None:
    """What was asked can be asserted on, as values and not as text."""
    trader.ask("positions", "event_ticker=A%2CB&limit=5")
    (asked,) = trader.exchange.requests
    assert {
        "event_ticker": ["A", "B"],
        "limit": 5,
        "settlement_status": "unsettled",
    } == asked.arguments
    assert ("GetPositions", "event_ticker=A%2CB&limit=5", 200) == (asked.operation, asked.query, asked.status)


@given(st.text())
def test_percent_decoding_undoes_encoding(text: str) -> None:
    """Any text comes back."""
    try:
        encoded = quote(text, safe="")
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8
        return
    assert text == decode_percent(encoded.encode())


def test_limits_are_those_of_the_contract_that_is_served(
    make_trader: Callable[..., Any], contract: dict[str, Any], tmp_path: Any
) -> None:
    """Another document, other limits, lists and tolerance; no line of code knows them."""
    changed = yaml.safe_load(yaml.safe_dump(contract))
    components = changed["components"]
    components["parameters"]["Limit"]["schema"] |= {"maximum": 7, "default": 3}
    components["parameters"]["EventTicker"]["schema"]["maxItems"] = 2
    components["schemas"]["CountFilter"]["enum"] = ["position"]
    components["schemas"]["Fill"]["properties"].pop("ts")
    changed["servers"][0]["url"] = "https://example.com/other/v3"
    fills = changed["paths"]["/portfolio/fills"]["get"]
    fills["x-pagination"]["lists"][0]["order"] = "ascending"
    path = tmp_path / "contract.yaml"
    path.write_text(yaml.safe_dump(changed, sort_keys=False))
    usual = make_trader(fills=20)
    trader = make_trader(fills=20, contract=path)

    def ask(name: str, query: str) -> Any:
        target = f"/other/v3/portfolio/{name}"
        return trader.send("GET", f"{target}?{query}", trader.sign(target))

    assert 404 == trader.ask("fills").status
    assert 3 == len(ask("fills", "").body["fills"])
    assert [200, 400] == [ask("fills", f"limit={limit}").status for limit in (7, 8)]
    assert [200, 400] == [ask("settlements", f"event_ticker={text}").status for text in ("a,b", "a,b,c")]
    assert [200, 400] == [
        ask("positions", f"count_filter={text}").status for text in ("position", "total_traded")
    ]
    oldest_first: list[Any] = []
    cursor = ""
    while cursor or not oldest_first:
        page = ask("fills", f"limit=7&cursor={cursor}").body
        oldest_first += page["fills"]
        cursor = page["cursor"]
    expected = usual.ask("fills").body["fills"][::-1]
    assert [{key: value for key, value in row.items() if key != "ts"} for row in expected] == oldest_first
