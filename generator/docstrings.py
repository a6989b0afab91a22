"""Docstrings in Google style for everything that is generated, out of what the document says in words."""

import re
from collections.abc import Iterator
from typing import Final

from generator.ir import Alias, Declaration, Field, Notes, Operation, PagedList, Pagination, Parameter, Window
from generator.prose import docstring, one_line, section, sentence, split_paragraphs
from generator.statuses import error_class
from generator.types import Named, Scalar

__all__ = [
    "declaration_doc",
    "field_doc",
    "items_doc",
    "method_doc",
    "pages_doc",
    "raw_method_doc",
    "raw_pages_doc",
]

_IN_CLASS: Final = 4
_IN_METHOD: Final = 8
_OPTIONS: Final = "**options: Settings for this call alone; see `CallOptions`."
_CONCURRENCY: Final = (
    "concurrency: How many pages to fetch at once, each from a window of time of its own; items and order "
    "are the same as with 1, one page after the other."
)


def declaration_doc(declaration: Declaration) -> str:
    """Writes the docstring of a class, or of an alias."""
    indent = 0 if isinstance(declaration, Alias) else _IN_CLASS
    known = f"The schema {declaration.schema}."
    if declaration.inline_at is not None:
        known = f"What stands at `{declaration.inline_at.removeprefix('/')}`, which has no name there."
    return docstring(_tell(declaration.notes) or [known], indent)


def field_doc(field: Field) -> str:
    """Writes the docstring of an attribute: meaning, unit, and what absence means where that is not plain."""
    facts = [f"Unit: {field.unit}."] if field.unit else []
    if not field.is_kept:
        facts.append(f"On the wire: `{one_line(field.name)}`.")
    if field.is_sent and field.default is not None and not field.required:
        facts.append(f"The server takes {_literal(field.default)} when it is left out.")
    if field.tells_null:
        facts.append("UNSET leaves it out, None sends null.")
    if field.is_next_cursor:
        facts.append("None and an empty text both mean that there is no next page.")
    first, *more = _tell(field.notes) or [""]
    told = [" ".join(part for part in (_ended(first), *facts) if part) if facts else first, *more]
    return docstring(told, _IN_CLASS) if any(told) else ""


def method_doc(operation: Operation) -> str:
    """Writes the docstring of the method that makes one call."""
    told = [sentence(operation.notes.summary), *_tell(operation.notes)]
    told = list(filter(None, told)) or [f"Calls {operation.id}."]
    if not operation.signed:
        told.append("Needs no API key.")
    sections = [_arguments(operation, {}), _statuses(operation)]
    if operation.result is not None:
        returned = sentence(operation.result_notes.description) or "The body of the answer."
        sections.insert(1, section("Returns", returned))
    return docstring([*told, *sections], _IN_METHOD)


def pages_doc(operation: Operation, pagination: Pagination) -> str:
    """Writes the docstring of the method that walks page by page."""
    summary = f"Walks through the pages of `{operation.method}`, and asks for each when it is due."
    return _iterator_doc(operation, pagination, summary, "Each page.")


def items_doc(operation: Operation, pagination: Pagination, paged: PagedList) -> str:
    """Writes the docstring of the method that walks through the items of all pages."""
    what = f"`{paged.item.name}`" if isinstance(paged.item, Named) else "item"
    summary = f"Walks through every {what} of `{operation.method}`, page after page."
    return _iterator_doc(operation, pagination, summary, f"Each item of `{paged.name}`.", paged.window)


def raw_method_doc(operation: Operation) -> str:
    """Writes the docstring of the method whose answer stays undecoded."""
    return docstring([f"As `{operation.method}` of the client, with the answer as it came."], _IN_METHOD)


def raw_pages_doc(operation: Operation) -> str:
    """Writes the docstring of the method that walks through undecoded pages."""
    summary = (
        f"Walks through the pages of `{operation.method}` as they came; only the cursor is read of each."
    )
    return docstring([summary], _IN_METHOD)


def _iterator_doc(
    operation: Operation, pagination: Pagination, summary: str, yields: str, window: Window | None = None
) -> str:
    largest = f" ({pagination.max_limit})" if pagination.max_limit else ""
    instead = {
        pagination.cursor_parameter: "The cursor of the page to begin at; the first when it is left out.",
        pagination.limit_parameter: f"How many items to ask for at a time; the most{largest} unless told.",
    }
    raises = section(
        "Raises",
        "RepeatedCursorError: The server gave the same cursor twice.",
        f"ApiException: A page was refused; see `{operation.method}` for the statuses.",
    )
    told = [summary, *_unverified(pagination.unverified)]
    more = [_CONCURRENCY] if window else []
    arguments = _arguments(operation, instead, *more)
    return docstring([*told, arguments, section("Yields", yields), raises], _IN_METHOD)


def _tell(notes: Notes) -> list[str]:
    deprecated = ["Deprecated."] if notes.deprecated else []
    return [*split_paragraphs(notes.description), *_unverified(notes.unverified), *deprecated]


def _unverified(text: str) -> list[str]:
    return [f"Unverified: {sentence(text)}"] if text else []


def _arguments(operation: Operation, instead: dict[str | None, str], *more: str) -> str:
    entries = []
    for parameter in sorted(operation.parameters, key=lambda parameter: not parameter.required):
        told = [instead[parameter.name]] if parameter.name in instead else _tell_parameter(parameter)
        text = " ".join(filter(None, told)) or f"The {parameter.location} parameter {parameter.name}."
        entries.append(f"{parameter.argument}: {text}")
    if operation.body:
        told = [sentence(" ".join(split_paragraphs(operation.body.notes.description)))]
        if operation.body.type == Scalar("bytes"):
            told.append(f"Sent as it is, as {one_line(operation.body.media_type)}.")
        entries.append(f"body: {' '.join(filter(None, told)) or 'The body of the request.'}")
    return section("Args", *entries, *more, _OPTIONS)


def _tell_parameter(parameter: Parameter) -> Iterator[str]:
    yield sentence(parameter.notes.description)
    if parameter.unit:
        yield f"Unit: {parameter.unit}."
    if parameter.choices:
        yield f"One of {', '.join(map(_choice, parameter.choices))}."
    low, high = parameter.limits.get("minimum"), parameter.limits.get("maximum")
    if low is not None:
        yield f"From {low} to {high}." if high is not None else f"At least {low}."
    elif high is not None:
        yield f"At most {high}."
    if parameter.array != "none":
        most = f", at most {parameter.limits['maxItems']}" if "maxItems" in parameter.limits else ""
        yield f"One value or a sequence of values{most}."
    if parameter.default is not None:
        yield f"The server takes {_literal(parameter.default)} when it is left out."
    yield from _unverified(parameter.notes.unverified)
    if parameter.notes.deprecated:
        yield "Deprecated."


def _literal(value: object) -> str:
    return one_line(str(value).lower() if isinstance(value, bool) else str(value))


def _choice(choice: str | int) -> str:
    return str(choice) if re.fullmatch(r"[^\s,]+", str(choice)) else f"`{choice}`"


def _statuses(operation: Operation) -> str:
    entries = []
    for status in operation.errors:
        if status.status == "default":
            continue  # what the last entry says anyway
        told = [
            f"{status.status}.",
            sentence(status.notes.description),
            *_unverified(status.notes.unverified),
        ]
        entries.append(f"{error_class(status.status)}: {' '.join(filter(None, told))}")
    last = "Any other failure; every class above is one." if entries else "Any failure."
    return section("Raises", *entries, f"ApiException: {last}")


def _ended(text: str) -> str:
    return f"{text}." if text and text[-1].isalnum() else text
