"""What generated models are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, TypeAlias, TypeVar

import msgspec

from ._shapes import is_array, is_object

Int64: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""An integer that fits into 64 bits, as the API's do."""

AwareDatetime: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its offset from UTC."""

JSON_NUMBER: Final = "number"

DecimalNumber: TypeAlias = Annotated[Decimal, JSON_NUMBER]
"""A decimal that travels as a JSON number; all others travel as text. Both are exact, and both are read."""

REQUIRED: Final = msgspec.NODEFAULT
"""What a field has in place of a default if it must be there."""

_WIRE_NAMES: Final = "_wire_names"

C = TypeVar("C", bound=type)

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Model:
    """Base of every generated class: an immutable object of the API with one attribute per field.

    A class derived from a generated one may add methods, properties and mixins, but no fields and no
    ``__init__``, and it is no abstract class.
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
        model: Any = self.__class__
        unset = self._list_unset()
        return {
            field.name: to_plain(value)
            for field in list_fields(model)
            if field.name not in unset and (value := getattr(self, field.attribute)) is not field.default
        }

    def _list_unset(self) -> Collection[str]:
        """List the names on the wire of fields that could not be read; see `_partial`."""
        return ()


class Field(NamedTuple):
    """A field of a model.

    Attributes:
        name: Its name on the wire.
        attribute: Its name in Python.
        annotation: What the contract says it is.
        default: What it is when it is absent, or `REQUIRED`.
    """

    name: str
    attribute: str
    annotation: Any
    default: object


@cache
def list_fields(model: Any) -> tuple[Field, ...]:
    """List the fields of a model."""
    return tuple(
        Field(field.encode_name, field.name, field.type, field.default)
        for field in msgspec.structs.fields(model)
    )


if TYPE_CHECKING:
    from attrs import frozen as frozen
else:

    def frozen(*, kw_only):
        """Make a model of a class that the generator wrote, whose fields have plain defaults or none.

        attrs makes a new class with slots of the one that it is given, and so does this, but with the slots
        of msgspec: these are filled in two thirds of the time, and much faster where fields are absent. Type
        checkers see an attrs class, and so do attrs' functions that read one.
        """

        def make(declared):
            namespace = {
                name: value
                for name, value in vars(declared).items()
                if name not in ("__dict__", "__weakref__")
            }
            namespace["__annotations__"] = declared.__annotations__
            namespace["__attrs_attrs__"] = _ATTRS_FIELDS
            wire_names = namespace.pop(_WIRE_NAMES, None)
            return type(msgspec.Struct)(
                declared.__name__,
                (*declared.__bases__, msgspec.Struct),
                namespace,
                frozen=True,
                kw_only=kw_only,
                rename=wire_names,
            )

        return make


def renamed(**wire_names: str) -> Callable[[C], C]:
    """Return a decorator that gives attributes of a model their names on the wire.

    It stands below `frozen`.

    Args:
        wire_names: Name on the wire by attribute.
    """

    def note(declared: C) -> C:
        setattr(declared, _WIRE_NAMES, wire_names)
        return declared

    return note


class _AttrsFields:
    """The fields of a model for attrs: what it looks up in a class under ``__attrs_attrs__``."""

    def __get__(self, instance: object, model: type) -> Any:
        return _describe_to_attrs(model)


_ATTRS_FIELDS: Final = _AttrsFields()


@cache
def _describe_to_attrs(model: Any) -> Any:
    import attrs  # which whoever asks has imported, and nobody else needs

    fields = {
        field.attribute: attrs.field(
            default=attrs.NOTHING if field.default is REQUIRED else field.default,
            type=field.annotation,
            alias=field.attribute,
        )
        for field in list_fields(model)
    }
    return attrs.fields(attrs.make_class(model.__name__, fields, frozen=True, kw_only=True))


def to_plain(value: object) -> Any:
    """Return a value with the models and enums within it as plain Python."""
    if isinstance(value, Model):
        return value.to_dict()
    if is_array(value):
        return [to_plain(item) for item in value]
    if is_object(value):
        return {key: to_plain(item) for key, item in value.items()}
    return value.value if isinstance(value, Enum) else value
