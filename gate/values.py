"""Whether a decoded model and the JSON that it was decoded from say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any


def read_json(body: bytes) -> Any:
    """Reads JSON with every number exact."""
    return json.loads(body, parse_float=Decimal)


def differences(sent: Any, decoded: Any, place: str = "body") -> Iterator[str]:
    """Compares JSON with what was decoded from it, as plain Python.

    Numbers are compared by value and must not have become floats, times by instant; a field that is null or
    absent may be missing.

    Args:
        sent: The JSON, its numbers exact.
        decoded: What a model's `to_dict` gives.
        place: Where both stand.

    Yields:
        A sentence for each difference, beginning with its place.
    """
    if isinstance(sent, dict) and isinstance(decoded, dict):
        for name, value in sent.items():
            if name in decoded:
                yield from differences(value, decoded[name], f"{place}.{name}")
            elif value is not None:
                yield f"{place}.{name}: {value!r} was lost"
        for name in decoded.keys() - sent.keys():
            yield f"{place}.{name}: {decoded[name]!r} was never sent"
    elif isinstance(sent, list) and isinstance(decoded, list):
        if len(sent) != len(decoded):
            yield f"{place}: {len(decoded)} items of {len(sent)}"
        for index, (value, other) in enumerate(zip(sent, decoded, strict=False)):
            yield from differences(value, other, f"{place}[{index}]")
    elif not _same(sent, decoded):
        yield f"{place}: {sent!r} became {decoded!r}"


def _same(sent: Any, decoded: Any) -> bool:
    if isinstance(decoded, float):
        return False
    if isinstance(decoded, Decimal):
        return isinstance(sent, str | int | Decimal) and Decimal(sent) == decoded
    if isinstance(decoded, datetime):
        return isinstance(sent, str) and datetime.fromisoformat(sent) == decoded
    return type(sent) is type(decoded) and bool(sent == decoded)
