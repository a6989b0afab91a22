"""The guide from one edition of the API to the next: what became of each field, argument and word.

It is written from the contracts alone, so that it tells what the packages do and not what somebody remembers.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import attrs
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.changes import Change, Comparison, View, compare, view_package
from generator.ir import Package
from generator.packages import PACKAGES, ROOT, Contract
from generator.pipeline import read_package
from generator.surface import Line

__all__ = ["GUIDE", "write_guide", "write_guide_of"]

GUIDE: Final = Path("docs/editions.md")
"""Where the guide lies, below the repository's root."""

_TEMPLATES: Final = Path(__file__).parent / "templates"


@attrs.frozen
class Row:
    """What was, what is instead, and what that means for a caller; an empty text stands for nothing."""

    old: str
    new: str
    meaning: str


@attrs.frozen
class Table:
    """What became of the parts of one thing.

    Attributes:
        title: The thing.
        rows: The parts that changed, in the order of the contracts.
        same: Names of those that did not.
    """

    title: str
    rows: tuple[Row, ...]
    same: tuple[str, ...]


@attrs.frozen
class Step:
    """The way from one edition to the next.

    Attributes:
        before: Contract and package before.
        after: Contract and package after.
        fields: A table for each schema that is in both and changed.
        added: Names of the schemas that only the new one has.
        arguments: A table for each operation whose parameters changed.
        words: A table for each enumeration that changed.
        servers: What became of the hosts.
    """

    before: tuple[Contract, Package]
    after: tuple[Contract, Package]
    fields: tuple[Table, ...]
    added: tuple[str, ...]
    arguments: tuple[Table, ...]
    words: tuple[Table, ...]
    servers: tuple[Table, ...]


def write_guide_of(root: Path = ROOT, table: Sequence[Contract] = PACKAGES) -> str:
    """Writes the guide of the contracts as they lie in a checkout.

    Args:
        root: The repository's root.
        table: The editions.

    Raises:
        Refusal: A contract cannot be read or represented.
    """
    return write_guide([(contract, read_package(contract, root)) for contract in table])


def write_guide(editions: Sequence[tuple[Contract, Package]]) -> str:
    """Writes the guide through a number of editions.

    Args:
        editions: Contract and package of each, the oldest first.

    Returns:
        The text, in Markdown.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - what is written is Markdown, from contracts of this repository
    )
    text = environment.get_template("editions.md.jinja").render(
        editions=editions, steps=[_step(before, after) for before, after in pairwise(editions)]
    )
    return f"{text.rstrip()}\n"


def _step(before: tuple[Contract, Package], after: tuple[Contract, Package]) -> Step:
    comparison = compare(*(view_package(package, package.title) for _, package in (before, after)))
    there = {line.names[0] for line in comparison.old.of_kind("model")}
    return Step(
        before=before,
        after=after,
        fields=tuple(_tables(comparison, "field", "model")),
        added=tuple(line.names[0] for line in comparison.new.of_kind("model") if line.names[0] not in there),
        arguments=tuple(_tables(comparison, "parameter", "operation")),
        words=tuple(_tables(comparison, "member", "enum")),
        servers=tuple(_tables(comparison, "host", None)),
    )


def _tables(comparison: Comparison, kind: str, owner_kind: str | None) -> Iterator[Table]:
    """Makes a table of the lines of a kind for each owner that both contracts have and that changed."""
    changed = {_key(change.old): change for change in comparison.changes if change.old}
    came = {_key(change.new) for change in comparison.changes if change.new and not change.old}
    owners = [line.names[0] for line in comparison.old.of_kind(owner_kind)] if owner_kind else [None]
    for owner in owners:
        before, after = _parts(comparison.old, kind, owner), _parts(comparison.new, kind, owner)
        rows = [_row(changed[_key(line)]) for line in before if _key(line) in changed]
        instead = {row.new for row in rows}
        rows += [
            Row("", _tell(line), "new") for line in after if _key(line) in came and _tell(line) not in instead
        ]
        if rows:
            same = tuple(_name(line) for line in before if _key(line) not in changed)
            yield Table(owner or "servers", tuple(rows), same)


def _parts(view: View, kind: str, owner: str | None) -> list[Line]:
    return [line for line in view.of_kind(kind) if owner is None or line.names[0] == owner]


def _row(change: Change) -> Row:
    new = change.new or change.instead
    old = change.line
    if new is None:
        return Row(_tell(old), "", "gone")
    return Row(_tell(old), _tell(new), _meaning(change, old.facts, new.facts))


def _meaning(change: Change, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Tells a caller how to get from one to the other."""
    if (old.get("unit"), new.get("unit")) == ("cents", "dollars"):
        return "the old one is 100 times the new one"
    if change.instead is not None:
        return "the same" if old["type"] == new["type"] else f"the same number as {new['type']}"
    if change.line.names != (change.new or change.line).names:
        return "another name"
    if change.line.kind == "host":
        return "; ".join(finding.rule.why for finding in change.findings)
    return "; ".join(finding.detail or finding.rule.why for finding in change.findings)


def _tell(line: Line) -> str:
    """Names a line, with type and unit or with what else it is."""
    what = [line.facts[key] for key in ("type", "unit", "url") if key in line.facts]
    told = ": ".join([_name(line), ", ".join(what)]) if what else _name(line)
    return told.replace("|", " or ")  # which would end a cell of the table


def _name(line: Line) -> str:
    return f"`{line.names[-1]}`"


def _key(line: Line | None) -> tuple[str, ...]:
    return (line.kind, *line.names) if line else ()
