"""Types as the representation knows them, and how they are written in Python and in the surface."""

from typing import Final, Literal

import attrs

__all__ = [
    "Constant",
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

ScalarName = Literal[
    "string", "integer", "number", "decimal", "boolean", "date-time", "date", "bytes", "any", "null"
]


@attrs.frozen
class Scalar:
    """A value without parts; a decimal travels as text or, with `as_number`, as a JSON number."""

    name: ScalarName
    as_number: bool = False


@attrs.frozen
class Constant:
    """A text or a whole number that is always the same."""

    value: str | int

    @property
    def base(self) -> Scalar:
        """The type of the value."""
        return Scalar("string" if isinstance(self.value, str) else "integer")


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
    """A value of one of several types.

    Attributes:
        members: The types, none of them nullable, a union or `any`.
        field: The field by which their objects are told apart, if the document names one.
        tags: For each member the values of that field, if the document tells them.
    """

    members: "tuple[Type, ...]"
    field: str | None = None
    tags: tuple[tuple[str, ...], ...] = ()


@attrs.frozen
class Nullable:
    """A value, or null."""

    inner: "Type"


Type = Scalar | Constant | Named | ListOf | MapOf | Union | Nullable

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
