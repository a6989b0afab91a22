"""What arguments become on the wire, and which are refused before anything is sent."""

import enum
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kalshi_runtime import ArgumentError, ArgumentTypeError, KalshiError, Operation, Parameter

from .shop import ADD_WARE, GET_HEALTH, GET_SHELF, GET_WARE, Driver, Recorder, Side, Ware, always, make_ware

Drive = Callable[..., Driver]


class Index:
    """A whole number that is no int, as numpy's."""

    def __index__(self) -> int:
        """Return the number."""
        return 7


class Level(enum.IntEnum):
    """An enumeration of numbers."""

    HIGH = 3


MOMENT = datetime(2025, 11, 15, 16, 11, 11, 109554, tzinfo=UTC)

SENT: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, []),
    ({"text": None, "number": None, "flag": None, "some": None, "cursor": None}, []),
    ({"number": 0}, [("number", "0")]),
    ({"number": -5}, [("number", "-5")]),
    ({"number": 2**63 - 1}, [("number", "9223372036854775807")]),
    ({"number": Index()}, [("number", "7")]),
    ({"number": Level.HIGH}, [("number", "3")]),
    ({"text": ""}, [("text", "")]),
    ({"text": "a b&c=d/e?f#g+h%20ü\U0001f600,\n"}, [("text", "a b&c=d/e?f#g+h%20ü\U0001f600,\n")]),
    ({"text": Side.LEFT}, [("text", "left")]),
    ({"text": Side("elsewhere")}, [("text", "elsewhere")]),
    ({"text": MOMENT}, [("text", "2025-11-15T16:11:11.109554+00:00")]),
    ({"text": date(2025, 11, 15)}, [("text", "2025-11-15")]),
    ({"text": uuid.UUID(int=1)}, [("text", "00000000-0000-0000-0000-000000000001")]),
    ({"text": Decimal("0.3700")}, [("text", "0.3700")]),
    ({"flag": False}, [("flag", "false")]),
    ({"flag": True}, [("flag", "true")]),
    ({"amount": Decimal("1E+3")}, [("amount", "1000")]),
    ({"amount": Decimal("-0.0100")}, [("amount", "-0.0100")]),
    ({"amount": 3}, [("amount", "3")]),
    ({"anything": True}, [("anything", "true")]),
    ({"anything": 0}, [("anything", "0")]),
    ({"anything": "x"}, [("anything", "x")]),
    ({"cursor": ""}, []),
    ({"cursor": "c=1&d"}, [("cursor", "c=1&d")]),
    ({"some": "a,b"}, [("some", "a,b")]),
    ({"some": ""}, [("some", "")]),
    ({"some": ["a"]}, [("some", "a")]),
    ({"some": ("a", Side.RIGHT, "c")}, [("some", "a,right,c")]),
    ({"some": {"a": 1}.keys()}, [("some", "a")]),
    ({"many": [1, 0, 1]}, [("many", "1"), ("many", "0"), ("many", "1")]),
]


