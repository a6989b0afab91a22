"""Fields whose names on the wire are no names in Python."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getattr_static
from typing import Any, TypeVar

C = TypeVar("C", bound=type)


def renamed(**wire_names: str) -> Callable[[C], C]:
    """Return a decorator that gives attributes of a model their names on the wire.

    It stands above ``attrs.frozen``. The slot of an attribute can be written under both names then. Whatever
    asks attrs for the fields - msgspec, `Model.to_dict` - finds the name on the wire as ``name`` and that in
    Python as ``alias``. Decoding is as fast as without.

    Args:
        wire_names: Name on the wire by attribute.
    """

    def rename(model: C) -> C:
        unchecked: Any = model
        for attribute, wire_name in wire_names.items():
            slot, kept = unchecked.__dict__[attribute], getattr_static(unchecked, wire_name, None)
            setattr(unchecked, wire_name, slot if kept is None else _Apart(slot, kept))
            unchecked.__annotations__[wire_name] = unchecked.__annotations__[attribute]
        unchecked.__attrs_attrs__ = tuple(
            field.evolve(name=wire_names[field.name], alias=field.name) if field.name in wire_names else field
            for field in unchecked.__attrs_attrs__
        )
        return model

    return rename


class _Apart:
    """What stands under a name that a field and something of the class share: written it is the field.

    Args:
        slot: Where the field is kept.
        kept: What the class has under the name, such as a method.
    """

    def __init__(self, slot: Any, kept: Any) -> None:
        self._slot = slot
        self._kept = kept

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is not None:
            self._slot.__get__(instance, owner)  # fails while msgspec asks whether the field was there
        return self._kept.__get__(instance, owner)

    def __set__(self, instance: object, value: object) -> None:
        self._slot.__set__(instance, value)
