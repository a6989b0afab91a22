"""Arguments as text on the wire."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import index
from reprlib import repr as shorten
from typing import SupportsIndex, TypeGuard
from uuid import UUID

from ._declarations import Parameter

_DIGITS = 100
_TAKES = {
    "string": "text",
    "integer": "a whole number (int)",
    "number": "a number (int or Decimal)",
    "boolean": "True or False",
    None: "text, a whole number, a Decimal, True or False",
}


def to_texts(parameter: Parameter, value: object) -> list[str]:
    """Return what a parameter sends for an argument: one text, or several for a repeated list.

    Args:
        parameter: The parameter.
        value: The argument, not ``None``.

    Raises:
        TypeError: If the argument is of a type that the parameter does not take.
        ValueError: If it is of the right type and still cannot be sent.
    """
    if parameter.array == "none":
        return [_to_text(parameter, value)]
    if isinstance(value, str):
        text = _to_text(parameter, value)
        if parameter.array == "comma":  # text is the list as it goes onto the wire
            _check_count(parameter, text.count(",") + 1)
        return [text]
    if not _is_list(value):
        raise TypeError(f"takes text or a list of {_TAKES[parameter.kind]}, not {_describe(value)}")
    if not value:
        raise ValueError(
            "got an empty list, which the server would take for no list at all: leave it out (None)"
        )
    _check_count(parameter, len(value))
    texts = [_to_text(parameter, item) for item in value]
    if parameter.array == "repeat":
        return texts
    for text in texts:
        if "," in text:
            raise ValueError(
                f"got {shorten(text)} as an item, and a comma separates items: give two items, or one text"
            )
        if not text:
            raise ValueError("got an empty text as an item: leave it out")
    return [",".join(texts)]


def _is_list(value: object) -> TypeGuard[Collection[object]]:
    return isinstance(value, Collection) and not isinstance(value, bytes | bytearray | Mapping)


def _to_text(parameter: Parameter, value: object) -> str:
    kind = parameter.kind
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        if kind in ("string", None):
            return _check_text(value)
    elif isinstance(value, bool):
        if kind in ("boolean", None):
            return "true" if value else "false"
    elif isinstance(value, SupportsIndex):  # also the whole numbers of numpy and the like
        if kind in ("integer", "number", None):
            return _int_to_text(index(value))
    elif isinstance(value, Decimal):
        if kind in ("number", "string", None):
            return decimal_to_text(value)
    elif isinstance(value, datetime):
        if kind in ("string", None):
            return _datetime_to_text(value)
    elif isinstance(value, date | UUID) and kind in ("string", None):
        return str(value)
    raise TypeError(f"takes {_TAKES[kind]}, not {_describe(value)}{_advise(kind, value)}")


def _check_text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"got {shorten(value)}, which is no text that UTF-8 can carry") from None
    return value


def _int_to_text(value: int) -> str:
    if value.bit_length() > 64:  # before str(), which takes long for huge numbers, and then refuses
        raise ValueError("got a whole number of more than 64 bits")
    return str(value)


def decimal_to_text(value: Decimal) -> str:
    """Write a decimal out, digit by digit.

    Raises:
        ValueError: If it is no number, or would take too many digits.
    """
    if not value.is_finite():
        raise ValueError(f"got {value}, which is no number")
    if abs(value.adjusted()) > _DIGITS:  # written out, 1E+999999 has a million digits
        raise ValueError(f"got {value}, which is out of range")
    return format(value, "f")


def _datetime_to_text(value: datetime) -> str:
    if value.utcoffset() is None:
        raise ValueError("got a datetime without a time zone: add tzinfo=datetime.UTC, or what it is in")
    return value.isoformat()


def _check_count(parameter: Parameter, count: int) -> None:
    if parameter.max_items is not None and count > parameter.max_items:
        raise ValueError(f"takes at most {parameter.max_items} items, not {count}: make several calls")


def _describe(value: object) -> str:
    name = type(value).__name__
    return f"{name} ({shorten(value)})" if isinstance(value, float | int | str) else name


def _advise(kind: str | None, value: object) -> str:
    if isinstance(value, datetime) and kind == "integer":
        return "; for Unix seconds give int(moment.timestamp())"
    if isinstance(value, float) and kind in ("number", None):
        return "; give an int or a Decimal, which are exact"
    return ""
