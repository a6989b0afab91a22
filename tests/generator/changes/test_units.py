"""Units that a description tells, and those that a contract states."""

import pytest

from generator.changes.spoken_units import same_unit, spoken_unit


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("The fee, in cents.", "cents"),
        ("Spent so far (in dollars). May be null.", "dollars"),
        ("A price in fixed-point dollars", "dollars"),
        ("An end in Unix seconds", "seconds"),
        ("A reward in centi-cents", "centicents"),
        ("A discount in basis points", "basis-points"),
        ("In cents, that is, whole cents.", "cents"),
        ("In cents rather than in dollars.", None),
        ("Dollars are not told by a word alone.", None),
        ("A place in centsville", None),
        ("", None),
    ],
)
def test_unit_in_words_is_found_if_there_is_one(words: str, unit: str | None) -> None:
    """One unit counts, two are a text."""
    assert unit == spoken_unit(words)


def test_unit_of_time_is_the_same_however_it_is_said() -> None:
    """`unix-seconds` is the house's word for what others call seconds."""
    assert same_unit("unix-seconds", "seconds")
    assert not same_unit("unix-seconds", "unix-milliseconds")
