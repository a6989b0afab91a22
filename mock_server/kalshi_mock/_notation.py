"""How values are written: the notations that contracts choose among for one and the same amount or time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

Tell = Callable[[Any], object]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Decimals:
    """An amount in a decimal text, with as many decimals as the contract's example has.

    Attributes:
        read: Reads the amount off a thing, as a whole number.
        point: How many digits of that number stand behind the point: 2 for cents as dollars.
        decimals: How many there are where the contract has no example.
    """

    read: Callable[[Any], int]
    point: int
    decimals: int

    def bind(self, decimals: int | None) -> Tell:
        """Chooses the number of decimals.

        Args:
            decimals: As many as the contract's example has, if it has one.
        """
        read, point = self.read, self.point
        places = max(self.decimals if decimals is None else decimals, point, 1)
        return lambda thing: tell_decimal(read(thing), point, places)


def dollars(read: Callable[[Any], int]) -> Decimals:
    """Tells an amount of cents as dollars."""
    return Decimals(read, 2, 4)


def contracts(read: Callable[[Any], int]) -> Decimals:
    """Tells a number of contracts as a decimal text."""
    return Decimals(read, 0, 2)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an enumeration.

    Attributes:
        read: Reads the word off a thing.
        otherwise: What is told instead of a word that the contract does not list.
    """

    read: Callable[[Any], str]
    otherwise: Mapping[str, str]

    def bind(self, choices: tuple[str, ...] | None) -> Tell:
        """Chooses among the words that the contract lists; None lists none and allows all."""
        read = self.read
        instead = {word: other for word, other in self.otherwise.items() if choices and word not in choices}
        return (lambda thing: instead.get(word := read(thing), word)) if instead else read


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of things inside a thing, each told in a schema of its own."""

    schema: str
    read: Callable[[Any], Iterable[object]]


@lru_cache(maxsize=4096)
def tell_decimal(number: int, point: int, decimals: int) -> str:
    """Writes a whole number as a decimal one.

    Args:
        number: The number, such as -5 cents.
        point: How many of its digits stand behind the point, such as 2 for dollars.
        decimals: How many digits to write there: at least one, and as many as `point`.

    Returns:
        The text, such as `"-0.0500"` with four decimals.
    """
    digits = f"{abs(number) * 10 ** (decimals - point):0{decimals + 1}}"
    return f"{'-' if number < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def tell_time(at: int) -> str:
    """Writes microseconds since 1970 as RFC 3339 with six decimals and `Z`."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="microseconds")[:-6] + "Z"


def tell_seconds(at: int) -> int:
    """Cuts microseconds down to whole seconds."""
    return at // 1_000_000
