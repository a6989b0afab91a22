"""Bodies that are what the contract says, and all the ones that are not."""

import datetime
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any, Literal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import AwareDatetime, ContractDriftWarning, DecodeError, Int64, Model, Operation, frozen
from kalshi_runtime._answers import Answer
from kalshi_runtime._decoding import decode_answer
from kalshi_runtime._drift import DriftPolicy
from kalshi_runtime._finiteness import find_non_finite, make_check

from .shop import ADD_WARE, GET_SHELF, Driver, Shelf, Side, Ware, always, make_ware

Drive = Callable[..., Driver]
SECRET = "4711-of-the-account"


def decode(content: bytes, operation: Operation[Any] = GET_SHELF) -> Any:
    """Decode a body."""
    headers = httpx.Headers({"content-type": "application/json"})
    answer = Answer(200, "OK", headers, content, httpx.URL("https://shop.example"))
    return decode_answer(operation, answer, DriftPolicy())


def shelf_of(**changes: object) -> bytes:
    """Return the body of a shelf with two wares, the second one changed."""
    return json.dumps({"wares": [make_ware(1), make_ware(2, **changes)], "cursor": ""}).encode()


def test_body_of_the_contract_becomes_models_with_exact_values(drive: Drive) -> None:
    """Decimals from text and from numbers, aware datetimes, open enums."""
    body = b"""{"wares": [{"id": "1", "price": "0.3700", "cost": 0.10, "count": 9223372036854775807,
        "side": "behind", "sold": "2025-11-15T16:11:11.109554Z", "new": [1]}], "cursor": "c"}"""
    with pytest.warns(ContractDriftWarning, match=r"wares\[\*\]\.new \(.*wares\[\*\]\.side \(|side.*new"):
        shelf = drive(always(200, content=body)).call(GET_SHELF)
    ware = Ware(
        id="1",
        price=Decimal("0.3700"),
        cost=Decimal("0.10"),
        count=2**63 - 1,
        side=Side("behind"),
        sold=datetime.datetime(2025, 11, 15, 16, 11, 11, 109554, tzinfo=datetime.UTC),
    )
    assert shelf == Shelf(wares=[ware], cursor="c")
    assert (str(shelf.wares[0].price), str(shelf.wares[0].cost)) == ("0.3700", "0.10")
    assert not shelf.wares[0].side.is_known


@pytest.mark.parametrize(
    "headers",
    [{"content-type": "text/html"}, {"content-type": "application/json; charset=ascii"}, {}],
    ids=str,
)
def test_body_plainly_meant_is_taken_whatever_its_label(drive: Drive, headers: dict[str, str]) -> None:
    """What counts is the JSON, not what a proxy says it is; a byte order mark is no part of it."""
    for start in (b"", b"\xef\xbb\xbf", b" \r\n\t"):
        driver = drive(always(200, content=start + b'{"wares": []}', headers=headers))
        assert driver.call(GET_SHELF) == Shelf(wares=[])


