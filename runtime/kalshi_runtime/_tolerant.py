"""Reads what can be read of a body that is not what the contract says, and notes all that differs.

A body is split into its parts as raw JSON, and every part is decoded by a typed decoder of its own. So each
value is judged by the rules of the whole, amounts stay exact, and what is wrong spoils only the field that it
is in.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated, Any, Final, Protocol, Union, get_args, get_origin

import msgspec

from ._decoders import FAILURES, explain, make_decoder
from ._drift_report import DifferenceKind, write_step
from ._enums import OpenEnum, OpenIntEnum
from ._journal import Journal, to_exact
from ._models import JSON_NUMBER, REQUIRED, Field, Model, list_fields
from ._partial import NOT_SENT, Remainder, make_partial

_split_object: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_split_array: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
_NULL: Final = ord("n")
_QUOTE: Final = ord('"')


class Unreadable:
    """What stands for a value that cannot be read.

    Attributes:
        reason: Why, as what follows the field's name in a sentence.
    """

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def read_tolerantly(annotation: Any, content: bytes) -> tuple[Any, Journal]:
    """Read what can be read of a body.

    Args:
        annotation: The type that the contract says it is of.
        content: The body.

    Returns:
        The value, or an `Unreadable` if it is not even JSON of the right kind, and what was noted.
    """
    journal = Journal()
    try:
        whole = msgspec.Raw(content.strip() or b"?")
        return make_reader(annotation).read(whole, journal, "$", ""), journal
    except RecursionError:  # objects within objects, beyond what Python's stack holds
        return Unreadable("is nested too deeply"), journal


class Reader(Protocol):
    """Reads values of one type."""

    def read(self, raw: msgspec.Raw, journal: Journal, parent: str, step: str) -> Any:
        """Read a value.

        Args:
            raw: The value as JSON.
            journal: Where to note what differs.
            parent: The JSON path of what the value is in.
            step: The last step of its own path.

        Returns:
            The value, or an `Unreadable`.
        """

    def stand_in(self, failed: Unreadable) -> Any:
        """Return what keeps the place of an item that cannot be read, if anything does."""


@cache
def make_reader(annotation: Any) -> Reader:
    """Return the reader for a type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _ObjectReader(annotation)
    if origin is list:
        return _ListReader(make_reader(arguments[0]))
    if origin is dict:
        return _MappingReader(make_reader(arguments[1]))
    if origin is Annotated and isinstance(inner := make_reader(arguments[0]), _CONTAINERS):
        return inner
    if origin in (Union, types.UnionType):
        containers = [reader for reader in map(make_reader, arguments) if isinstance(reader, _CONTAINERS)]
        if containers:
            return _UnionReader(_ValueReader(annotation), containers)
    return _ValueReader(annotation)


class _ValueReader:
    """Reads what has no parts that could be read alone."""

    def __init__(self, annotation: Any) -> None:
        self._decode = make_decoder(annotation)
        self._is_text = _is_text_due(annotation)

    def read(self, raw: msgspec.Raw, journal: Journal, parent: str, step: str) -> Any:
        try:
            value = self._decode(raw)
        except FAILURES as error:
            return _refuse(raw, journal, parent, step, error)
        if type(value) is Decimal:
            if self._is_text is not None and (memoryview(raw)[0] == _QUOTE) is not self._is_text:
                detail = "a number in place of text" if self._is_text else "text in place of a number"
                journal.note("form", parent, step, detail, raw)
        elif isinstance(value, OpenEnum | OpenIntEnum) and not value.is_known:
            journal.note("enum", parent, step, "a value that the contract does not name", raw)
        return value

    def stand_in(self, failed: Unreadable) -> Any:
        return failed


