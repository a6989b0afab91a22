"""What every generated model can do."""

import copy
import datetime
import json
import pickle
import subprocess
import sys
from decimal import Decimal

import attrs
import msgspec
import pytest

from kalshi_runtime import AwareDatetime, Int64, Model, frozen

from .shop import Shelf, Side, Ware, make_ware

SOLD = datetime.datetime(2025, 11, 15, tzinfo=datetime.UTC)
WARE = Ware(id="1", price=Decimal("0.10"), count=2, side=Side("up"), sold=SOLD)


@frozen(kw_only=True)
class Nested(Model):
    """Models in every container."""

    named: dict[str, Ware]
    must: str | None
    rows: list[list[Side]] | None = None


def test_model_as_dictionary_is_plain_with_exact_values() -> None:
    """Wire names, text for enums, decimals and times as they are, nothing for what is absent."""
    shelf = Shelf(wares=[WARE], cursor="")
    expected = {
        "wares": [{"id": "1", "price": Decimal("0.10"), "count": 2, "side": "up", "sold": SOLD}],
        "cursor": "",
    }
    assert shelf.to_dict() == expected
    assert type(shelf.to_dict()["wares"][0]["side"]) is str


def test_model_as_dictionary_keeps_null_where_a_field_must_be() -> None:
    """Absent and null are two things where the contract says so."""
    nested = Nested(named={"a": WARE}, must=None, rows=[[Side.LEFT]])
    assert nested.to_dict() == {"named": {"a": WARE.to_dict()}, "must": None, "rows": [["left"]]}


def test_model_decoded_and_taken_apart_is_what_was_sent() -> None:
    """For what the contract knows."""
    body = {"wares": [make_ware(price="1.50")], "spare": [], "cursor": "c"}
    shelf = msgspec.json.decode(json.dumps(body), type=Shelf)
    assert shelf.to_dict() == body | {"wares": [make_ware(price=Decimal("1.50"))]}


def test_model_is_a_value_that_nobody_changes() -> None:
    """Equal by value, hashable, copied, pickled, frozen, and without room for more."""
    for twin in (copy.copy(WARE), copy.deepcopy(WARE), pickle.loads(pickle.dumps(WARE))):
        assert twin == WARE
        assert hash(twin) == hash(WARE)
    with pytest.raises(AttributeError, match="immutable type: 'Ware'"):
        WARE.count = 3  # type: ignore[misc]
    assert not hasattr(WARE, "__dict__")


def test_attrs_sees_an_attrs_class() -> None:
    """Whatever keeps the values: its functions, and what asks it, find the fields and their types."""
    fields = attrs.fields_dict(Ware)
    assert list(fields) == ["id", "price", "count", "side", "cost", "sold"]
    assert {name: field.default for name, field in fields.items() if field.default is not attrs.NOTHING} == {
        "cost": None,
        "sold": None,
    }
    assert fields["price"].type is Decimal
    assert all(field.kw_only for field in fields.values())
    assert attrs.fields(Ware) is attrs.fields(Ware)
    assert attrs.resolve_types(Ware) is Ware
    changed = attrs.evolve(WARE, count=5)
    assert changed == Ware(id="1", price=Decimal("0.10"), count=5, side=Side("up"), sold=SOLD)
    assert WARE.count == 2
    expected = {"id": "1", "price": Decimal("0.10"), "count": 2, "side": "up", "cost": None, "sold": SOLD}
    assert attrs.asdict(Shelf(wares=[WARE])) == {"wares": [expected], "spare": None, "cursor": None}
    assert attrs.has(Ware)
    assert not attrs.has(Model)


class Valued:
    """What a program of a user's mixes in."""

    def describe(self) -> str:
        """Say what it is."""
        return f"a {type(self).__name__}"


class Priced(Ware, Valued):
    """A model that a user derives from."""

    @property
    def worth(self) -> Decimal:
        """What all of it costs."""
        return self.price * self.count


def test_derived_class_may_add_methods_properties_and_mixins() -> None:
    """And is a model as any other."""
    priced = Priced(id="1", price=Decimal("0.10"), count=2, side=Side("up"))
    assert (priced.worth, priced.describe()) == (Decimal("0.20"), "a Priced")
    assert attrs.evolve(priced, count=3).worth == Decimal("0.30")
    assert pickle.loads(pickle.dumps(priced)) == priced
    assert msgspec.json.decode(json.dumps(make_ware(count=7)), type=Priced).worth == Decimal("8.40")


def test_attrs_is_imported_by_who_asks_it_only() -> None:
    """An import pays for what it needs, and no call does."""
    script = (
        "import sys, msgspec\n"
        "from kalshi_portfolio import KalshiClient, models\n"
        "balance = models.GetBalanceResponse(balance=1, portfolio_value=2, updated_ts=3)\n"
        "assert balance.to_dict()['balance'] == 1\n"
        "assert 'attr' not in sys.modules\n"
        "import attrs\n"
        "assert attrs.evolve(balance, balance=5).balance == 5\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_model_has_no_fields_that_the_contract_does_not_know() -> None:
    """And nobody can put any there."""
    assert dict(WARE.extra) == {}
    with pytest.raises(TypeError):
        WARE.extra["a"] = 1  # type: ignore[index]


def test_annotations_bound_what_msgspec_would_take() -> None:
    """64 bits and an offset."""
    assert msgspec.json.decode(b"-9223372036854775808", type=Int64) == -(2**63)
    for text, annotation in (
        (b"-9223372036854775809", Int64),
        (b'"2025-11-15T00:00:00"', AwareDatetime),
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(text, type=annotation)