BAD: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "The body is empty", "$"),
    "white space": (b" \n", "The body is empty", "$"),
    "null": (b"null", "Expected `object`, got `null`", "$"),
    "list": (b"[]", "Expected `object`, got `array`", "$"),
    "number": (b"7", "Expected `object`, got `int`", "$"),
    "HTML": (b"<html>" + SECRET.encode(), "JSON is malformed", "$"),
    "text": (b"fault in " + SECRET.encode(), "JSON is malformed", "$"),
    "truncated": (shelf_of()[:-9], "truncated", "$"),
    "two documents": (shelf_of() * 2, "trailing characters", "$"),
    "UTF-16": ('{"wares": []}'.encode("utf-16"), "JSON is malformed", "$"),
    "not UTF-8": (b'{"wares": [], "cursor": "\xff"}', "The body is not UTF-8", "$"),
    "lone surrogate": (b'{"wares": [], "cursor": "\\ud800"}', "", "$"),
    "deep": (b'{"wares":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "", ""),
    "deep in a field nobody knows": (
        b'{"new":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "nested too deeply",
        "$",
    ),
    "bare NaN": (shelf_of(price=float("nan")), "JSON is malformed", "$"),
    "bare Infinity": (shelf_of(price=float("-inf")), "JSON is malformed", "$"),
    "required field absent": (b'{"cursor": ""}', "missing required field `wares`", "$"),
    "null for an item": (b'{"wares": [null]}', "Expected `object`, got `null`", "$.wares[0]"),
    "money as NaN": (shelf_of(price="NaN"), "Expected a finite decimal", "$.wares[1].price"),
    "money as nan, escaped": (
        shelf_of(price="@").replace(b"@", b"\\u006eaN"),
        "Expected a finite decimal",
        "$.wares[1].price",
    ),
    "money as signalling NaN": (shelf_of(cost="sNaN7"), "Expected a finite decimal", "$.wares[1].cost"),
    "money as infinity": (shelf_of(cost="-iNF"), "Expected a finite decimal", "$.wares[1].cost"),
    "money as text": (shelf_of(price=SECRET), "Invalid decimal string", "$.wares[1].price"),
    "money as a truth": (shelf_of(price=True), "Expected `decimal`, got `bool`", "$.wares[1].price"),
    "money out of range": (shelf_of(price="1e9999999999999999999"), "Invalid decimal", "$.wares[1].price"),
    "count as float": (shelf_of(count=1.5), "Expected `int`, got `float`", "$.wares[1].count"),
    "count as text": (shelf_of(count="1"), "Expected `int`, got `str`", "$.wares[1].count"),
    "count as a truth": (shelf_of(count=True), "Expected `int`, got `bool`", "$.wares[1].count"),
    "count of 64 bits and more": (shelf_of(count=2**63), "9223372036854775807", "$.wares[1].count"),
    "count of 5,000 digits": (shelf_of(count="@").replace(b'"@"', b"9" * 5000), "", "$.wares[1].count"),
    "naive time": (shelf_of(sold="2025-11-15T16:11:11"), "timezone", "$.wares[1].sold"),
    "empty time": (shelf_of(sold=""), "Invalid RFC3339", "$.wares[1].sold"),
    "time as number": (shelf_of(sold=1763223071), "got `int`", "$.wares[1].sold"),
    "cursor as number": (b'{"wares": [], "cursor": 7}', "got `int`", "$.cursor"),
}


@pytest.mark.parametrize("name", BAD)
def test_body_against_the_contract_raises_with_place_and_body(drive: Drive, name: str) -> None:
    """One error of ours, which keeps the body, and whose text tells types and place but no value."""
    body, text, path = BAD[name]
    with pytest.raises(DecodeError) as caught:
        drive(always(200, content=body, headers={"content-type": "text/x"})).call(GET_SHELF)
    error = caught.value
    assert (error.operation, error.status, error.content) == ("GetShelf", 200, body)
    assert text in str(error)
    assert error.path == path or not path
    assert f"({200}, {len(body)} bytes, text/x)" in str(error)
    assert SECRET not in f"{error} {error!r}"
    assert (error.__cause__, error.__context__) == (None, None)


def test_body_with_unknown_value_of_closed_set_raises_without_the_value() -> None:
    """Msgspec's own text would show it."""
    operation = Operation[list[str]](id="X", method="GET", path="/", result=list[Literal["a", "b"]])
    with pytest.raises(DecodeError, match="Invalid enum value at") as caught:
        decode(f'["a", "{SECRET}"]'.encode(), operation)
    assert SECRET not in str(caught.value)
    assert caught.value.path == "$[1]"


def test_answer_without_content_where_a_body_is_due_raises(drive: Drive) -> None:
    """204 is a success of HTTP, and still no shelf."""
    with pytest.raises(DecodeError, match=r"the server answered 204, .* where one is due") as caught:
        drive(always(204)).call(GET_SHELF)
    assert (caught.value.status, caught.value.content, caught.value.path) == (204, b"", "$")


def test_answer_of_operation_without_result_is_not_looked_at(drive: Drive) -> None:
    """Whatever the body is."""
    for status, body in ((204, b""), (201, b"<html>")):
        assert drive(always(status, content=body)).call(ADD_WARE, {"body": {}}) is None