class _ObjectReader:
    """Reads objects that a model stands for."""

    first = ord("{")

    def __init__(self, model: Any) -> None:
        self._model = model

    @cached_property
    def _fields(self) -> Sequence[tuple[Field, str, Reader]]:
        # Made when they are needed, since models may hold models of their own kind.
        return [
            (field, write_step(field.name), make_reader(field.annotation))
            for field in list_fields(self._model)
        ]

    def read(self, raw: msgspec.Raw, journal: Journal, parent: str, step: str) -> Any:
        try:
            parts = _split_object(raw)
        except FAILURES as error:
            return _refuse(raw, journal, parent, step, error)
        path = parent + step
        values: dict[str, Any] = {}
        remainder = Remainder({}, {})
        for field, own_step, reader in self._fields:
            part = parts.pop(field.name, None)
            if part is not None:
                value = reader.read(part, journal, path, own_step)
                if type(value) is not Unreadable:
                    values[field.attribute] = value
                    continue
                remainder.unset[field.name] = value.reason
                remainder.extra[field.name] = to_exact(part)
            elif field.default is not REQUIRED:
                values[field.attribute] = field.default
            else:
                journal.note("missing", path, own_step, "required, and not sent")
                remainder.unset[field.name] = NOT_SENT
        for name, part in parts.items():
            remainder.extra[name] = to_exact(part)
            journal.note_undeclared(path, name, part)
        if remainder.unset or remainder.extra:
            return make_partial(self._model, values, remainder)
        return self._model(**values)

    def stand_in(self, failed: Unreadable) -> Any:
        # Without it sums over the list would be short by an item, and nobody would know.
        reason = f"was not sent: the whole item {failed.reason}"
        unset = {field.name: reason for field in list_fields(self._model)}
        return make_partial(self._model, {}, Remainder({}, unset))


class _ListReader:
    """Reads lists; an item that is no object keeps its place, any other that is wrong spoils the list."""

    first = ord("[")

    def __init__(self, item: Reader) -> None:
        self._item = item

    def read(self, raw: msgspec.Raw, journal: Journal, parent: str, step: str) -> Any:
        if _look_at(raw) == _NULL:
            journal.note("null_list", parent, step, "null in place of a list, read as an empty one")
            return []
        try:
            parts = _split_array(raw)
        except FAILURES as error:
            return _refuse(raw, journal, parent, step, error)
        path = parent + step
        read = self._item.read
        items = [read(part, journal, path, "[*]") for part in parts]
        return _keep_places(items, range(len(items)), self._item)

    def stand_in(self, failed: Unreadable) -> Any:
        return failed


class _MappingReader:
    """Reads mappings from keys that the contract does not name."""

    first = ord("{")

    def __init__(self, value: Reader) -> None:
        self._value = value

    def read(self, raw: msgspec.Raw, journal: Journal, parent: str, step: str) -> Any:
        try:
            parts = _split_object(raw)
        except FAILURES as error:
            return _refuse(raw, journal, parent, step, error)
        path = parent + step
        values = {key: self._value.read(part, journal, path, "[...]") for key, part in parts.items()}
        return _keep_places(values, list(values), self._value)

    def stand_in(self, failed: Unreadable) -> Any:
        return failed


class _UnionReader:
    """Reads a value of one of several types, of which at most one is an object and one a list in JSON."""

    def __init__(
        self, plain: Reader, containers: Sequence[_ObjectReader | _ListReader | _MappingReader]
    ) -> None:
        self._plain = plain
        self._containers = {reader.first: reader for reader in containers}

    def read(self, raw: msgspec.Raw, journal: Journal, parent: str, step: str) -> Any:
        reader: Reader = self._containers.get(_look_at(raw), self._plain)
        return reader.read(raw, journal, parent, step)

    def stand_in(self, failed: Unreadable) -> Any:
        found = (reader.stand_in(failed) for reader in self._containers.values())
        return next((item for item in found if type(item) is not Unreadable), failed)


_CONTAINERS: Final = (_ObjectReader, _ListReader, _MappingReader)


def _look_at(raw: msgspec.Raw) -> int:
    """Return the first byte of a value, which tells what kind of value it is."""
    return memoryview(raw)[0]


def _refuse(raw: msgspec.Raw, journal: Journal, parent: str, step: str, error: Exception) -> Unreadable:
    reason, _ = explain(error, "the value")
    if _look_at(raw) == _NULL:
        journal.note("null", parent, step, reason)
        return Unreadable("was null")
    kind: DifferenceKind = "type" if ", got `" in reason else "value"
    journal.note(kind, parent, step, reason, raw)
    return Unreadable(f"could not be read: {reason}")


def _keep_places(values: Any, keys: Iterable[Any], reader: Reader) -> Any:
    for key in keys:
        value = values[key]
        if type(value) is Unreadable:
            values[key] = reader.stand_in(value)
            if type(values[key]) is Unreadable:
                return Unreadable(f"could not be read: an item in it {value.reason}")
    return values


def _is_text_due(annotation: Any) -> bool | None:
    """Whether a decimal travels as text rather than as a number; ``None`` if there is no decimal."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Decimal:
        return True
    if origin is Annotated and arguments[0] is Decimal:
        return JSON_NUMBER not in arguments[1:]
    if origin in (Union, types.UnionType):
        forms = set(map(_is_text_due, arguments)) - {None}
        return forms.pop() if len(forms) == 1 else None
    return None