@pytest.mark.parametrize(("arguments", "expected"), SENT)
def test_arguments_sent_arrive_as_text(
    drive: Drive, arguments: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """Absent arguments are not sent; nought, the empty text and False are."""
    server = Recorder()
    drive(server).call(GET_SHELF, arguments)
    assert server.requests[0].url.params.multi_items() == expected


REFUSED: list[tuple[dict[str, Any], type[ArgumentError], str]] = [
    ({"number": 1.0}, ArgumentTypeError, r"number takes a whole number \(int\), not float \(1.0\)"),
    ({"number": "5"}, ArgumentTypeError, r"number takes a whole number \(int\), not str \('5'\)"),
    ({"number": True}, ArgumentTypeError, r"number takes .*, not bool \(True\)"),
    ({"number": Decimal(5)}, ArgumentTypeError, r"number takes .*, not Decimal"),
    ({"number": MOMENT}, ArgumentTypeError, r"not datetime; for Unix seconds give int\(moment.timestamp"),
    ({"number": [1]}, ArgumentTypeError, "number takes .*, not list"),
    ({"number": 2**64}, ArgumentError, "more than 64 bits"),
    ({"number": 10**5000}, ArgumentError, "more than 64 bits"),
    ({"text": 5}, ArgumentTypeError, r"text takes text, not int \(5\)"),
    ({"text": b"x"}, ArgumentTypeError, "text takes text, not bytes"),
    ({"text": "\ud800"}, ArgumentError, "UTF-8"),
    ({"text": datetime(2025, 1, 1)}, ArgumentError, "without a time zone"),  # noqa: DTZ001
    ({"text": Decimal("NaN")}, ArgumentError, "NaN, which is no number"),
    ({"flag": 1}, ArgumentTypeError, r"flag takes True or False, not int \(1\)"),
    ({"flag": "true"}, ArgumentTypeError, "flag takes True or False"),
    ({"amount": 0.1}, ArgumentTypeError, "give an int or a Decimal, which are exact"),
    ({"amount": Decimal("Infinity")}, ArgumentError, "no number"),
    ({"amount": Decimal("1E+999999")}, ArgumentError, "out of range"),
    ({"anything": 1.5}, ArgumentTypeError, "anything takes .*, not float"),
    ({"anything": object()}, ArgumentTypeError, "not object$"),
    ({"some": ["a,b"]}, ArgumentError, "some got 'a,b' as an item, and a comma separates items"),
    ({"some": ["a", ""]}, ArgumentError, "an empty text as an item"),
    ({"some": []}, ArgumentError, "an empty list"),
    ({"some": list("abcd")}, ArgumentError, "some takes at most 3 items, not 4"),
    ({"some": "a,b,c,d"}, ArgumentError, "some takes at most 3 items, not 4"),
    ({"some": [1]}, ArgumentTypeError, r"some takes text, not int \(1\)"),
    ({"some": 1}, ArgumentTypeError, "some takes text or a list of text, not int"),
    ({"some": b"ab"}, ArgumentTypeError, "not bytes"),
    ({"some": {"a": 1}}, ArgumentTypeError, "not dict"),
    ({"some": (word for word in "ab")}, ArgumentTypeError, "not generator"),
    ({"many": [1, 2, 3, 4]}, ArgumentError, "at most 3 items"),
    ({"texts": "a"}, ArgumentTypeError, "there is no argument texts; did you mean text?"),
    ({"body": {}}, ArgumentTypeError, "there is no argument body"),
]


@pytest.mark.parametrize(("arguments", "kind_of_error", "text"), REFUSED)
def test_arguments_that_cannot_be_sent_are_refused(
    drive: Drive, arguments: dict[str, Any], kind_of_error: type[ArgumentError], text: str
) -> None:
    """The error names operation and parameter, and nothing is sent."""
    server = Recorder()
    with pytest.raises(ArgumentError, match=text) as caught:
        drive(server).call(GET_SHELF, arguments)
    (name,) = arguments
    assert (type(caught.value), caught.value.operation, caught.value.parameter) == (
        kind_of_error,
        "GetShelf",
        name,
    )
    assert str(caught.value).startswith("GetShelf: ")
    assert server.requests == []


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({}, "id is required"),
        ({"id": "a", "part": None}, "part is required"),
        ({"id": "", "part": "b"}, "id is part of the path and cannot be ''"),
        ({"id": "a", "part": ".."}, r"part is part of the path and cannot be '\.\.'"),
        ({"id": ".", "part": "b"}, r"id .*cannot be '\.'"),
        ({"id": 5, "part": "b"}, r"id takes text, not int \(5\)"),
        ({"id": "a", "part": "b", "X-Tag": "a\r\nX-Other: b"}, "X-Tag goes into a header"),
        ({"id": "a", "part": "b", "X-Tag": "ü"}, "X-Tag .*printable ASCII"),
        ({"id": "a", "part": "b", "X-Tag": " a"}, "X-Tag .*white space at the ends"),
        ({"id": "x" * 70_000, "part": "b"}, "the arguments make no URL: .*too long"),
    ],
)
def test_arguments_of_path_and_header_that_cannot_be_sent_are_refused(
    drive: Drive, arguments: dict[str, Any], text: str
) -> None:
    """A path never becomes another path, and a header never two."""
    server = Recorder()
    with pytest.raises(ArgumentError, match=f"GetWare: {text}"):
        drive(server).call(GET_WARE, arguments)
    assert server.requests == []


