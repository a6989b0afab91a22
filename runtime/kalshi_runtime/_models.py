"""What generated models are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
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
    """Base of every generated class: an immutable object of the API with one attribute per field."""

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
