"""JSON that says the same, made the same: numbers by value, times by instant, absent and null alike."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kalshi_runtime import Model


def make_plain(value: Any) -> Any:
    """Returns a decoded value, or JSON, so that two that say the same are equal."""
    match value:
        case Model():
            return make_plain(value.to_dict())
        case dict():
            return {key: make_plain(item) for key, item in value.items() if item is not None}
        case list():
            return [make_plain(item) for item in value]
        case bool() | None:
            return value
        case int() | float() | Decimal():
            return Decimal(str(value)).normalize()
        case datetime():
            return value
        case date():
            return value.isoformat()
        case str():
            return _make_plain_text(str(value))
        case _:
            return value


def _make_plain_text(text: str) -> Any:
    """Takes a text that is a time or an amount for what it says."""
    if re.fullmatch(r"-?\d+\.\d+", text):
        return Decimal(text).normalize()
    try:
        return datetime.fromisoformat(text) if "T" in text else text
    except ValueError:
        return text
