"""One contract as callers see it: its surface, and who can reach what through it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

import attrs

from generator.changes.spoken_units import spoken_unit
from generator.changes.verdicts import Side
from generator.changes.written_types import Named, WrittenType, names_in, parse_type
from generator.ir import Model, Package
from generator.surface import Line, surface_lines

__all__ = ["DECLARATIONS", "Key", "View", "view_package"]

Key = tuple[str, tuple[str, ...]]
"""Kind and names of a line."""

DECLARATIONS: Final = ("model", "enum", "alias")
_TAKEN: Final = ("parameter", "body")


@attrs.frozen(slots=False)
class View:
    """A contract as callers see it.

    Attributes:
        title: What to call it in a report.
        version: Its own version, empty if it says none.
        lines: Each line of its surface by kind and names.
        spoken_units: Units that only a description tells.
    """

    title: str
    version: str
    lines: Mapping[Key, Line]
    spoken_units: Mapping[Key, str] = attrs.field(factory=dict)

    @classmethod
    def of(
        cls,
        lines: Iterable[Line],
        title: str = "",
        version: str = "",
        spoken_units: Mapping[Key, str] | None = None,
    ) -> "View":
        """Makes a view of the lines of a surface."""
        by_key: dict[Key, Line] = {}
        for line in lines:
            names = line.names
            if (line.kind, names) in by_key:  # one name in two places, such as the path and the query
                names = (*names, line.facts.get("in", ""))
            by_key[line.kind, names] = line
        return cls(title, version, by_key, spoken_units or {})

    def of_kind(self, *kinds: str) -> Iterator[Line]:
        """Lists the lines of some kinds."""
        return (line for line in self.lines.values() if line.kind in kinds)

    def owned(self, kind: str, owner: str) -> dict[str, Line]:
        """Lists the lines of a kind that belong to an owner, by their own name."""
        return {line.names[1]: line for line in self.of_kind(kind) if line.names[0] == owner}

    def unit_of(self, line: Line) -> str | None:
        """Tells what a value counts, by its `x-unit` or by its description."""
        return line.facts.get("unit") or self.spoken_units.get((line.kind, line.names))

    @cached_property
    def named(self) -> Named:
        """What the names in its types stand for."""
        aliases = {line.names[0]: parse_type(line.facts["type"]) for line in self.of_kind("alias")}
        return Named(aliases, frozenset(line.names[0] for line in self.of_kind("enum")))

    @cached_property
    def reach(self) -> dict[str, frozenset[tuple[str, Side]]]:
        """Which operations reach a declaration, and on which side."""
        found: dict[str, set[tuple[str, Side]]] = {}
        inside = self._inside
        for line in self.of_kind(*_TAKEN, "result"):
            side = Side.REQUEST if line.kind in _TAKEN else Side.RESPONSE
            waiting = list(names_in(parse_type(line.facts.get("type", "none"))))
            seen: set[str] = set()
            while waiting:
                name = waiting.pop()
                if name not in seen:
                    seen.add(name)
                    found.setdefault(name, set()).add((line.names[0], side))
                    waiting.extend(inside.get(name, ()))
        return {name: frozenset(reached) for name, reached in found.items()}

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        inside: dict[str, list[str]] = {}
        for line in self.of_kind("field", "alias"):
            inside.setdefault(line.names[0], []).extend(names_in(parse_type(line.facts["type"])))
        return inside

    def operations_of(self, line: Line) -> tuple[str, ...]:
        """Lists the operations that a line belongs to."""
        if line.kind == "host":
            return ()
        if line.kind == "scheme":
            takers = self.of_kind("operation")
            return tuple(sorted(op.names[0] for op in takers if line.names[0] in op.facts["security"]))
        if line.kind in (*DECLARATIONS, "field", "member"):
            return tuple(sorted({operation for operation, _ in self.reach.get(line.names[0], ())}))
        return line.names[:1]

    def sides_of(self, line: Line) -> frozenset[Side]:
        """Tells which way the values of a line travel; what no operation reaches counts as answered.

        Bodies of errors are such: they are declared, and read through the exception.
        """
        if line.kind in (*DECLARATIONS, "field", "member"):
            reached = frozenset(side for _, side in self.reach.get(line.names[0], ()))
            return reached or frozenset({Side.RESPONSE})
        return frozenset({Side.REQUEST if line.kind in _TAKEN else Side.RESPONSE})

    def type_of(self, line: Line) -> WrittenType:
        """Takes the type of a line apart."""
        return parse_type(line.facts.get("type", "none"))


def view_package(package: Package, title: str) -> View:
    """Makes a view of a package in its intermediate representation."""
    spoken: dict[Key, str] = {}
    for operation in package.operations:
        for parameter in operation.parameters:
            if not parameter.unit and (unit := spoken_unit(parameter.notes.description)):
                spoken["parameter", (operation.id, parameter.name)] = unit
    for declaration in package.declarations:
        for field in declaration.fields if isinstance(declaration, Model) else ():
            if not field.unit and (unit := spoken_unit(field.notes.description)):
                spoken["field", (declaration.name, field.name)] = unit
    return View.of(surface_lines(package), title, package.version, spoken)
