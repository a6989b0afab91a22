"""Enumerations that keep what the contract does not know."""

import copy
import json
import pickle
from enum import Enum

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalshi_runtime import OpenEnum
from kalshi_runtime._enums import _CACHE_SIZE, _unknown

from .shop import Side


class Other(OpenEnum):
    """Another enumeration with a value in common."""

    LEFT = "left"


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
