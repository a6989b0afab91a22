"""Which of what is gone came back under another name.

A rename is proposed where everything but the name speaks for it: the same place, the same type and unit,
and a name that is alike. It is proposed the same way when the two contracts are swapped.
"""

from collections.abc import Callable, Iterable
from typing import Final

import attrs

from generator.changes.likeness import LIKE, likeness
from generator.changes.spoken_units import same_unit
from generator.changes.view import DECLARATIONS, View
from generator.changes.written_types import WrittenType, parse_type, rename_types
from generator.surface import Line

__all__ = ["Renames", "find_renames"]

_MUCH: Final = 0.8
_ENOUGH: Final = 0.5


@attrs.frozen
class Renames:
    """New names by the old ones.

    Attributes:
        declarations: Of named schemas.
        operations: Of operations.
        owned: Of everything that belongs to one of them or stands alone, by kind, old owner and old name.
    """

    declarations: dict[str, str]
    operations: dict[str, str]
    owned: dict[tuple[str, str, str], str]

    def owner(self, name: str) -> str:
        """Finds the new name of what owns a line."""
        return self.declarations.get(name, self.operations.get(name, name))

    def type_of(self, line: Line) -> WrittenType:
        """Takes the type of an old line apart, under the new names."""
        return rename_types(parse_type(line.facts.get("type", "none")), self.declarations)


def find_renames(old: View, new: View) -> Renames:
    """Finds what was renamed between two contracts."""
    operations = _rename_operations(old, new)
    declarations = _rename_declarations(old, new)
    return Renames(declarations, operations, _rename_owned(old, new, Renames(declarations, operations, {})))


def _pair(
    gone: Iterable[Line], come: Iterable[Line], measure: Callable[[Line, Line], float]
) -> list[tuple[Line, Line]]:
    """Pairs lines by falling likeness, each line once; a likeness of 0 is none."""
    come = list(come)
    measured = [(measure(one, other), one, other) for one in gone for other in come]
    measured = [entry for entry in measured if entry[0] > 0]
    measured.sort(key=lambda entry: (-entry[0], sorted((str(entry[1]), str(entry[2])))))
    taken: set[int] = set()
    pairs = []
    for _, one, other in measured:
        if id(one) not in taken and id(other) not in taken:
            taken |= {id(one), id(other)}
            pairs.append((one, other))
    return pairs


def _leftover(view: View, other: View, kind: str) -> list[Line]:
    return [line for line in view.of_kind(kind) if (kind, line.names) not in other.lines]


def _rename_operations(old: View, new: View) -> dict[str, str]:
    def measure(one: Line, other: Line) -> float:
        return float((one.facts["http"], one.facts["path"]) == (other.facts["http"], other.facts["path"]))

    pairs = _pair(_leftover(old, new, "operation"), _leftover(new, old, "operation"), measure)
    return {one.names[0]: other.names[0] for one, other in pairs}


def _rename_declarations(old: View, new: View) -> dict[str, str]:
    there = {line.names[0] for line in old.of_kind(*DECLARATIONS)} & {
        line.names[0] for line in new.of_kind(*DECLARATIONS)
    }

    def measure(one: Line, other: Line) -> float:
        if one.names[0] in there or other.names[0] in there:
            return 0.0
        ours, theirs = _content(old, one), _content(new, other)
        common = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
        alike = likeness(one.names[0], other.names[0])
        if (alike >= LIKE and common >= _ENOUGH) or (common >= _MUCH and len(ours & theirs) > 1):
            return common + alike
        return 0.0

    renamed: dict[str, str] = {}
    for kind in DECLARATIONS:
        pairs = _pair(_leftover(old, new, kind), _leftover(new, old, kind), measure)
        renamed |= {one.names[0]: other.names[0] for one, other in pairs}
    return renamed


def _content(view: View, line: Line) -> frozenset[tuple[str, ...]]:
    """What a declaration holds, without its name and without the types that may be renamed themselves."""
    match line.kind:
        case "model":
            return frozenset((name,) for name in view.owned("field", line.names[0]))
        case "enum":
            return frozenset((value,) for value in view.owned("member", line.names[0]))
        case _:
            return frozenset({(line.facts["type"],)})


def _rename_owned(old: View, new: View, renames: Renames) -> dict[tuple[str, str, str], str]:
    renamed: dict[tuple[str, str, str], str] = {}
    for kind in ("field", "parameter", "member", "iterator"):
        new_by_owner: dict[str, dict[str, Line]] = {}
        old_by_owner: dict[str, dict[str, Line]] = {}
        for line in new.of_kind(kind):
            new_by_owner.setdefault(line.names[0], {})[line.names[1]] = line
        for line in old.of_kind(kind):
            old_by_owner.setdefault(line.names[0], {})[line.names[1]] = line
        for owner, ours in old_by_owner.items():
            theirs = new_by_owner.get(renames.owner(owner), {})
            gone = [line for name, line in ours.items() if name not in theirs]
            come = [line for name, line in theirs.items() if name not in ours]
            for one, other in _pair(gone, come, _measure_owned(old, new, renames)):
                renamed[kind, owner, one.names[1]] = other.names[1]
    for kind in ("host", "scheme"):
        gone, come = _leftover(old, new, kind), _leftover(new, old, kind)
        for one, other in _pair(gone, come, lambda one, other: float(_identity(one) == _identity(other))):
            renamed[kind, "", one.names[0]] = other.names[0]
    return renamed


def _measure_owned(old: View, new: View, renames: Renames) -> Callable[[Line, Line], float]:
    def measure(one: Line, other: Line) -> float:
        if one.kind == "iterator":
            return float(one.facts.get("list") == other.facts.get("list"))
        same = (
            rename_types(old.named.expand(old.type_of(one)), renames.declarations)
            == new.named.expand(new.type_of(other))
            and one.facts.get("in") == other.facts.get("in")
            and _same_unit(old, new, one, other)
        )
        alike = likeness(one.names[1], other.names[1])
        return alike if same and alike >= LIKE else 0.0

    return measure


def _same_unit(old: View, new: View, one: Line, other: Line) -> bool:
    """Units that the contract states have to be equal; one that only words tell must not contradict."""
    was, is_ = old.unit_of(one), new.unit_of(other)
    if was is None or is_ is None:
        return "unit" not in one.facts and "unit" not in other.facts
    return same_unit(was, is_)


def _identity(line: Line) -> dict[str, str]:
    return {key: value for key, value in line.facts.items() if key != "default"}
