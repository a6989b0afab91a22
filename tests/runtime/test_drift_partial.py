"""Objects that have no value for some of their fields, or more than them."""

import copy
import pickle
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import attrs
import msgspec
import pytest

from kalshi_runtime import KalshiError, Model, UnsetFieldError, frozen, renamed
from kalshi_runtime._partial import Remainder, make_partial
from kalshi_runtime._tolerant import read_tolerantly

from .drift_oracle import Crate, Maker, make_answer, make_crate
from .shop import Shelf, Side, Ware, make_ware

NAIVE = "Expected `datetime` with a timezone component"
COPIES: list[Callable[[Any], Any]] = [
    copy.copy,
    copy.deepcopy,
    lambda item: pickle.loads(pickle.dumps(item)),
    lambda item: pickle.loads(pickle.dumps(item, protocol=2)),
]


def read(model: Any, body: Any) -> Any:
    """Read a body the tolerant way."""
    value, _ = read_tolerantly(model, make_answer(body).content)
    return value


def read_ware(**changes: Any) -> Any:
    """Read a ware, changed; ``...`` drops a field."""
    ware = {name: value for name, value in make_ware(**changes).items() if value is not ...}
    return read(Ware, ware)


def test_partial_object_is_of_the_model_for_all_who_ask() -> None:
    """Only `type()` tells, since the class is made for what the model cannot do."""
    ware = read_ware(count=...)
    assert isinstance(ware, Ware)
    assert ware.__class__ is Ware
    assert type(ware) is not Ware
    assert type(ware).__name__ == "Ware"
    assert type(read_ware()) is Ware


def test_partial_class_is_made_once_per_model_whatever_threads_do() -> None:
    """No class is left behind by a race."""
    interval, barrier = sys.getswitchinterval(), Barrier(8)

    def make(model: Any) -> Any:
        barrier.wait()
        return make_partial(model, {"name": "n"}, Remainder({"a": 1}, {}))

    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            model = frozen(kw_only=True)(type("Fresh", (Model,), {"__annotations__": {"name": str}}))
            with ThreadPoolExecutor(8) as pool:
                assert len({type(item) for item in pool.map(make, [model] * 8)}) == 1
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"count": ..., "count_fp": "1.00"}, "count", "Ware.count was not sent; the answer has count_fp"),
        ({"price": ...}, "price", "Ware.price was not sent"),
        (
            {"price": ..., "no_price_dollars": "1", "yes_price_dollars": "2", "fee": 1},
            "price",
            "Ware.price was not sent; the answer has no_price_dollars, yes_price_dollars",
        ),
        ({"count": None}, "count", "Ware.count was null"),
        (
            {"count": "4711"},
            "count",
            "Ware.count could not be read: Expected `int`, got `str`; extra['count'] holds what was sent",
        ),
        (
            {"sold": "2025-11-15T16:11:11"},
            "sold",
            f"Ware.sold could not be read: {NAIVE}; extra['sold'] holds what was sent",
        ),
        (
            {"cost": "NaN"},
            "cost",
            "Ware.cost could not be read: Expected a finite decimal; extra['cost'] holds what was sent",
        ),
    ],
)
def test_unset_field_says_why_and_what_came_instead(
    changes: dict[str, Any], field: str, message: str
) -> None:
    """Names only, no value; optional fields too, since their ``None`` would mean that they are absent."""
    ware = read_ware(**changes)
    with pytest.raises(UnsetFieldError) as caught:
        getattr(ware, field)
    error = caught.value
    assert (str(error), error.model, error.field) == (message, "Ware", field)
    assert isinstance(error, AttributeError)
    assert isinstance(error, KalshiError)
    assert not hasattr(ware, field)
    assert error.obj is None  # from which Python would guess at another field, as in "Did you mean"
    twin = pickle.loads(pickle.dumps(error))
    assert (str(twin), twin.model, twin.field, twin.name) == (message, "Ware", field, field)


