"""What generated models are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeAlias

import attrs
import msgspec

from ._shapes import is_array, is_object

Int64: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""An integer that fits into 64 bits, as the API's do."""

AwareDatetime: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its offset from UTC."""

JSON_NUMBER: Final = "number"

DecimalNumber: TypeAlias = Annotated[Decimal, JSON_NUMBER]
"""A decimal that travels as a JSON number; all others travel as text. Both are exact, and both are read."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Model:
    """Base of every generated class: an immutable object of the API with one attribute per field.

    What attrs would write for each class is here once, since an import would compile it for all of them.
    """

    __slots__ = ()

    @property
    def extra(self) -> Mapping[str, Any]:
        """The fields that the server sent and the contract does not know, as plain Python with exact numbers.

        They are looked for in the first answer of an operation, in one every ten minutes, and in all once
        there were any. A declared field that could not be read is here as it was sent.
        """
        return _NOTHING

    def to_dict(self) -> dict[str, Any]:
        """Return the object as plain Python, under the names on the wire.

        Enums become text; ``Decimal`` and ``datetime`` stay what they are. Optional fields that are absent
        are left out, as is what could not be read, and `extra`.
        """
        model: Any = type(self)
        return {
            name: to_plain(value)
            for name, attribute, default in _fields(model)
            if (value := getattr(self, attribute)) is not default
        }

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        model: Any = type(self)
        read = _make_reader(model)
        return bool(read(self) == read(other))

    def __hash__(self) -> int:
        model: Any = self.__class__
        return hash((model, _make_reader(model)(self)))

    def __repr__(self) -> str:
        model: Any = type(self)
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in list_fields(model).values())
        return f"{model.__qualname__}({fields})"

    def __getstate__(self) -> dict[str, Any]:
        model: Any = type(self)
        return {name: getattr(self, attribute) for name, attribute in list_fields(model).items()}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        set_values(self, state)


@cache
def list_fields(model: Any) -> dict[str, str]:
    """List the fields of a model, each by its name on the wire with that in Python."""
    return {field.name: field.alias for field in attrs.fields(model)} if attrs.has(model) else {}


@cache
def _make_reader(model: Any) -> Callable[[Any], Any]:
    attributes = list_fields(model).values()
    return attrgetter(*attributes) if attributes else lambda _: ()


def set_values(item: Any, values: Mapping[str, Any]) -> None:
    """Give a new object its values, by their names on the wire."""
    attributes = list_fields(item.__class__)
    for name, value in values.items():
        object.__setattr__(item, attributes[name], value)  # models are frozen


@cache
def _fields(model: Any) -> tuple[tuple[str, str, object], ...]:
    return tuple((field.name, field.alias, field.default) for field in attrs.fields(model))


def to_plain(value: object) -> Any:
    """Return a value with the models and enums within it as plain Python."""
    if isinstance(value, Model):
        return value.to_dict()
    if is_array(value):
        return [to_plain(item) for item in value]
    if is_object(value):
        return {key: to_plain(item) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value