def test_error_of_decoding_is_not_logged_with_the_body(
    drive: Drive, caplog: pytest.LogCaptureFixture
) -> None:
    """The account's data stay out of logs, at DEBUG too."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(DecodeError):
        drive(always(200, content=SECRET.encode())).call(GET_SHELF)
    assert SECRET not in caplog.text


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_decode_or_raise_one_error(body: bytes) -> None:
    """No other exception, whatever comes."""
    for operation in (GET_SHELF, ANY_DECIMALS):
        with suppress(DecodeError):
            decode(body, operation)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["NaN", "-Infinity", "1.20", "", "left", "2025-11-15T16:11:11Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("id", "price", "count", "side", "cost", "sold"), JSON))
)
def test_any_json_in_any_field_decodes_to_the_declared_types_or_raises(ware: dict[str, Any]) -> None:
    """Never a value of another type, never a float, never money that is no number."""
    try:
        found: Ware = decode(shelf_of(**ware)).wares[1]
    except DecodeError:
        return
    assert type(found.id) is str
    assert type(found.price) is Decimal
    assert found.price.is_finite()
    assert type(found.count) is int
    assert -(2**63) <= found.count < 2**63
    assert isinstance(found.side, Side)
    assert found.cost is None or found.cost.is_finite()
    assert found.sold is None or found.sold.utcoffset() is not None


@frozen(kw_only=True)
class Money(Model):
    """Decimals at every place where one can be."""

    plain: Decimal
    maybe: Decimal | None = None
    several: list[Decimal | None] | None = None
    named: dict[str, Decimal] | None = None
    deep: dict[str, list["Money"]] | None = None
    inner: "Money | None" = None
    mixed: "Decimal | list[Money] | None" = None
    times: list[AwareDatetime] | None = None
    other: Any = None


ANY_DECIMALS = Operation[Money](id="AnyDecimals", method="GET", path="/", result=Money)
AMOUNTS = st.sampled_from(["0", "1.20", "-3e2", "NaN", "-inf", "sNaN", "Infinity"])
MONEY: st.SearchStrategy[dict[str, Any]] = st.deferred(
    lambda: st.fixed_dictionaries(
        {"plain": AMOUNTS},
        optional={
            "maybe": AMOUNTS | st.none(),
            "several": st.lists(AMOUNTS | st.none(), max_size=3) | st.none(),
            "named": st.dictionaries(st.text(max_size=2), AMOUNTS, max_size=2) | st.none(),
            "deep": st.dictionaries(st.text(max_size=2), st.lists(MONEY, max_size=2), max_size=2),
            "inner": MONEY | st.none(),
            "mixed": AMOUNTS | st.lists(MONEY, max_size=2) | st.none(),
            "other": st.sampled_from(["NaN", None, 1]),
        },
    )
)


def holds_non_finite(value: object) -> bool:
    """Look for amounts that are no numbers in plain data, apart from the field that takes anything."""
    if isinstance(value, dict):
        return any(holds_non_finite(item) for key, item in value.items() if key != "other")
    if isinstance(value, list):
        return any(map(holds_non_finite, value))
    return value in ("NaN", "-inf", "sNaN", "Infinity")


@given(MONEY)
def test_decimals_anywhere_are_finite_or_the_body_is_refused(money: dict[str, Any]) -> None:
    """Lists, dictionaries, unions, models within models: the check reaches every decimal, and no more."""
    body = json.dumps(money).encode()
    if holds_non_finite(money):
        with pytest.raises(DecodeError, match="Expected a finite decimal"):
            decode(body, ANY_DECIMALS)
    else:
        assert find_non_finite(decode(body, ANY_DECIMALS)) is None


def test_check_of_types_without_decimals_is_none() -> None:
    """What can hold no decimal is not looked at."""
    for annotation in (int, str | None, list[str], dict[str, Int64], AwareDatetime, Side, Any, None, list):
        assert make_check(annotation) is None


def test_place_of_a_decimal_in_a_dictionary_hides_the_key() -> None:
    """Keys may be the account's data."""
    with pytest.raises(DecodeError) as caught:
        decode(json.dumps({"plain": "1", "named": {SECRET: "NaN"}}).encode(), ANY_DECIMALS)
    assert caught.value.path == "$.named[...]"
    assert SECRET not in str(caught.value)