def test_attribute_that_no_model_has_is_an_ordinary_error_that_names_extra() -> None:
    """What is undeclared stays apart, where type checkers do not look for it."""
    ware = read_ware(count_fp="1.00")
    with pytest.raises(AttributeError, match=r"Ware has no field count_fp; .* extra\['count_fp'\]") as caught:
        _ = ware.count_fp
    assert not isinstance(caught.value, UnsetFieldError)
    with pytest.raises(AttributeError, match=r"Ware has no field colour$"):
        _ = ware.colour


def test_extra_is_plain_exact_and_cannot_be_changed() -> None:
    """Decimals for fractions; what is no readable JSON stays bytes."""
    body = (
        b'{"name": "m", "a": 0.10, "b": [1, {"c": null}], "d": 123456789012345678901, "e": "\xff", "f": %s}'
    )
    maker = read(Maker, body % (b"9" * 5000))
    expected = {
        "a": Decimal("0.10"),
        "b": [1, {"c": None}],
        "d": 123456789012345678901,
        "e": b'"\xff"',
        "f": b"9" * 5000,
    }
    assert dict(maker.extra) == expected
    assert str(maker.extra["a"]) == "0.10"
    with pytest.raises(TypeError):
        maker.extra["a"] = 1
    with pytest.raises(AttributeError, match="immutable type: 'Maker'"):
        maker.name = "n"


def test_item_that_is_no_object_keeps_its_place() -> None:
    """A sum over the list fails instead of being short."""
    shelf = read(Shelf, {"wares": [make_ware(1), None, make_ware(3), "x"]})
    assert [isinstance(ware, Ware) for ware in shelf.wares] == [True] * 4
    assert (shelf.wares[0].count, shelf.wares[2].count) == (1, 3)
    with pytest.raises(UnsetFieldError, match=r"^Ware.count was not sent: the whole item was null$"):
        sum(ware.count for ware in shelf.wares)
    with pytest.raises(UnsetFieldError, match=r"whole item could not be read: Expected `object`, got `str`$"):
        _ = shelf.wares[3].cost


def test_null_list_is_an_empty_list() -> None:
    """Which is what it is to those who send it."""
    shelf = read(Shelf, {"wares": None, "spare": None})
    assert (shelf.wares, shelf.spare) == ([], None)


def test_repr_shows_what_is_there_and_says_what_is_not() -> None:
    """It never raises."""
    ware = read_ware(count=..., count_fp="1.00", sold=7)
    expected = (
        "Ware(id='1', price=Decimal('1.20'), count=<was not sent>, side=<Side.LEFT: 'left'>, cost=None, "
        "sold=<could not be read: Expected `datetime | null`, got `int`>, "
        "extra={'sold': 7, 'count_fp': '1.00'})"
    )
    assert repr(ware) == expected


def test_rich_shows_what_repr_shows() -> None:
    """A terminal's pretty printer asks for the parts."""
    parts = dict(read_ware(count=..., new=1).__rich_repr__())
    assert (parts["id"], repr(parts["count"]), parts["extra"]) == ("1", "<was not sent>", {"new": 1})


def test_equality_compares_declared_values_and_leaves_extra_out() -> None:
    """In both directions, and hashes agree."""
    plain, more, less = read_ware(), read_ware(new=1), read_ware(count=...)
    assert plain == more
    assert more == plain
    assert (plain != more) is False
    assert hash(plain) == hash(more)
    assert {plain: 1}[more] == 1
    assert plain != less
    assert less != plain
    assert less == read_ware(count="7", other=2)
    assert hash(less) == hash(read_ware(count=None))
    assert less != read_ware(id=...)
    assert less != read(Maker, {"name": "1"})
    assert less != 1
    assert len({plain, more, less, read_ware(count=...)}) == 2


