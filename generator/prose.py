"""Turns a document's words into docstrings that are safe Python and read well in an editor."""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["WIDTH", "docstring", "one_line", "section", "sentence", "split_paragraphs"]

WIDTH: Final = 100
"""Columns of a line in generated files."""

_INDENT: Final = "    "
_BULLET: Final = re.compile(r"([-*+]|\d+[.)])\s+")


def docstring(paragraphs: Iterable[str], indent: int) -> str:
    """Writes a docstring with its quotes, each line but the first indented.

    Args:
        paragraphs: Text without wrapping, made by the functions of this module.
        indent: Columns before the docstring.
    """
    room = WIDTH - indent
    lines: list[str] = []
    for paragraph in paragraphs:
        if lines:
            lines.append("")
        for part in paragraph.split("\n"):
            lines += _wrap(part, room) if lines else _wrap_first(part, room)
    margin = " " * indent
    body = "\n".join(f"{margin}{line}".rstrip() for line in lines).strip()
    if body.endswith(('"', "\\")):
        body += " "
    return f'"""{body}"""' if "\n" not in body else f'"""{body}\n{margin}"""'


def section(title: str, *entries: str) -> str:
    """Writes a section of Google style."""
    return "\n".join([f"{title}:", *(f"{_INDENT}{entry}" for entry in entries)])


def sentence(text: str) -> str:
    """Joins a text into one line that ends like a sentence; of no text it makes none."""
    joined = one_line(text)
    return joined if not joined or joined.endswith((".", "!", "?", ":")) else f"{joined}."


def one_line(text: str) -> str:
    """Joins a text into one line."""
    return " ".join(_clean(text).split())


def split_paragraphs(text: str) -> Iterator[str]:
    """Joins the lines of each paragraph, and keeps each entry of a list on a line of its own."""
    for paragraph in re.split(r"\n\s*\n", _clean(text)):
        joined: list[str] = []
        for line in paragraph.strip().splitlines():
            if joined and not _BULLET.match(line.strip()):
                joined[-1] += f" {line.strip()}"
            elif line.strip():
                joined.append(line.strip())
        if joined:
            yield "\n".join(" ".join(line.split()) for line in joined)


def _wrap(line: str, room: int) -> list[str]:
    """Wraps one line; what follows hangs below its entry."""
    indent = line[: len(line) - len(line.lstrip())]
    bullet = _BULLET.match(line.lstrip())
    hanging = indent + (" " * len(bullet.group()) if bullet else _INDENT if indent else "")
    wrapped = textwrap.wrap(
        line.strip(),
        room,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped or [""]


def _wrap_first(line: str, room: int) -> list[str]:
    """Wraps the first line, which shares its room with the quotes before it, and behind it if it is alone."""
    quotes = '"""'
    alone = _wrap(line, room - 2 * len(quotes))
    first, *others = _wrap(quotes + line.strip(), room)
    return [first.removeprefix(quotes), *others] if others and len(alone) > 1 else alone


def _clean(text: str) -> str:
    """Takes away what could end a docstring early or has no place in a source file."""
    unprintable = ("C", "Zl", "Zp")
    kept = "".join(c for c in text if c in "\n\t" or not unicodedata.category(c).startswith(unprintable))
    return kept.replace("\\", "\\\\").replace('"""', "'''")
