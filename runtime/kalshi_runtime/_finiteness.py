"""Keeps decimals that are no numbers out of models.

msgspec takes the texts "NaN" and "Infinity" for a ``Decimal``. Looking for them in the body costs a fifth of
decoding it and more, a hook for decimals as much; so the decoded values are looked at, one field of all items
after the other, in loops that run in C (some 5 % of decoding).
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from itertools import chain
from operator import attrgetter, methodcaller
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from ._models import Model, list_fields
from ._shapes import is_array, is_object
from ._unions import UnionType

Check: TypeAlias = Callable[[Iterable[Any]], bool]
"""Tells whether all decimals within some values of one type are finite."""

_get_values = methodcaller("values")


@cache
def make_check(annotation: Any) -> Check | None:
    """Return the check for values of a type, ``None`` if there can be no decimal in them."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Decimal:
        return lambda values: all(map(Decimal.is_finite, values))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return lambda values: _check_models(annotation, list(values))
    if isinstance(annotation, UnionType):
        return _check_each
    if origin is Annotated:
        return make_check(arguments[0])
    if origin in (Union, types.UnionType):
        if not any(map(make_check, arguments)):
            return None
        if len(arguments) == 2 and types.NoneType in arguments:
            check = make_check(arguments[0]) or make_check(arguments[1])
            return check and (lambda values: check(value for value in values if value is not None))
        return _check_each
    inner = make_check(arguments[-1]) if origin is dict or origin is list else None
    if inner is None:
        return None
    if origin is dict:
        return lambda values: inner(chain.from_iterable(map(_get_values, values)))
    return lambda values: inner(chain.from_iterable(values))


def _check_each(values: Iterable[Any]) -> bool:
    return all(find_non_finite(value) is None for value in values)


def find_non_finite(value: object, path: str = "$") -> str | None:
    """Return the JSON path of the first decimal within a value that is not finite."""
    if isinstance(value, Decimal):
        return None if value.is_finite() else path
    parts: Iterable[tuple[str, object]] = ()
    if is_array(value):
        parts = ((f"[{index}]", item) for index, item in enumerate(value))
    elif is_object(value):
        parts = (("[...]", item) for item in value.values())  # as msgspec writes it; keys may be private
    elif isinstance(value, Model):
        model: Any = type(value)
        parts = ((f".{field.name}", getattr(value, field.attribute)) for field in list_fields(model))
    return next(filter(None, (find_non_finite(part, path + step) for step, part in parts)), None)


def _check_models(model: Any, values: list[Any]) -> bool:
    # Models may hold models of their own kind; that ends where there are none.
    return not values or all(check(map(get, values)) for get, check in _list_columns(model))


@cache
def _list_columns(model: Any) -> list[tuple[Callable[[Any], Any], Check]]:
    return [
        (attrgetter(field.attribute), check)
        for field in list_fields(model)
        if (check := make_check(field.annotation)) is not None
    ]
