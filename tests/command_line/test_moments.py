"""Dates as people type them, in any zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kalshi_cli._moments import find_zone, read_since, read_until

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(("day", "hours"), [("2026-01-15", 24), ("2026-03-08", 23), ("2026-11-01", 25)])
def test_day_is_as_long_as_its_zone_says(day: str, hours: int) -> None:
    """Days on which clocks are changed are shorter or longer."""
    since, until = read_since(day, NEW_YORK), read_until(day, NEW_YORK)
    assert since is not None
    assert until is not None
    assert timedelta(hours=hours).total_seconds() == until + 1 - since


def test_days_that_follow_each_other_leave_no_second_out() -> None:
    """The last second of a day is followed by the first of the next."""
    until = read_until("2026-02-28", NEW_YORK)
    assert until is not None
    assert until + 1 == read_since("2026-03-01", NEW_YORK)


@pytest.mark.parametrize("read", [read_since, read_until])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T09:30", datetime(2026, 1, 31, 14, 30, tzinfo=UTC)),
        ("2026-01-31T09:30Z", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31 09:30:05+02:00", datetime(2026, 1, 31, 7, 30, 5, tzinfo=UTC)),
    ],
)
def test_moment_is_taken_as_it_is(read: object, text: str, expected: datetime) -> None:
    """A time of the day counts in the zone, unless it has an offset of its own."""
    assert callable(read)
    assert int(expected.timestamp()) == read(text, NEW_YORK)


def test_no_zone_means_that_of_the_machine() -> None:
    """Which is what dates without a zone mean to the system."""
    assert find_zone(None) is None
    assert int(datetime(2026, 1, 31).astimezone().timestamp()) == read_since("2026-01-31", None)
