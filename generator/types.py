"""Types as the representation knows them, and how they are written in Python and in the surface."""

from typing import Final, Literal

import attrs

__all__ = [
    "ListOf",
    "MapOf",
    "Named",
    "Nullable",
    "Scalar",
    "ScalarName",
    "Type",
    "Union",
    "names_in",
    "nullable",
]

ScalarName = Literal["string", "integer", "number", "decimal", "boolean", "date-time", "date", "any", "null"]


@attrs.frozen
class Scalar:
    """A value without parts; a decimal travels as text or, with `as_number`, as a JSON number."""

    name: ScalarName
    as_number: bool = False


@attrs.frozen
class Named:
    """A declaration of this package, by its Python name."""

    name: str
    kind: Literal["model", "enum", "alias"]


@attrs.frozen
class ListOf:
    """A list of items of one type."""

    item: "Type"


@attrs.frozen
class MapOf:
    """A mapping from texts to values of one type."""

    value: "Type"


@attrs.frozen
class Union:
    """A value of one of several types."""

    members: "tuple[Type, ...]"


@attrs.frozen
class Nullable:
    """A value, or null."""

    inner: "Type"


Type = Scalar | Named | ListOf | MapOf | Union | Nullable

NULL: Final = Scalar("null")


def nullable(inner: Type) -> Type:
    """Makes a type nullable, once."""
    if isinstance(inner, Nullable) or inner in (NULL, Scalar("any")):
        return inner
    return Nullable(inner)


def names_in(type_: Type) -> tuple[str, ...]:
    """Lists the declarations that a type names, in order, with repetitions."""
    match type_:
        case Named(name):
            return (name,)
        case ListOf(inner) | MapOf(inner) | Nullable(inner):
            return names_in(inner)
        case Union(members):
            return tuple(name for member in members for name in names_in(member))
        case _:
            return ()
