"""Objects of which the server did not send all, or sent more than the contract knows.

Such an object is an instance of a class made here, once per model, which derives from the model: what
everybody else sees, checks types with and pays for, is the model as it was generated.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import attrs

from ._drift_report import find_similar
from ._errors import UnsetFieldError
from ._models import Model, list_fields, set_values, to_plain

NOT_SENT: Final = "was not sent"
"""Why a field is unset that is simply absent."""

_lock = Lock()


class Remainder(NamedTuple):
    """What an answer had for an object beside its fields.

    Attributes:
        extra: What it had under names that the contract does not know, and for fields that could not be read.
        unset: Why fields have no value, by their names.
    """

    extra: dict[str, Any]
    unset: dict[str, str]


def make_partial(model: Any, values: Mapping[str, Any], remainder: Remainder) -> Any:
    """Make an object of a model that has no value for some of its fields, or more than them.

    Args:
        model: The model.
        values: The values of all other fields.
        remainder: The rest.
    """
    kind = _get_class(model)
    partial = kind.__new__(kind)
    set_values(partial, values)
    object.__setattr__(partial, "_remainder", remainder)
    return partial


def _get_class(model: Any) -> Any:
    with _lock:  # once per model, whatever threads do
        return _make_class(model)


@cache
def _make_class(model: Any) -> Any:
    return type(
        model.__name__,
        (_Partial, model),
        {
            "__slots__": ("_remainder",),
            "__class__": property(lambda _: model),
            "__doc__": model.__doc__,
            "__module__": model.__module__,
            "__qualname__": model.__qualname__,
        },
    )


class _Partial(Model):
    """What a model's own methods cannot do where there are no values."""

    __slots__ = ()
    _remainder: Remainder

    @property
    def extra(self) -> Mapping[str, Any]:
        return MappingProxyType(self._remainder.extra)

    def to_dict(self) -> dict[str, Any]:
        model: Any = self.__class__
        return {
            field.name: to_plain(value)
            for field in attrs.fields(model)
            if field.name not in self._remainder.unset
            and (value := getattr(self, field.alias)) is not field.default
        }

    def __getattr__(self, name: str) -> Any:  # which is asked only for what is not there
        if name.startswith("__") or name == "_remainder":
            raise AttributeError(name)
        model: Any = self.__class__
        extra, unset = self._remainder
        for wire_name, attribute in list_fields(model).items():
            if attribute == name and wire_name in unset:
                raise _make_unset_error(f"{model.__name__}.{name}", model, wire_name, self._remainder)
        hint = f"; what the server sent under this name is in extra[{name!r}]" if name in extra else ""
        raise AttributeError(f"{model.__name__} has no field {name}{hint}", name=name)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _get_values(self) == _get_values(other)

    def __hash__(self) -> int:
        if not self._remainder.unset:  # equal to, and hence as, an object of the model
            return super().__hash__()
        return hash((self.__class__, *_get_values(self).items()))

    def __repr__(self) -> str:
        extra, unset = self._remainder
        model: Any = self.__class__
        parts = [
            f"{attribute}=<{unset[name]}>" if name in unset else f"{attribute}={getattr(self, attribute)!r}"
            for name, attribute in list_fields(model).items()
        ]
        parts += [f"extra={extra!r}"] if extra else []
        return f"{model.__qualname__}({', '.join(parts)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return make_partial, (self.__class__, _get_values(self), self._remainder)


def _get_values(item: Any) -> dict[str, Any]:
    remainder: Remainder | None = getattr(item, "_remainder", None)
    unset = () if remainder is None else remainder.unset
    attributes = list_fields(item.__class__)
    return {name: getattr(item, attribute) for name, attribute in attributes.items() if name not in unset}


def _make_unset_error(place: str, model: Any, name: str, remainder: Remainder) -> UnsetFieldError:
    extra, unset = remainder
    hint = ""
    if extra.get(name) is not None:
        hint = f"; extra[{name!r}] holds what was sent"
    elif similar := find_similar(name, extra.keys() - list_fields(model).keys()):
        hint = f"; the answer has {', '.join(similar)}"
    return UnsetFieldError(f"{place} {unset[name]}{hint}", model=model.__name__, field=name)
