"""Docstrings in Google style, out of what the document says in words."""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from generator.ir import Alias, Declaration, Field, Notes, Operation, PagedList, Parameter
from generator.statuses import error_class
from generator.types import Named

__all__ = [
    "WIDTH",
    "declaration_doc",
    "docstring",
    "field_doc",
    "items_doc",
    "method_doc",
    "pages_doc",
    "raw_method_doc",
    "raw_pages_doc",
]

WIDTH: Final = 100
"""Columns of a line in generated files."""

_INDENT: Final = "    "
_BULLET: Final = re.compile(r"([-*+]|\d+[.)])\s+")
_OPTIONS: Final = "timeout and max_retries, for this call alone."


def docstring(paragraphs: Iterable[str], indent: int) -> str:
    """Writes a docstring with its quotes, each line but the first indented.

    Args:
        paragraphs: Text without wrapping; a line that begins a section of Google style is kept as it is.
        indent: Columns before the docstring.
    """
    room = WIDTH - indent
    lines: list[str] = []
    for paragraph in paragraphs:
        if lines:
            lines.append("")
        lines += [line for part in paragraph.split("\n") for line in _wrapped(part, room)]
    if not lines:
        return '""""""'
    if len(lines) == 1 and len(lines[0]) + 6 > room:
        lines = textwrap.wrap(lines[0], room - 3, break_long_words=False, break_on_hyphens=False)
    margin = " " * indent
    body = "\n".join(f"{margin}{line}".rstrip() for line in lines).strip()
    if body.endswith(('"', "\\")):
        body += " "
    return f'"""{body}"""' if len(lines) == 1 else f'"""{body}\n{margin}"""'


def declaration_doc(declaration: Declaration) -> str:
    """Writes the docstring of a class."""
    indent = 0 if isinstance(declaration, Alias) else 4
    return docstring(_told(declaration.notes) or [f"The schema {declaration.schema}."], indent)


def field_doc(field: Field) -> str:
    """Writes the docstring of an attribute: meaning, unit, and what absence means where that is not plain."""
    facts = [_unit(field.unit)] if field.unit else []
    if field.is_next_cursor:
        facts.append("None and an empty text both mean that there is no next page.")
    if field.notes.deprecated:
        facts.append("Deprecated.")
    first, *more = _told(field.notes) or [""]
    text = " ".join(part for part in (first, *facts) if part)
    return docstring([text, *more], 4) if text or more else ""


def method_doc(operation: Operation) -> str:
    """Writes the docstring of the method that makes one call."""
    returned = operation.result_notes.description or "The body of the answer."
    if operation.result is None:
        returned = ""
    return docstring(
        [
            *_summary(operation.notes),
            _arguments(operation, {}),
            *([_section("Returns", returned)] if returned else []),
            _raises(operation, ()),
        ],
        8,
    )


def pages_doc(operation: Operation) -> str:
    """Writes the docstring of the method that walks page by page."""
    summary = f"Walks through the pages of {operation.method}, and asks for the next one when it is due."
    return _iterator_doc(operation, summary, "Each page.")


def items_doc(operation: Operation, paged: PagedList) -> str:
    """Writes the docstring of the method that walks through the items of all pages."""
    what = f"`{paged.item.name}`" if isinstance(paged.item, Named) else "item"
    summary = f"Walks through every {what} of {operation.method}, page after page."
    return _iterator_doc(operation, summary, f"Each item of `{paged.name}`.")


def raw_method_doc(operation: Operation) -> str:
    """Writes the docstring of the method whose answer stays undecoded."""
    return docstring(
        [f"Calls {operation.method} and gives the answer as it came; see there for arguments and errors."], 8
    )


def raw_pages_doc(operation: Operation) -> str:
    """Writes the docstring of the method that walks through undecoded pages."""
    return docstring(
        [f"Walks through the pages of {operation.method} as they came, of which only the cursor is read."], 8
    )


