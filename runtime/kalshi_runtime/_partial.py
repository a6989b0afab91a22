"""Objects of which the server did not send all, or sent more than the contract knows.

Such an object is an instance of a class made here, once per model, which derives from the model: what
everybody else sees, checks types with and pays for, is the model as it was generated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from inspect import getattr_static
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from msgspec.structs import force_setattr

from ._drift_report import find_similar
from ._errors import UnsetFieldError
from ._models import Model, list_fields

NOT_SENT: Final = "was not sent"
"""Why a field is unset that is simply absent."""

_lock = Lock()


class Remainder(NamedTuple):
    """What an answer had for an object beside its fields.

    Attributes:
        extra: What it had under names that the contract does not know, and for fields that could not be read.
        unset: Why fields have no value, by their names on the wire.
    """

    extra: dict[str, Any]
    unset: dict[str, str]


def make_partial(model: Any, values: Mapping[str, Any], remainder: Remainder) -> Any:
    """Make an object of a model that has no value for some of its fields, or more than them.

    Args:
        model: The model.
        values: The values of all other fields, by attribute.
        remainder: The rest.
    """
    clearing = _list_clearing(model)
    partial = _get_class(model)(**{attribute: values.get(attribute) for attribute in clearing})
    for attribute, clear in clearing.items():
        if attribute not in values:
            clear(partial)
    force_setattr(partial, "_remainder", remainder)  # models are frozen
    return partial


def _get_class(model: Any) -> Any:
    with _lock:  # once per model, whatever threads do
        return _make_class(model)


@cache
def _make_class(model: Any) -> Any:
    return type(model)(
        model.__name__,
        (_Partial, model),
        {
            "__class__": property(lambda _: model),
            "__doc__": model.__doc__,
            "__module__": model.__module__,
            "__qualname__": model.__qualname__,
        },
        dict=True,  # for the remainder
    )


@cache
def _list_clearing(model: Any) -> dict[str, Callable[[Any], None]]:
    """List what takes its value from a field, by attribute: the slot itself, since models are frozen."""
    attributes = [field.attribute for field in list_fields(model)]
    return {attribute: getattr_static(model, attribute).__delete__ for attribute in attributes}


class _Partial(Model):
    """What a model's own methods cannot do where there are no values."""

    __slots__ = ()
    _remainder: Remainder = Remainder({}, {})  # of what msgspec makes from a partial object

    @property
    def extra(self) -> Mapping[str, Any]:
        return MappingProxyType(self._remainder.extra)

    def _list_unset(self) -> Collection[str]:
        return self._remainder.unset

    def __getattr__(self, name: str) -> Any:  # which is asked only for what is not there
        if name.startswith("__") or name == "_remainder":
            raise AttributeError(name)
        model: Any = self.__class__
        extra, unset = self._remainder
        for field in list_fields(model):
            if field.attribute == name and field.name in unset:
                raise _make_unset_error(f"{model.__name__}.{name}", model, field.name, self._remainder)
        hint = f"; what the server sent under this name is in extra[{name!r}]" if name in extra else ""
        raise AttributeError(f"{model.__name__} has no field {name}{hint}", name=name)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return _get_values(self) == _get_values(other)

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own
        return not self == other

    def __hash__(self) -> int:
        if not self._remainder.unset:  # equal to, and hence as, an object of the model
            model: Any = self.__class__
            return hash(model(**_get_values(self)))
        return hash((self.__class__, *_get_values(self).items()))

    def __repr__(self) -> str:
        parts = ", ".join(f"{attribute}={value!r}" for attribute, value in self.__rich_repr__())
        return f"{self.__class__.__qualname__}({parts})"

    def __rich_repr__(self) -> Iterator[tuple[str, object]]:
        model: Any = self.__class__
        extra, unset = self._remainder
        for field in list_fields(model):
            reason = unset.get(field.name)
            yield field.attribute, getattr(self, field.attribute) if reason is None else _Reason(reason)
        if extra:
            yield "extra", extra

    def __copy__(self) -> Any:
        return make_partial(self.__class__, _get_values(self), self._remainder)

    def __reduce__(self) -> tuple[Any, ...]:
        return make_partial, (self.__class__, _get_values(self), self._remainder)


class _Reason:
    """What is shown in place of a value that is not there."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __repr__(self) -> str:
        return f"<{self._reason}>"


def _get_values(item: Any) -> dict[str, Any]:
    remainder: Remainder | None = getattr(item, "_remainder", None)
    unset = () if remainder is None else remainder.unset
    fields = list_fields(item.__class__)
    return {field.attribute: getattr(item, field.attribute) for field in fields if field.name not in unset}


def _make_unset_error(place: str, model: Any, name: str, remainder: Remainder) -> UnsetFieldError:
    extra, unset = remainder
    hint = ""
    if extra.get(name) is not None:
        hint = f"; extra[{name!r}] holds what was sent"
    elif similar := find_similar(name, extra.keys() - {field.name for field in list_fields(model)}):
        hint = f"; the answer has {', '.join(similar)}"
    return UnsetFieldError(f"{place} {unset[name]}{hint}", model=model.__name__, field=name)
