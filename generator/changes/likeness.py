"""How alike two names are."""

import re
from difflib import SequenceMatcher
from typing import Final

__all__ = ["LIKE", "likeness", "tokens", "words_of"]

LIKE: Final = 0.6
"""From here on, one name may well be another's new form."""

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_OPPOSITES: Final = tuple(
    map(
        frozenset,
        (
            ("min", "max"),
            ("yes", "no"),
            ("buy", "sell"),
            ("bid", "ask"),
            ("start", "end"),
            ("open", "close"),
            ("before", "after"),
            ("first", "last"),
            ("low", "high"),
            ("lowest", "highest"),
        ),
    )
)


def tokens(name: str) -> tuple[str, ...]:
    """Splits a name into its words in lower case, by underscores and by capitals."""
    return tuple(word.lower() for word in _WORD.findall(name))


def words_of(name: str) -> frozenset[str]:
    """Lists the words of a name without their order."""
    return frozenset(tokens(name))


def likeness(one: str, other: str) -> float:
    """Measures how alike two names are, the same in either direction.

    Returns:
        From 0 for nothing in common to 1; 0 as well for opposites such as `min_ts` and `max_ts`.
    """
    ours, theirs = words_of(one), words_of(other)
    apart = ours ^ theirs
    if any(pair <= apart for pair in _OPPOSITES):
        return 0.0
    first, second = sorted(("_".join(tokens(one)), "_".join(tokens(other))))
    common = 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours and theirs else 0.0
    return max(common, SequenceMatcher(None, first, second, autojunk=False).ratio())