def _iterator_doc(operation: Operation, summary: str, yields: str) -> str:
    pagination = operation.pagination
    assert pagination is not None  # noqa: S101 - only paged operations have iterators
    instead = {
        pagination.cursor_parameter: "The cursor of the page to begin at; the first page when it is left out."
    }
    if pagination.limit_parameter:
        largest = f" ({pagination.max_limit})" if pagination.max_limit else ""
        instead[pagination.limit_parameter] = (
            f"How many items to ask for at a time; the largest page{largest} when it is left out."
        )
    told = [pagination.unverified] if pagination.unverified else []
    return docstring(
        [
            summary,
            *(f"Unverified: {_sentence(_one_line(text))}" for text in told),
            _arguments(operation, instead),
            _section("Yields", yields),
            _raises(operation, [("RepeatedCursorError", "The server gave the same cursor twice.")]),
        ],
        8,
    )


def _summary(notes: Notes) -> list[str]:
    told = _told(notes)
    return [_sentence(_one_line(notes.summary)), *told] if notes.summary else told or ["Calls the operation."]


def _told(notes: Notes) -> list[str]:
    paragraphs = [*_paragraphs(notes.description)]
    if notes.unverified:
        paragraphs.append(f"Unverified: {_sentence(_one_line(notes.unverified))}")
    return paragraphs


def _arguments(operation: Operation, instead: dict[str, str]) -> str:
    entries = []
    for parameter in sorted(operation.parameters, key=lambda parameter: not parameter.required):
        text = _unwrapped(parameter.notes.description)
        if parameter.name in instead:
            text = instead[parameter.name]
        facts = [text, *_facts(parameter, with_default=parameter.name not in instead)]
        if parameter.notes.unverified and parameter.name not in instead:
            facts.append(f"Unverified: {_sentence(_one_line(parameter.notes.unverified))}")
        entries.append(f"{parameter.argument}: {' '.join(fact for fact in facts if fact)}")
    return _section("Args", *entries, f"**options: {_OPTIONS}")


def _facts(parameter: Parameter, *, with_default: bool) -> Iterator[str]:
    if parameter.unit:
        yield _unit(parameter.unit)
    if parameter.choices:
        yield f"One of {', '.join(map(str, parameter.choices))}."
    if range_ := _range(parameter):
        yield range_
    if "maxItems" in parameter.limits and parameter.array != "none":
        yield f"At most {parameter.limits['maxItems']} values."
    if parameter.default is not None and with_default:
        yield f"The server takes {_plain(parameter.default)} when it is left out."
    if parameter.notes.deprecated:
        yield "Deprecated."


def _range(parameter: Parameter) -> str:
    low, high = parameter.limits.get("minimum"), parameter.limits.get("maximum")
    if low is not None and high is not None:
        return f"From {low} to {high}."
    if low is not None:
        return f"At least {low}."
    return f"At most {high}." if high is not None else ""


def _raises(operation: Operation, more: Iterable[tuple[str, str]]) -> str:
    entries = []
    for status in operation.errors:
        words = _unwrapped(status.notes.description)
        unverified = status.notes.unverified
        note = f" Unverified: {_sentence(_one_line(unverified))}" if unverified else ""
        entries.append(f"{error_class(status.status)}: {status.status}. {words}{note}")
    entries += [f"{name}: {words}" for name, words in more]
    entries.append("ApiException: Any other failure; every class above is one.")
    return _section("Raises", *entries)


def _section(title: str, *entries: str) -> str:
    return "\n".join([f"{title}:", *(f"{_INDENT}{entry}" for entry in entries)])


def _unit(unit: str) -> str:
    return f"Unit: {unit}."


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _unwrapped(text: str) -> str:
    return _sentence(_one_line(text)) if text.strip() else ""


def _paragraphs(text: str) -> Iterator[str]:
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


def _wrapped(line: str, room: int) -> list[str]:
    """Wraps one line, what follows hanging below its entry."""
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


def _clean(text: str) -> str:
    """Takes away what could end a docstring early or has no place in a source file."""
    printable = "".join(
        c for c in text if c in "\n\t" or not unicodedata.category(c).startswith(("C", "Zl", "Zp"))
    )
    return printable.replace("\\", "\\\\").replace('"""', "'''")
