"""A value of one of several types becomes the one that fits it best, and nothing of it is lost."""

from decimal import Decimal
from typing import Annotated, Any

import msgspec
import pytest

from kalshi_runtime import DecimalNumber, Model, OneOf, OpenEnum, Tag, frozen
from kalshi_runtime._decoders import make_decoder

from .shop import Side


class Size(OpenEnum):
    """An enumeration that names other values than `Side`."""

    SMALL = "small"


@frozen(kw_only=True)
class Narrow(Model):
    """An object of one field."""

    id: str
    side: Side | None = None


@frozen(kw_only=True)
class Wide(Model):
    """The same and one more."""

    id: str
    side: Size | None = None
    depth: int | None = None


def decode(union: Any, content: bytes) -> Any:
    """Decode JSON into the member of a union that fits."""
    return make_decoder(union)(content)


def test_object_becomes_the_member_that_knows_all_of_its_keys() -> None:
    """Whatever the order of members; the first where both do."""
    for union in (OneOf[Narrow, Wide], OneOf[Wide, Narrow]):
        assert Wide(id="1", depth=2) == decode(union, b'{"id":"1","depth":2}')
    assert Narrow(id="1") == decode(OneOf[Narrow, Wide], b'{"id":"1"}')
    assert Wide(id="1") == decode(OneOf[Wide, Narrow], b'{"id":"1"}')


def test_object_with_keys_that_none_knows_becomes_the_member_that_loses_least() -> None:
    """One key lost is less than two."""
    found = decode(OneOf[Narrow, Wide], b'{"id":"1","depth":2,"new":3}')
    assert Wide(id="1", depth=2) == found


def test_object_becomes_the_member_whose_enumeration_names_its_value() -> None:
    """Also below lists and objects."""
    assert Wide(id="1", side=Size.SMALL) == decode(OneOf[Narrow, Wide], b'{"id":"1","side":"small"}')
    assert [Wide(id="1", side=Size.SMALL)] == decode(
        OneOf[list[Narrow], list[Wide]], b'[{"id":"1","side":"small"}]'
    )
    assert {"a": Wide(id="1", side=Size.SMALL)} == decode(
        OneOf[dict[str, Narrow], dict[str, Wide]], b'{"a":{"id":"1","side":"small"}}'
    )


def test_object_with_a_tag_becomes_its_member_although_another_would_lose_less() -> None:
    """A discriminator of the contract is the last word."""
    union = OneOf[Annotated[Narrow, Tag("id", ("n",))], Annotated[Wide, Tag("id", ("w",))]]
    assert Narrow(id="n") == decode(union, b'{"id":"n","depth":2}')
    assert Wide(id="w") == decode(union, b'{"id":"w"}')


def test_text_and_number_that_are_decimals_stay_what_they_were() -> None:
    """No text becomes another, and no number a text."""
    assert Decimal("0.50") == decode(OneOf[Decimal, str], b'"0.50"')
    assert "1e2" == decode(OneOf[Decimal, str], b'"1e2"')
    assert "half" == decode(OneOf[Decimal, str], b'"half"')
    number = decode(OneOf[DecimalNumber, str], b"0.50")
    assert (Decimal, "0.50") == (type(number), str(number))


def test_value_that_fits_no_member_is_refused_with_their_number_and_the_place() -> None:
    """In words without the value."""
    with pytest.raises(msgspec.ValidationError, match="Expected one of 2 types, and none fits") as caught:
        decode(dict[str, OneOf[Narrow, Wide]], b'{"a":{"secret":1}}')
    assert "secret" not in str(caught.value)


def test_type_that_is_none_of_a_contract_is_refused() -> None:
    """A declaration that msgspec cannot decode is a mistake of ours, and told as one."""
    with pytest.raises(NotImplementedError, match="is no type of a contract"):
        decode(complex, b"1")