@pytest.mark.parametrize("twin_of", COPIES)
def test_copies_are_equal_and_know_the_same(twin_of: Callable[[Any], Any]) -> None:
    """Copies, deep ones, and pickles of a class that exists at run time only."""
    crate = read(
        Crate, make_crate(count=..., new=[1]) | {"count": None, "maker": {"name": 7, "parent": None}}
    )
    twin = twin_of(crate)
    assert twin is not crate
    assert type(twin) is type(crate)
    assert twin == crate
    assert (dict(twin.extra), repr(twin)) == (dict(crate.extra), repr(crate))
    for item, field in ((twin, "count"), (twin.maker, "name")):
        with pytest.raises(UnsetFieldError):
            getattr(item, field)


def test_partial_object_as_dictionary_has_what_is_declared_and_there() -> None:
    """Neither what is unset, which is missed loudly there, nor `extra`; at any depth."""
    shelf = read(Shelf, {"wares": [make_ware(count=None, new=1), make_ware(2)], "cursor": "c", "more": 1})
    expected = {"id": "1", "price": Decimal("1.20"), "side": "left"}
    assert shelf.to_dict() == {"wares": [expected, read_ware(id="2", count=2).to_dict()], "cursor": "c"}
    assert type(shelf.to_dict()["wares"][0]["side"]) is str


def test_tools_of_attrs_and_msgspec_work_as_documented() -> None:
    """They read every field, so they raise where one is unset; `to_dict` is there for all."""
    more, less = read_ware(new=1), read_ware(count=...)
    assert attrs.asdict(more) == attrs.asdict(read_ware())
    assert attrs.evolve(more, count=5) == read_ware(count=5)
    assert attrs.evolve(less, count=5) == read_ware(count=5)
    assert msgspec.structs.replace(more, count=5) == attrs.evolve(read_ware(), count=5) == read_ware(count=5)
    with pytest.raises(UnsetFieldError):
        attrs.asdict(less)
    with pytest.raises(UnsetFieldError):
        attrs.evolve(less, price=Decimal(1))
    encoded = msgspec.json.decode(msgspec.json.encode(less.to_dict()))
    assert encoded == {"id": "1", "price": "1.20", "side": "left"}


def test_unset_field_matches_no_pattern() -> None:
    """A pattern that names a field takes only objects that have it."""
    match read_ware(count=...):
        case Ware(count=count):
            found: object = count
        case Ware(side=side):
            found = side
    assert found is Side.LEFT


@frozen(kw_only=True)
@renamed(class_="class", to_dict_="to_dict", odd="odd name")
class Seat(Model):
    """Fields whose names on the wire are none in Python, or another thing's."""

    class_: str
    to_dict_: int
    odd: str | None = None


def test_partial_object_with_fields_of_other_names_knows_them_by_both() -> None:
    """Python's name is read and shown, that on the wire is reported and kept."""
    seat, journal = read_tolerantly(
        Seat, make_answer({"to_dict": "x", "odd name": "o", "class_fp": "1"}).content
    )
    assert seat.odd == "o"
    for attribute, message in (
        ("class_", "Seat.class_ was not sent; the answer has class_fp"),
        ("to_dict_", "Seat.to_dict_ could not be read: Expected `int`, got `str`; extra['to_dict'] holds"),
    ):
        with pytest.raises(UnsetFieldError, match=f"^{re.escape(message)}"):
            getattr(seat, attribute)
    assert repr(seat).startswith("Seat(class_=<was not sent>, to_dict_=<could not be read: Expected")
    assert seat.to_dict() == {"odd name": "o"}
    assert pickle.loads(pickle.dumps(seat)) == seat
    differing = read(Seat, {"class": "a", "to_dict": 1, "odd name": 7})
    assert (differing.class_, differing.to_dict_, differing.extra["odd name"]) == ("a", 1, 7)
    assert [each.path for each in journal.list_differences()] == ["$.class", "$.to_dict", "$.class_fp"]
