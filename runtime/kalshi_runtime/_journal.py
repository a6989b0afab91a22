"""What was noted while a body was read that is not what the contract says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import msgspec

from ._decoders import FAILURES
from ._drift_report import BREAKING, Difference, DifferenceKind, find_similar, write_step

_decode_exactly: Final = msgspec.json.Decoder(float_hook=Decimal).decode


class Journal:
    """Counts differences by kind and place.

    Attributes:
        breaks: Whether there is anything that could not be read.
        undeclared: Whether there are fields that the contract does not know.
        refused: Whether there is anything that msgspec would refuse.
    """

    def __init__(self) -> None:
        self.breaks = False
        self.undeclared = False
        self.refused = False
        self._entries: dict[tuple[DifferenceKind, str, str, str], _Entry] = {}

    def __bool__(self) -> bool:
        return bool(self._entries)

    def note(
        self, kind: DifferenceKind, parent: str, step: str, detail: str, raw: msgspec.Raw | None = None
    ) -> None:
        """Note a difference.

        Args:
            kind: What differs.
            parent: The JSON path of what it is in.
            step: The last step of its own path.
            detail: What was due and what came, without values.
            raw: What came, as JSON.
        """
        entry = self._entries.get((kind, parent, step, detail))
        if entry is not None:
            entry.count += 1
            return
        self._entries[kind, parent, step, detail] = _Entry(None if raw is None else to_exact(raw))
        self.breaks = self.breaks or kind in BREAKING
        self.refused = self.refused or kind in BREAKING or kind == "null_list"

    def note_undeclared(self, parent: str, name: str, raw: msgspec.Raw) -> None:
        """Note a field that the contract does not know."""
        self.undeclared = True
        self.note("undeclared", parent, name, "not in the contract", raw)

    def list_differences(self) -> tuple[Difference, ...]:
        """Return all that was noted, what could not be read first, in the order in which it was met."""
        undeclared: dict[str, dict[str, Any]] = {}
        for (kind, parent, step, _), entry in self._entries.items():
            if kind == "undeclared":
                undeclared.setdefault(parent, {})[step] = entry.example
        differences: list[Difference] = []
        for (kind, parent, step, detail), entry in self._entries.items():
            example, similar = entry.example, tuple[str, ...]()
            if kind == "missing":
                beside = undeclared.get(parent, {})
                similar = find_similar(step.removeprefix("."), beside)
                example = {name: beside[name] for name in similar} or None
            path = parent + (write_step(step) if kind == "undeclared" else step)
            differences.append(
                Difference(
                    kind=kind, path=path, count=entry.count, detail=detail, similar=similar, example=example
                )
            )
        return tuple(sorted(differences, key=lambda difference: not difference.breaks))


class _Entry:
    __slots__ = ("count", "example")

    def __init__(self, example: Any) -> None:
        self.count = 1
        self.example = example


def to_exact(raw: msgspec.Raw) -> Any:
    """Return JSON as plain Python, with a ``Decimal`` for each number with a fraction.

    What no Python value stands for, such as text that is not UTF-8, stays the bytes that came.
    """
    try:
        return _decode_exactly(raw)
    except FAILURES:
        return bytes(raw)
