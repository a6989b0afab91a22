"""Dates as people type them, and moments as people read them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kalshi_cli._failures import CommandError


def find_zone(name: str | None) -> tzinfo | None:
    """Return a time zone by its IANA name; ``None`` stands for the zone of this machine.

    Raises:
        CommandError: If there is no such zone.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandError(
            f"--tz {name!r} is no time zone that is known here; give one such as UTC or America/New_York "
            "(where even those are unknown, install the package tzdata)"
        ) from None


def read_since(text: str | None, zone: tzinfo | None) -> int | None:
    """Return the Unix second at which a date begins, or a moment lies.

    Raises:
        CommandError: If the text is neither.
    """
    return None if text is None else int(_read(text, zone, "--since").timestamp())


def read_until(text: str | None, zone: tzinfo | None) -> int | None:
    """Return the last Unix second of a date, or the second of a moment.

    Raises:
        CommandError: If the text is neither.
    """
    if text is None:
        return None
    # A day may have 23 or 25 hours, so the next one is looked up and not added.
    moment = _read(text, zone, "--until", days=1 if _is_date(text) else 0)
    return int(moment.timestamp()) - _is_date(text)


def show_moment(moment: datetime, zone: tzinfo | None) -> str:
    """Return a moment in a zone, to the second."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def name_zone(zone: tzinfo | None) -> str:
    """Return what a zone is called; the machine's own by its abbreviation of today."""
    return str(zone) if isinstance(zone, ZoneInfo) else f"local time, {datetime.now().astimezone().tzname()}"


def _read(text: str, zone: tzinfo | None, option: str, days: int = 0) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"{option} {text!r} is no date; write 2026-01-31, or 2026-01-31T09:30 for a time of the day"
        ) from None
    try:
        return moment if moment.tzinfo else _place(moment + timedelta(days), zone)
    except (OverflowError, OSError, ValueError):
        raise CommandError(f"{option} {text!r} lies outside of the dates that can be asked for") from None


def _place(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment.astimezone() if zone is None else moment.replace(tzinfo=zone)


def _is_date(text: str) -> bool:
    return "T" not in text and " " not in text.strip() and ":" not in text
