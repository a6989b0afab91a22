"""A contract with every kind of field, and what is to be read of any body: told without the tested code."""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import httpx

from kalshi_runtime import AwareDatetime, DecimalNumber, Int64, Model, Operation, Pagination, frozen
from kalshi_runtime._answers import Answer

from .shop import Side

Found: TypeAlias = Counter[tuple[str, str]]


@frozen(kw_only=True)
class Maker(Model):
    """An object within an item."""

    name: str
    parent: Maker | None = None


@frozen(kw_only=True)
class Crate(Model):
    """An item."""

    id: str
    price: Decimal
    weight: DecimalNumber
    count: Int64
    side: Side
    packed: AwareDatetime
    sealed: bool
    maker: Maker
    tags: list[str]
    sums: dict[str, Int64]
    fee: Decimal | None = None
    sold: AwareDatetime | None = None
    makers: dict[str, Maker] | None = None
    rows: list[list[Side]] | None = None


@frozen(kw_only=True)
class Store(Model):
    """One page of items."""

    crates: list[Crate]
    spare: list[Crate] | None = None
    cursor: str | None = None


GET_STORE = Operation[Store](
    id="GetStore",
    method="GET",
    path="/store",
    result=Store,
    pagination=Pagination(cursor_parameter="cursor", next_cursor="cursor", lists=("crates", "spare")),
)


class Field(NamedTuple):
    """What the contract says of a field."""

    kind: Any
    optional: bool = False


# A kind is the name of a scalar, a model, or one of both in a list or a mapping.
CONTRACT: dict[type[Model], dict[str, Field]] = {
    Maker: {"name": Field("text"), "parent": Field(Maker, optional=True)},
    Crate: {
        "id": Field("text"),
        "price": Field("decimal as text"),
        "weight": Field("decimal as number"),
        "count": Field("integer"),
        "side": Field("side"),
        "packed": Field("time"),
        "sealed": Field("truth"),
        "maker": Field(Maker),
        "tags": Field(["text"]),
        "sums": Field({"": "integer"}),
        "fee": Field("decimal as text", optional=True),
        "sold": Field("time", optional=True),
        "makers": Field({"": Maker}, optional=True),
        "rows": Field([["side"]], optional=True),
    },
    Store: {
        "crates": Field([Crate]),
        "spare": Field([Crate], optional=True),
        "cursor": Field("text", optional=True),
    },
}

TIME = "2025-11-15T16:11:11.109554Z"
JUNK: tuple[Any, ...] = (
    *(None, True, 0, 7, -(2**63), 2**63, 0.5, 1e300, "", "7", "1.20", "NaN", "-Infinity", "left", "behind"),
    *(TIME, "2025-11-15T16:11:11", "2025-13-01T00:00:00Z", [], ["a"], [None], {}, {"name": "n"}, {"a": 1}),
)
"""What a server may send in any place."""


class Unset:
    """Stands for a value that cannot be read."""


UNSET = Unset()


def predict(kind: Any, value: Any, path: str, found: Found) -> Any:
    """Tell what is to be read of a value, and note what differs by kind and path."""
    if isinstance(kind, list):
        return _predict_list(kind[0], value, path, found)
    if isinstance(kind, dict):
        return _predict_mapping(kind[""], value, path, found)
    if isinstance(kind, str):
        return _predict_scalar(kind, value, path, found)
    if not isinstance(value, dict):
        return _refuse(value, path, found)
    fields: dict[str, Any] = {}
    extra = {name: exact(item) for name, item in value.items() if name not in CONTRACT[kind]}
    for name in extra:
        found["undeclared", f"{path}.{name}"] += 1
    for name, (inner, optional) in CONTRACT[kind].items():
        if name in value and not (optional and value[name] is None):
            fields[name] = predict(inner, value[name], f"{path}.{name}", found)
            if fields[name] is UNSET:
                extra[name] = exact(value[name])
        elif optional:
            fields[name] = None
        else:
            fields[name] = UNSET
            found["missing", f"{path}.{name}"] += 1
    return kind, fields, extra


def _predict_list(kind: Any, value: Any, path: str, found: Found) -> Any:
    if value is None:
        found["null_list", path] += 1
        return []
    if not isinstance(value, list):
        return _refuse(value, path, found)
    items = [_keep_place(kind, predict(kind, item, f"{path}[*]", found)) for item in value]
    return UNSET if UNSET in items else items


def _predict_mapping(kind: Any, value: Any, path: str, found: Found) -> Any:
    if not isinstance(value, dict):
        return _refuse(value, path, found)
    items = {
        key: _keep_place(kind, predict(kind, item, f"{path}[...]", found)) for key, item in value.items()
    }
    return UNSET if UNSET in items.values() else items


def _keep_place(kind: Any, item: Any) -> Any:
    if item is UNSET and isinstance(kind, type):
        return kind, dict.fromkeys(CONTRACT[kind], UNSET), {}
    return item


def _predict_scalar(kind: str, value: Any, path: str, found: Found) -> Any:
    match kind, value:
        case ("truth", bool()):
            return value
        case ("integer", int()) if not isinstance(value, bool):
            return value if -(2**63) <= value < 2**63 else _refuse(value, path, found, "value")
        case ("text", str()):
            return value
        case ("side", str()):
            if value not in ("left", "right"):
                found["enum", path] += 1
            return Side(value)
        case ("time", str()):
            return (
                datetime(2025, 11, 15, 16, 11, 11, 109554, UTC)
                if value == TIME
                else _refuse(value, path, found, "value")
            )
        case (("decimal as text" | "decimal as number"), (str() | int() | float())) if not isinstance(
            value, bool
        ):
            if value in ("7", "1.20") or not isinstance(value, str):
                if isinstance(value, str) is (kind == "decimal as number"):
                    found["form", path] += 1
                return exact(value) if isinstance(value, float) else Decimal(value)
            return _refuse(value, path, found, "value")
    return _refuse(value, path, found)


def _refuse(value: Any, path: str, found: Found, kind: str = "type") -> Unset:
    found["null" if value is None else kind, path] += 1
    return UNSET


def exact(value: Any) -> Any:
    """Return plain data with its numbers as the body has them."""
    return json.loads(json.dumps(value), parse_float=Decimal)


def check(actual: Any, expected: Any) -> None:
    """Compare what was read, field by field, with what is to be read."""
    if isinstance(expected, tuple):
        kind, fields, extra = expected
        assert isinstance(actual, kind)
        assert dict(actual.extra) == extra
        for name, value in fields.items():
            assert hasattr(actual, name) is (value is not UNSET), name
            if value is not UNSET:
                check(getattr(actual, name), value)
    elif isinstance(expected, list):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected, strict=True):
            check(one, other)
    elif isinstance(expected, dict):
        assert actual.keys() == expected.keys()
        for key, value in expected.items():
            check(actual[key], value)
    else:
        assert type(actual) is type(expected)
        assert actual == expected
        assert not isinstance(actual, float) or math.isfinite(actual)


def make_answer(body: Any) -> Answer:
    """Return the answer with a body, given as bytes or as plain data."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = httpx.Headers({"content-type": "application/json"})
    return Answer(200, "OK", headers, content, httpx.URL("https://shop.example"))


def make_crate(**changes: Any) -> dict[str, Any]:
    """Return an item as the contract says it is."""
    return {
        "id": "c1",
        "price": "1.20",
        "weight": 0.5,
        "count": 7,
        "side": "left",
        "packed": TIME,
        "sealed": True,
        "maker": {"name": "m"},
        "tags": ["a"],
        "sums": {"a": 1},
        **changes,
    }
