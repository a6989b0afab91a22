"""Answers of every shape that a contract can have, read the tolerant way."""

from contextlib import suppress
from decimal import Decimal
from typing import Annotated, Any

import msgspec
import pytest

from kalshi_runtime import (
    ContractDriftError,
    DecimalNumber,
    DecodeError,
    Int64,
    Model,
    Operation,
    UnsetFieldError,
    frozen,
)
from kalshi_runtime._comparison import compare_answer
from kalshi_runtime._decoding import decode_answer
from kalshi_runtime._drift import DriftPolicy

from .drift_oracle import Maker, make_answer


@frozen(kw_only=True)
class Parcel(Model):
    """Unions of what msgspec takes for one."""

    mixed: "Decimal | list[Maker] | None" = None
    either: "Maker | str | None" = None
    makers: "list[Maker | None] | None" = None
    amount: "Decimal | DecimalNumber | None" = None
    number: "DecimalNumber | None" = None
    few: "Annotated[list[Maker], msgspec.Meta(max_length=2)] | None" = None
    anything: Any = None
    named: "dict[str, dict[str, Int64]] | None" = None


def operation_of(result: Any) -> Operation[Any]:
    """Return an operation that is answered with a type."""
    return Operation(id="GetIt", method="GET", path="/", result=result)


def read(result: Any, body: Any) -> tuple[Any, list[str]]:
    """Return what is read of a body, and what differs."""
    operation, answer = operation_of(result), make_answer(body)
    report = compare_answer(operation, answer)
    value = decode_answer(operation, answer, DriftPolicy("ignore"))
    return value, [f"{each.kind} {each.path}" for each in report.differences]


@pytest.mark.parametrize(
    ("body", "differences"),
    [
        ({"mixed": "1.20", "either": {"name": "a"}, "makers": [None, {"name": "a"}]}, []),
        ({"mixed": [{"name": "a"}], "either": "b", "amount": "1", "anything": [1, "NaN"]}, []),
        ({"mixed": None, "amount": 1, "number": 1.5, "named": {"a": {"b": 1}}}, []),
        ({"mixed": 1.5}, ["form $.mixed"]),
        ({"number": "1.5"}, ["form $.number"]),
        ({"mixed": [{"name": 7}]}, ["type $.mixed[*].name"]),
        ({"mixed": {}}, ["type $.mixed"]),
        ({"mixed": ["a"]}, ["type $.mixed[*]"]),
        ({"either": {"nom": "a"}}, ["missing $.either.name", "undeclared $.either.nom"]),
        ({"either": 7}, ["type $.either"]),
        ({"makers": [7, {"name": None}]}, ["type $.makers[*]", "null $.makers[*].name"]),
        ({"number": "NaN"}, ["value $.number"]),
        ({"named": {"a": {"b": "c"}}}, ["type $.named[...][...]"]),
        ({"named": {"a": None}}, ["null $.named[...]"]),
    ],
)
def test_unions_and_containers_are_read_arm_by_arm(body: dict[str, Any], differences: list[str]) -> None:
    """The first character tells which arm is meant; what no arm takes stays unset, with the reason."""
    value, found = read(Parcel, body)
    assert found == differences
    breaks = any(each.split()[0] in ("missing", "null", "type", "value") for each in found)
    with_default = {name: getattr(value, name) for name in body if hasattr(value, name)}
    assert breaks or with_default == {
        name: getattr(msgspec.json.decode(make_answer(body).content, type=Parcel), name) for name in body
    }
    if body == {"makers": [7, {"name": None}]}:
        assert [isinstance(item, Maker) for item in value.makers] == [True, True]


def test_limits_of_a_list_that_show_in_the_whole_alone_are_held() -> None:
    """No part of it is wrong, so nothing could be left unset."""
    with pytest.raises(DecodeError, match="length <= 2") as caught:
        read(Parcel, {"few": [{"name": "a"}] * 3})
    assert type(caught.value) is DecodeError


@pytest.mark.parametrize(
    ("result", "body", "differences"),
    [
        (list[Maker], [{"name": "a"}, {"name": 7}], ["type $[*].name"]),
        (list[Maker], [None], ["null $[*]"]),
        (list[Maker], None, ["null_list $"]),
        (dict[str, Maker], {"a": {"name": "b", "c": 1}}, ["undeclared $[...].c"]),
        (Maker | None, None, []),
    ],
)
def test_answers_that_are_no_single_object_are_read(result: Any, body: Any, differences: list[str]) -> None:
    """A list or a mapping of objects, or an object that may be null."""
    value, found = read(result, body)
    assert found == differences
    assert isinstance(value, list | dict | None)


@pytest.mark.parametrize(("result", "body"), [(list[Int64], [1, "a"]), (dict[str, Int64], {"a": None})])
def test_answer_of_scalars_that_is_wrong_raises_whatever_the_policy(result: Any, body: Any) -> None:
    """Leaving one out would change what the others mean."""
    for on_drift in ("raise", "ignore"):
        with pytest.raises(DecodeError) as caught:
            decode_answer(operation_of(result), make_answer(body), DriftPolicy(on_drift))
        assert not isinstance(caught.value, ContractDriftError)


@frozen(kw_only=True)
class Tree(Model):
    """Models within lists within models."""

    name: str
    branches: "list[Tree] | None" = None


def test_lists_of_objects_nested_beyond_the_stack_end_as_no_other_error() -> None:
    """Reading takes more of Python's stack than splitting does, so it is the one that meets its end."""
    for depth in range(100, 400):
        body = b'{"name": 7, "branches": [' * depth + b"]}" * depth
        with suppress(DecodeError):
            decode_answer(operation_of(Tree), make_answer(body), DriftPolicy("ignore"))


@pytest.mark.parametrize("depth", [10, *range(850, 1000, 10), 5000])
def test_objects_nested_up_to_and_beyond_the_stack_end_as_no_other_error(depth: int) -> None:
    """They are read down to where the stack ends, or are an error of ours as a whole."""
    body = b'{"name": 7, "parent": ' * depth + b"null" + b"}" * depth
    seen = 0
    with suppress(DecodeError, UnsetFieldError):
        value = decode_answer(operation_of(Maker), make_answer(body), DriftPolicy("ignore"))
        while value is not None:
            assert not hasattr(value, "name")
            seen += 1
            value = value.parent
    assert seen == depth or depth > 10
