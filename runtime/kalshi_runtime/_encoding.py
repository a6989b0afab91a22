"""Request bodies as JSON."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

import msgspec

from ._arguments import decimal_to_text
from ._decoders import make_decoder
from ._models import Field, Model, list_fields
from ._shapes import is_array, is_object
from ._unions import DecimalForm, find_decimal_form


def encode_body(annotation: Any, value: object) -> bytes:
    """Encode a request body, and hold it against what the contract says it is.

    Decimals are exact: texts or numbers, as their field says. A field that is ``UNSET``, or optional and
    ``None``, is left out.

    Args:
        annotation: What the contract says the body is.
        value: A model where the contract has one, else plain Python.

    Raises:
        TypeError: A value has no form in JSON, or none that is exact, or stands where a model is due.
        ValueError: The body is not what the contract says.
    """
    _check_model(annotation, value)
    content = msgspec.json.encode(_to_wire(value, find_decimal_form(annotation)))
    _check_models(value, make_decoder(annotation)(content))
    return content


def _check_model(annotation: Any, value: object) -> None:
    is_model = isinstance(annotation, type) and issubclass(annotation, Model)
    if is_model and not isinstance(value, annotation):
        raise TypeError(f"it takes {annotation.__name__}, not {type(value).__name__}")


def _check_models(value: Any, read: object) -> None:
    """Hold a value to what is read from its JSON: a plain object does not say how its decimals travel."""
    if isinstance(read, Model):
        model: Any = type(read)
        if not isinstance(value, Model):
            _check_model(model, value)
        elif isinstance(value, model):  # and no other member of a union, which looks the same
            for field in list_fields(model):
                _check_models(getattr(value, field.attribute), getattr(read, field.attribute))
    elif is_array(read) and is_array(value):
        for part, part_read in zip(value, read, strict=True):
            _check_models(part, part_read)
    elif is_object(read) and is_object(value):
        # By their order, since a key that is a number is read as text.
        parts = [part for part in value.values() if part is not msgspec.UNSET]
        for part, part_read in zip(parts, read.values(), strict=False):
            _check_models(part, part_read)


def _to_wire(value: object, form: DecimalForm | None) -> Any:
    """Turn a value into what msgspec writes as it should be, below a place where decimals have a form."""
    if isinstance(value, Model):
        model: Any = type(value)
        return {
            field.name: _to_wire(part, form_there)
            for field, form_there in _list_forms(model)
            if (part := getattr(value, field.attribute)) is not field.default and part is not msgspec.UNSET
        }
    if is_array(value):
        return [_to_wire(part, form) for part in value]
    if is_object(value):
        return {key: _to_wire(part, form) for key, part in value.items() if part is not msgspec.UNSET}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise ValueError("a datetime has no time zone: add tzinfo=datetime.UTC, or what it is in")
    if isinstance(value, Decimal):
        text = decimal_to_text(value)
        return text if form == "text" else msgspec.Raw(text.encode())
    if isinstance(value, float) and form in ("text", "number"):
        raise TypeError("an amount is a float: give a Decimal, which is exact")
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_whole and form == "text" else value


@cache
def _list_forms(model: Any) -> list[tuple[Field, DecimalForm | None]]:
    return [(field, find_decimal_form(field.annotation)) for field in list_fields(model)]
