"""Moments and spans of a scenario, as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

Moment = str | timedelta | datetime
"""A time since the start, such as `"2h 30m"`, or a date and time with its zone."""

_SPAN = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+(?:\.\d{1,6})?)s)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR = re.compile(r"\d{4}-")


def read_span(value: object) -> timedelta:
    """Reads a span of time.

    Args:
        value: Such as `"1d 2h"`, `"90m"`, `"0.5s"`, or a `timedelta`.

    Returns:
        The span, which is not negative.

    Raises:
        ValueError: It is none.
    """
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) and value.strip() else None
    if found is not None:
        days, hours, minutes, seconds = found.groups(default="0")
        whole, _, part = seconds.partition(".")
        microseconds = int(part.ljust(6, "0")) if part else 0
        return timedelta(int(days), int(whole), microseconds, hours=int(hours), minutes=int(minutes))
    if isinstance(value, timedelta):
        if value < timedelta(0):
            raise ValueError(f"a span of time is not negative, since time does not run back: {value}")
        return value
    raise ValueError(f"a span of time is written like '2h 30m', '1d' or '0.5s', not {value!r}")


def read_date(value: object) -> int:
    """Reads a date and time with its zone.

    Args:
        value: A text such as `"2025-11-20T14:30:00Z"`, or an aware `datetime`.

    Returns:
        Microseconds since 1970.

    Raises:
        ValueError: It is none, or lacks its zone.
    """
    moment = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError(
            f"a date and time is written with its zone, like 2025-11-20T14:30:00Z, not {value!r}"
        )
    return to_microseconds(moment - _EPOCH)


def read_moment(value: object, start: int) -> int:
    """Reads a moment.

    Args:
        value: A span since the start, or a date and time with its zone, as text or `datetime`.
        start: The start, in microseconds since 1970.

    Returns:
        Microseconds since 1970.

    Raises:
        ValueError: It is none, or lies before the start.
    """
    if not isinstance(value, datetime) and not (isinstance(value, str) and _YEAR.match(value)):
        return start + to_microseconds(read_span(value))
    at = read_date(value)
    if at < start:
        raise ValueError(f"{value} lies before the start, {to_datetime(start).isoformat()}")
    return at


def to_datetime(at: int) -> datetime:
    """Makes a date and time in UTC of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=at)


def to_microseconds(span: timedelta) -> int:
    """Makes whole microseconds of a span."""
    return span // timedelta(microseconds=1)
