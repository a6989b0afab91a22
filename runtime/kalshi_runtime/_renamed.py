"""Fields whose names on the wire are no names in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

C = TypeVar("C", bound=type)


def renamed(**wire_names: str) -> Callable[[C], C]:
    """Return a decorator that gives attributes of a model their names on the wire.

    It stands above ``attrs.frozen``. The slot of an attribute can be reached under both names then.
    Whatever asks attrs for the fields - msgspec, `Model.to_dict`, ``attrs.asdict`` - finds the names on the
    wire; making, evolving and reading in Python go by the attribute. Decoding is as fast as without.

    Args:
        wire_names: Name on the wire by attribute.
    """

    def rename(model: C) -> C:
        unchecked: Any = model
        for attribute, wire_name in wire_names.items():
            setattr(unchecked, wire_name, unchecked.__dict__[attribute])
            unchecked.__annotations__[wire_name] = unchecked.__annotations__[attribute]
        unchecked.__attrs_attrs__ = tuple(
            field.evolve(name=wire_names[field.name], alias=field.name) if field.name in wire_names else field
            for field in unchecked.__attrs_attrs__
        )
        return model

    return rename
