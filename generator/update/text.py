"""The contract as text that keeps its comments, quotes and order when it is changed."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString, SingleQuotedScalarString

from generator.document import Json

__all__ = ["read_text", "section", "space_out", "to_nodes", "to_plain", "write_text"]

_ENDLESS: Final = 100_000
# What a reader by the rules of YAML 1.1 takes for something else than a text.
_AMBIGUOUS: Final = re.compile(
    r"y|n|yes|no|on|off|true|false|null|~|[-+.\d][\d_.:]*([eE][-+]?\d+)?|\d{4}-\d\d?-\d\d?.*|0x[\da-f]+|<<|=|",
    re.IGNORECASE,
)


_KEY: Final = re.compile(r"(?:  )*([^\s#:-][^:#]*):(?:\s|$)")
_LONG_TEXT: Final = re.compile(r":\s*[|>][-+\d]*\s*$")


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _ENDLESS
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def read_text(text: str) -> CommentedMap:
    """Reads a contract of this house so that `write_text` gives the same bytes again."""
    document: CommentedMap = _yaml().load(text)
    return document


def write_text(document: CommentedMap) -> str:
    """Writes a contract that `read_text` read."""
    stream = io.StringIO()
    _yaml().dump(document, stream)
    return stream.getvalue()


def space_out(before: str, after: str) -> str:
    """Puts blank lines where they were.

    A blank line between two parts belongs to the upper one: it goes when that one goes, and ends up in the
    middle when something is added below it.

    Args:
        before: The contract before it was changed.
        after: The contract after.

    Returns:
        The contract after, with a blank line above each part that had one, and above each new part whose
        neighbours all had one.
    """
    spacing = {place: is_spaced for _, place, is_spaced in _places(before)}
    sections: dict[tuple[str, ...], list[bool]] = {}
    for place, is_spaced in spacing.items():
        sections.setdefault(place[:-1], []).append(is_spaced)
    lines = after.splitlines(keepends=True)
    for number, place, is_spaced in reversed(list(_places(after))):
        neighbours = sections.get(place[:-1], [])[1:]  # nothing stands above the first
        wanted = spacing.get(place, bool(neighbours) and all(neighbours))
        if wanted and not is_spaced:
            lines.insert(number, "\n")
        elif is_spaced and not wanted:
            del lines[number - 1]
    return "".join(lines)


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    """Lists the keys outside of lists and long texts: line, keys down to it, and if a blank line is above."""
    above: tuple[str, ...] = ()
    is_spaced = False
    text_below = _ENDLESS
    for number, line in enumerate(text.splitlines()):
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= text_below:
            text_below = _ENDLESS
            if match := _KEY.match(line):
                above = (*above[: indent // 2], match[1])
                yield number, above, is_spaced
            if _LONG_TEXT.search(line):
                text_below = indent
        is_spaced = not line.strip()


def to_nodes(value: object) -> Any:
    """Turns plain data into what is written in the manner of the house: quoted where readers could differ."""
    match value:
        case dict():
            nodes = CommentedMap()
            for key, item in value.items():
                nodes[str(key)] = to_nodes(item)
            return nodes
        case list():
            sequence = CommentedSeq(to_nodes(item) for item in value)
            if value and all(isinstance(item, str | int) for item in value):
                sequence.fa.set_flow_style()
            return sequence
        case str() if "\n" in value.strip():
            return LiteralScalarString(value.strip() + "\n")
        case str() if _AMBIGUOUS.fullmatch(value):
            return SingleQuotedScalarString(value)
        case _:
            return value


def to_plain(value: object) -> Any:
    """Copies nodes as plain data."""
    match value:
        case dict():
            return {str(key): to_plain(item) for key, item in value.items()}
        case list():
            return [to_plain(item) for item in value]
        case str():
            return str(value)
        case _:
            return value


def section(document: Json, name: str) -> Json:
    """Finds a section of the components, making it if there is none."""
    components: Json = document.setdefault("components", CommentedMap())
    found: Json = components.setdefault(name, CommentedMap())
    return found
