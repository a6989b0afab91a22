"""Values of one of several types, which msgspec alone cannot tell apart.

It refuses a union of two models, or of a decimal and a text. `OneOf` is such a union: to type checkers it is
``typing.Union``, to msgspec a type of its own, for which `decode_union` finds the member that fits.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args, get_origin

import msgspec

from ._enums import OpenEnum, OpenIntEnum
from ._models import DecimalNumber, Model, list_fields
from ._shapes import is_array, is_object

__all__ = [
    "DecimalForm",
    "OneOf",
    "Tag",
    "UnionType",
    "decode_union",
    "find_decimal_form",
    "list_members",
]

DecimalForm: TypeAlias = Literal["text", "number", "free"]
"""How a decimal travels: as text, as a JSON number, or, in free-form JSON, as whatever number it is."""


class Tag(msgspec.Struct, frozen=True):
    """How the objects of one member of a union are known; stands in its ``Annotated``.

    Attributes:
        field: The field that tells, by its name on the wire.
        values: What it holds in objects of this member.
    """

    field: str
    values: tuple[str, ...]


class UnionType(type):
    """The type of what `OneOf` makes at run time: a class for each union."""

    members: tuple[Any, ...]
    module: str

    def __instancecheck__(cls, instance: object) -> bool:
        """Let msgspec take what `decode_union` found for an instance."""
        return True


if TYPE_CHECKING:
    from typing import Union as OneOf
else:

    class OneOf:
        """A value of one of several types. A member given as text is a name of the module that says so."""

        def __class_getitem__(cls, members):
            """Make the union of some types."""
            members = members if isinstance(members, tuple) else (members,)
            named = any(isinstance(member, str) for member in members)
            # As typing does to know where a type variable was made.
            module = sys._getframe(1).f_globals["__name__"] if named else ""  # noqa: SLF001
            return _make_union(members, module)


@cache
def _make_union(members: tuple[Any, ...], module: str) -> UnionType:
    return UnionType("OneOf", (), {"members": members, "module": module})


def list_members(union: UnionType) -> Iterator[Any]:
    """List the members of a union, those given by name looked up."""
    for member in union.members:
        yield getattr(sys.modules[union.module], member) if isinstance(member, str) else member


def decode_union(kind: Any, value: Any) -> Any:
    """Decode plain Python into the member of a union that fits, when msgspec asks for it.

    A member with the fitting `Tag` is taken; else the first of those that lose least: that leave no key
    of an object unread, no value of an enumeration unknown and no text another.

    Raises:
        ValueError: None fits.
    """
    if not isinstance(kind, UnionType):
        raise NotImplementedError(f"{kind} is no type of a contract")
    members = list(list_members(kind))
    best: tuple[int, Any] | None = None
    for member in [member for member in members if _is_tagged(member, value)] or members:
        try:
            found = msgspec.convert(value, member, dec_hook=decode_union)
        except msgspec.ValidationError:
            continue
        losses = _count_losses(value, found, member)
        if losses == 0:
            return found
        if best is None or losses < best[0]:
            best = losses, found
    if best is None:
        raise ValueError(f"Expected one of {len(members)} types, and none fits")
    return best[1]


def _is_tagged(member: Any, value: object) -> bool:
    tags = [note for note in get_args(member) if isinstance(note, Tag)]
    return is_object(value) and any(value.get(tag.field) in tag.values for tag in tags)


def _count_losses(value: Any, found: object, member: Any = None) -> int:
    if isinstance(found, Model):
        model: Any = type(found)
        names = {field.name: field.attribute for field in list_fields(model)}
        unread = sum(key not in names for key in value)
        read = names.keys() & value.keys()
        return unread + sum(_count_losses(value[key], getattr(found, names[key])) for key in read)
    if is_array(found):
        return sum(map(_count_losses, value, found))
    if is_object(found):
        return sum(_count_losses(part, found[key]) for key, part in value.items())
    if isinstance(found, OpenEnum | OpenIntEnum):
        return 0 if found.is_known else 1
    if isinstance(found, Decimal) and member is not None:
        if isinstance(value, str):
            return 1 if member == DecimalNumber or str(found) != value else 0
        return 0 if member == DecimalNumber else 1
    return 0


def find_decimal_form(annotation: Any) -> DecimalForm | None:
    """Tell how decimals of a type travel, ``None`` if there are none."""
    if annotation == DecimalNumber:
        return "number"
    if annotation is Any:
        return "free"
    if annotation is Decimal:
        return "text"
    if isinstance(annotation, UnionType):
        # What a union that names itself holds is told by its other members.
        parts = [member for member in annotation.members if not isinstance(member, str)]
    elif get_origin(annotation) is Annotated:
        parts = [get_args(annotation)[0]]
    else:
        parts = list(get_args(annotation))
    forms = {find_decimal_form(part) for part in parts}
    return next((form for form in ("text", "number", "free") if form in forms), None)
