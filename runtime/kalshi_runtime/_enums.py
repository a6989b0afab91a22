"""Enumerations that the server may extend."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Self

_CACHE_SIZE = 256  # per class, so that a server sending ever new values cannot fill the memory

_unknown: dict[type[OpenEnum], dict[str, OpenEnum]] = {}
_unknown_numbers: dict[type[OpenIntEnum], dict[int, OpenIntEnum]] = {}


class OpenEnum(StrEnum):
    """Text of which the contract names some values; others are kept as they came.

    A member is a ``str``: it equals its text, and hashes, prints, formats and serialises like it. A value
    that the contract does not name makes a member outside of the class's list, whose `is_known` is false::

        FillSide("yes") is FillSide.YES
        FillSide("maybe").is_known is False
    """

    @property
    def is_known(self) -> bool:
        """Whether the contract names this value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        members = _unknown.setdefault(cls, {})
        member = members.get(value)
        if member is None:
            # A plain str as the value, lest a member of another enumeration hide in it.
            text = str.__str__(value)
            member = str.__new__(cls, text)
            member._name_ = member._value_ = text
            if len(members) < _CACHE_SIZE:
                members[text] = member
        return member  # type: ignore[return-value]

    # Enum's own hash is that of the member's name, under which {"yes": 1}[FillSide.YES] would find nothing.
    __hash__ = str.__hash__

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__} (unknown): {self._value_!r}>"


class OpenIntEnum(IntEnum):
    """Whole numbers of which the contract names some values; others are kept as they came.

    What `OpenEnum` is for texts: a member is an ``int``, and `is_known` tells whether the contract names it.
    """

    @property
    def is_known(self) -> bool:
        """Whether the contract names this value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        members = _unknown_numbers.setdefault(cls, {})
        member = members.get(value)
        if member is None:
            number = int(value)
            member = int.__new__(cls, number)
            member._name_, member._value_ = str(number), number
            if len(members) < _CACHE_SIZE:
                members[number] = member
        return member  # type: ignore[return-value]

    __hash__ = int.__hash__

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__} (unknown): {self._value_!r}>"
