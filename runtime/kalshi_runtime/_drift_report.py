"""What an answer has that the contract does not say, and the other way round."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final, Literal, TypeAlias

import msgspec

DifferenceKind: TypeAlias = Literal[
    "missing", "null", "type", "value", "null_list", "undeclared", "enum", "form"
]
"""In what way an answer differs.

``missing``, ``null``, ``type`` and ``value`` keep a field from being read: it was not sent, it is null, of
another JSON type, or of the right type and unusable (out of range, no time, no finite decimal).
With the others everything is read: ``null_list`` is null for a list, which is an empty one, ``undeclared`` a
field and ``enum`` a value that the contract does not name, and ``form`` a decimal as text in place of a
number, or the other way round, which is exact either way.
"""

BREAKING: Final = frozenset({"missing", "null", "type", "value"})
"""The kinds that keep a field from being read."""

_SHOWN: Final = 25  # lines of a text; the data has them all
_LONGEST_NAME: Final = 60


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which an answer differs from the contract.

    Attributes:
        kind: What is different; see `DifferenceKind`.
        path: The JSON path, with the indexes of lists folded (``$.fills[*].count``) and the keys of mappings
            left out.
        count: How often.
        detail: What was due and what came, without values.
        similar: For a missing field, the undeclared fields beside it that may have taken its place.
        example: A value that was found there, as plain Python with exact numbers; for a missing field, what
            the similar ones hold. It is the account's data, so no ``str`` and no ``repr`` shows it.
    """

    kind: DifferenceKind
    path: str
    count: int
    detail: str
    similar: tuple[str, ...] = ()
    example: Any = None

    @property
    def breaks(self) -> bool:
        """Whether it keeps a field from being read."""
        return self.kind in BREAKING

    def __repr__(self) -> str:
        return f"<Difference: {self.kind}, {self}>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:  # in place of the one that would show the example
        return [("kind", self.kind), ("path", self.path), ("count", self.count), ("detail", self.detail)]

    def __str__(self) -> str:
        times = f" ({self.count} times)" if self.count > 1 else ""
        instead = f"; the answer has {', '.join(self.similar)}" if self.similar else ""
        return f"{self.path}: {self.detail}{times}{instead}"


class DriftReport(msgspec.Struct, frozen=True, kw_only=True):
    """How an answer differs from the contract.

    ``str()`` of it is a text for people, with names and counts and no value of the account; it is true if
    there is any difference.

    Attributes:
        operation: The id of the operation.
        differences: All differences, those that keep a field from being read first.
        advice: How to move on.
    """

    operation: str
    differences: tuple[Difference, ...]
    advice: str

    @property
    def breaks(self) -> bool:
        """Whether there is anything that could not be read."""
        return any(difference.breaks for difference in self.differences)

    def __bool__(self) -> bool:
        return bool(self.differences)

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, *, examples: bool = False) -> str:
        """Return the report as lines of text, the last of which says how to move on.

        Args:
            examples: Whether to show the examples, which are the account's data.
        """
        if not self.differences:
            return f"{self.operation}: the answer is what the contract says"
        lines = [f"{self.operation}: the answer is not what the contract says"]
        for title, breaks in (("Could not be read:", True), ("Is read all the same:", False)):
            group = [difference for difference in self.differences if difference.breaks is breaks]
            lines += [title] if group else []
            lines += [f"  {_describe(difference, examples=examples)}" for difference in group[:_SHOWN]]
            lines += [f"  and {len(group) - _SHOWN} more" for _ in group[_SHOWN : _SHOWN + 1]]
        return "\n".join([*lines, f"To move on: {self.advice}"])


def write_step(name: str) -> str:
    """Write the name of a field as a step of a JSON path; it comes from the server, and may be anything."""
    if name.isidentifier() and len(name) <= _LONGEST_NAME:
        return f".{name}"
    short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    return f"[{json.dumps(short)}]"


def find_similar(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return those of some names that may have taken a name's place, the likeliest first; three at most.

    ``count_fp`` may stand for ``count``, and ``yes_price_dollars`` for ``yes_price``, ``price`` and
    ``yes_price_fixed``.
    """
    from difflib import get_close_matches  # only where something is missing, not for every import

    names = sorted(candidate for candidate in candidates if len(candidate) <= _LONGEST_NAME)
    words = set(name.split("_"))
    longer = [candidate for candidate in names if candidate.startswith(f"{name}_")]
    wider = [candidate for candidate in names if words <= set(candidate.split("_"))]
    alike = get_close_matches(name, names, n=1, cutoff=0.65)
    return tuple(dict.fromkeys((longer or wider or alike)[:3]))


def _describe(difference: Difference, *, examples: bool) -> str:
    if not examples or difference.example is None:
        return str(difference)
    return f"{difference}; for example {difference.example!r}"