def test_arguments_of_path_and_header_are_put_into_their_place(drive: Drive) -> None:
    """What the path gives a meaning to is encoded, and a placeholder's text is no placeholder."""
    server = Recorder(always(200, json=make_ware()))
    drive(server).call(GET_WARE, {"id": "a/b?c#d%2F{part}", "part": "…", "X-Tag": "t"})
    request = server.requests[0]
    assert request.url.raw_path == b"/api/v2/wares/a%2Fb%3Fc%23d%252F%7Bpart%7D/%E2%80%A6"
    assert request.headers["x-tag"] == "t"


def test_body_given_is_sent_as_json(drive: Drive) -> None:
    """Models and plain data alike; what a model leaves open is left out."""
    server = Recorder(always(204))
    ware = Ware(id="1", price=Decimal("1.20"), count=2, side=Side.LEFT)
    drive(server).call(ADD_WARE, {"body": ware})
    drive(server).call(ADD_WARE, {"body": {"price": Decimal("0.10")}})
    assert server.requests[0].headers["content-type"] == "application/json"
    assert server.requests[0].content == b'{"id":"1","price":"1.20","count":2,"side":"left"}'
    assert server.requests[1].content == b'{"price":0.10}'


def test_body_that_is_no_json_is_refused(drive: Drive) -> None:
    """The error says which operation and that it is the body."""
    with pytest.raises(ArgumentTypeError, match="AddWare: body cannot be sent as JSON"):
        drive(Recorder()).call(ADD_WARE, {"body": object()})


def test_option_unknown_is_refused_with_the_argument_that_was_meant(drive: Drive) -> None:
    """Methods take options as keywords, so a misspelt argument ends up among them."""
    driver = drive(Recorder())
    with pytest.raises(ArgumentTypeError, match="GetShelf: there is no argument numbr; did you mean number"):
        driver.call(GET_SHELF, {}, numbr=3)
    with pytest.raises(ArgumentTypeError, match="there is no argument time_out; did you mean timeout"):
        driver.call(GET_SHELF, {}, time_out=3)


@pytest.mark.parametrize(
    ("timeout", "text"),
    [
        (0, "timeout is 0; give seconds above 0"),
        (-1.0, "above 0"),
        (float("nan"), "above 0"),
        (float("inf"), "to wait for ever"),
        ("5", "timeout takes seconds or an httpx.Timeout, not str"),
        (True, "not bool"),
    ],
)
def test_timeout_of_a_call_that_is_none_is_refused(drive: Drive, timeout: object, text: str) -> None:
    """A wrong timeout is an argument like another."""
    with pytest.raises(ArgumentError, match=f"GetShelf: .*{text}"):
        drive(Recorder()).call(GET_SHELF, {}, timeout=timeout)


def test_errors_of_arguments_are_what_python_people_expect() -> None:
    """They are errors of this project, and of Python's kinds."""
    assert issubclass(ArgumentError, KalshiError)
    assert issubclass(ArgumentError, ValueError)
    assert issubclass(ArgumentTypeError, TypeError)


def test_operation_is_told_apart_by_identity() -> None:
    """Two declarations are two operations, even if they say the same; what was prepared stays apart."""
    twin = Operation[dict[str, int]](
        id="GetHealth", method="GET", path="/health", result=dict[str, int], signed=False
    )
    assert twin != GET_HEALTH
    assert Parameter(name="a") == Parameter(name="a")
