"""Enumerations that keep what the contract does not know."""

import copy
import json
import pickle
from enum import Enum

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import OpenEnum, OpenIntEnum
from kalshi_runtime._enums import _CACHE_SIZE, _unknown, _unknown_numbers

from .shop import Side


class Other(OpenEnum):
    """Another enumeration with a value in common."""

    LEFT = "left"


class Minutes(OpenIntEnum):
    """An enumeration of whole numbers."""

    ONE = 1
    HOUR = 60


@given(st.text() | st.sampled_from(["left", "right"]))
def test_any_text_is_a_member_that_behaves_like_the_text(text: str) -> None:
    """Equal, hashed, ordered, printed, formatted, encoded and pickled as the text it is."""
    member = Side(text)
    assert isinstance(member, Side)
    assert isinstance(member, Enum)
    assert member.is_known is (text in ("left", "right"))
    assert (member == text, hash(member), str(member), f"{member}", format(member, ">9"), member.value) == (
        True,
        hash(text),
        text,
        text,
        format(text, ">9"),
        text,
    )
    assert {text: 1}[member] == 1
    assert json.loads(json.dumps({"a": member})) == {"a": text}
    assert type(member.value) is str
    for twin in (pickle.loads(pickle.dumps(member)), copy.copy(member), copy.deepcopy(member), Side(member)):
        assert (type(twin), twin, twin.is_known) == (Side, member, member.is_known)


def test_member_known_is_the_member() -> None:
    """Also when it is decoded, and printed as enumerations are."""
    assert Side("left") is Side.LEFT
    assert msgspec.json.decode(b'"left"', type=Side) is Side.LEFT
    assert list(Side) == [Side.LEFT, Side.RIGHT]
    assert repr(Side.LEFT) == "<Side.LEFT: 'left'>"


def test_member_unknown_is_none_of_the_list() -> None:
    """It is told apart in print, and does not grow the class."""
    member = msgspec.json.decode(b'"up"', type=Side)
    assert repr(member) == "<Side (unknown): 'up'>"
    assert member.name == "up"
    assert list(Side) == [Side.LEFT, Side.RIGHT]
    assert Side("up") is member
    assert msgspec.json.encode(member) == b'"up"'


def test_member_of_another_enumeration_becomes_one_of_this() -> None:
    """By its text alone."""
    assert Side(Other.LEFT) is Side.LEFT
    unknown = Side(Other("beyond"))
    assert type(unknown) is Side
    assert type(unknown.value) is str
    assert str(Other("beyond")) == unknown


@pytest.mark.parametrize("value", [None, 1, 1.5, b"left", ["left"]])
def test_value_that_is_no_text_is_refused(value: object) -> None:
    """As by any enumeration."""
    with pytest.raises(ValueError, match="is not a valid Side"):
        Side(value)  # type: ignore[arg-type]


def test_members_unknown_do_not_fill_the_memory() -> None:
    """A server that sends ever new values is remembered up to a limit, and read beyond it."""
    for number in range(2 * _CACHE_SIZE):
        assert Side(f"value {number}") == f"value {number}"
    assert len(_unknown[Side]) <= _CACHE_SIZE


@given(st.integers() | st.sampled_from([1, 60]))
def test_any_whole_number_is_a_member_that_behaves_like_the_number(number: int) -> None:
    """Equal, hashed, counted with, printed, formatted, encoded and pickled as the number it is."""
    member = Minutes(number)
    assert isinstance(member, Minutes)
    assert isinstance(member, Enum)
    assert member.is_known is (number in (1, 60))
    assert (member == number, hash(member), str(member), f"{member:>9}", member.value, member + 1) == (
        True,
        hash(number),
        str(number),
        f"{number:>9}",
        number,
        number + 1,
    )
    assert {number: 1}[member] == 1
    assert json.loads(json.dumps({"a": member})) == {"a": number}
    assert type(member.value) is int
    for twin in (
        pickle.loads(pickle.dumps(member)),
        copy.copy(member),
        copy.deepcopy(member),
        Minutes(member),
    ):
        assert (type(twin), twin, twin.is_known) == (Minutes, member, member.is_known)


def test_number_unknown_is_none_of_the_list() -> None:
    """It is told apart in print, decoded and encoded as it came, and does not grow the class."""
    member = msgspec.json.decode(b"7", type=Minutes)
    assert ("<Minutes (unknown): 7>", "7") == (repr(member), member.name)
    assert "<Minutes.HOUR: 60>" == repr(msgspec.json.decode(b"60", type=Minutes))
    assert [Minutes.ONE, Minutes.HOUR] == list(Minutes)
    assert Minutes(7) is member
    assert b"7" == msgspec.json.encode(member)


@pytest.mark.parametrize("value", [None, False, 1.5, "7", b"7", [7]])
def test_value_that_is_no_whole_number_is_refused(value: object) -> None:
    """As by any enumeration."""
    with pytest.raises(ValueError, match="is not a valid Minutes"):
        Minutes(value)  # type: ignore[arg-type]


def test_numbers_unknown_do_not_fill_the_memory() -> None:
    """As with texts."""
    for number in range(100, 100 + 2 * _CACHE_SIZE):
        assert Minutes(number) == number
    assert len(_unknown_numbers[Minutes]) <= _CACHE_SIZE
