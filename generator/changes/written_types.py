"""Types as a surface writes them, taken apart and compared."""

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

__all__ = ["Named", "WrittenType", "compare_types", "names_in", "parse_type", "rename_types"]

_SCALARS: Final = frozenset(
    {"string", "integer", "number", "decimal", "boolean", "date-time", "date", "any", "null", "none"}
)
_WRAPPERS: Final = ("list", "map")
_WIDENING: Final = frozenset({("integer", "number"), ("integer", "decimal")})


@attrs.frozen
class WrittenType:
    """A type as a surface writes it.

    Attributes:
        members: What a value may be: a name, or a wrapper and what it holds.
        nullable: Whether it may be null.
    """

    members: "frozenset[str | tuple[str, WrittenType]]"
    nullable: bool = False


@attrs.frozen
class Named:
    """What the names in the types of one surface stand for.

    Attributes:
        aliases: Type of each alias.
        enums: Names of the enums.
    """

    aliases: Mapping[str, WrittenType]
    enums: frozenset[str]

    def expand(self, type_: WrittenType, above: frozenset[str] = frozenset()) -> WrittenType:
        """Puts what an alias stands for in its place, except inside itself."""
        members: set[str | tuple[str, WrittenType]] = set()
        may_be_null = type_.nullable
        for member in type_.members:
            if isinstance(member, tuple):
                members.add((member[0], self.expand(member[1], above)))
            elif member in self.aliases and member not in above:
                inner = self.expand(self.aliases[member], above | {member})
                members |= inner.members
                may_be_null = may_be_null or inner.nullable
            else:
                members.add(member)
        return WrittenType(frozenset(members), may_be_null)


def parse_type(text: str) -> WrittenType:
    """Takes a written type apart, such as `list[Thing|null]|null`."""
    members: set[str | tuple[str, WrittenType]] = set()
    may_be_null = False
    for part in _split(text):
        wrapper, bracket, inside = part.partition("[")
        if bracket and wrapper in _WRAPPERS and inside.endswith("]"):
            members.add((wrapper, parse_type(inside[:-1])))
        elif part == "null":
            may_be_null = True
        else:
            members.add(part)
    return WrittenType(frozenset(members), may_be_null)


def names_in(type_: WrittenType) -> Iterator[str]:
    """Lists the declarations that a type names."""
    for member in type_.members:
        if isinstance(member, tuple):
            yield from names_in(member[1])
        elif member not in _SCALARS:
            yield member


def rename_types(type_: WrittenType, renamed: Mapping[str, str]) -> WrittenType:
    """Gives the declarations that a type names their new names."""
    members: set[str | tuple[str, WrittenType]] = {
        (member[0], rename_types(member[1], renamed))
        if isinstance(member, tuple)
        else renamed.get(member, member)
        for member in type_.members
    }
    return WrittenType(frozenset(members), type_.nullable)


def compare_types(old: WrittenType, new: WrittenType, enums: frozenset[str]) -> Iterator[str]:
    """Tells how a type changed.

    Args:
        old: The type before, aliases expanded, names renamed.
        new: The type after, aliases expanded.
        enums: Names of the enums of both.

    Yields:
        `nullable`, `not-null`, `type-widened`, `type-narrowed`, `variant-added`, `variant-removed` or
        `type-changed`.
    """
    if new.nullable and not old.nullable:
        yield "nullable"
    elif old.nullable and not new.nullable:
        yield "not-null"
    gone, come = old.members - new.members, new.members - old.members
    if not gone and not come:
        return
    if not gone:
        yield "variant-added" if len(old.members) > 1 else "type-widened"
    elif not come:
        yield "variant-removed" if len(new.members) > 1 else "type-narrowed"
    elif len(gone) == len(come) == 1:
        yield from _compare_members(next(iter(gone)), next(iter(come)), enums)
    else:
        yield "type-changed"


def _compare_members(
    old: str | tuple[str, WrittenType], new: str | tuple[str, WrittenType], enums: frozenset[str]
) -> Iterator[str]:
    match old, new:
        case (str(), WrittenType() as before), (str(), WrittenType() as after) if old[0] == new[0]:
            yield from compare_types(before, after, enums)
        case str(), str() if (old, new) in _WIDENING or (old in enums and new == "string"):
            yield "type-widened"
        case "string", str() if new in enums:
            yield "type-narrowed"
        case _:
            yield "type-changed"


def _split(text: str) -> Iterator[str]:
    """Splits at the bars that stand outside of brackets."""
    depth, start = 0, 0
    for index, sign in enumerate(text):
        depth += (sign == "[") - (sign == "]")
        if sign == "|" and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]
