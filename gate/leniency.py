"""What a server may take for a request that is in order, though to the letter it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from gate.contract import Operation, Parameter

NUMBER = re.compile(r"\s*[+-]?\d+(\.0*)?\s*", re.ASCII)
MOST_DIGITS = 30


def is_leniently_valid(operation: Operation, query: str) -> bool:
    """Whether a query is in order for a server that reads numbers as programming languages do.

    Such a server takes an empty value for none, of a parameter that comes twice the first or the last, and
    leaves alone what it does not know.

    Args:
        operation: The operation.
        query: The query as it was sent.
    """
    given: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        given.setdefault(name, []).append(value)
    return all(
        any(_is_valid(operation.parameters[name], each) for each in (values[0], values[-1]))
        for name, values in given.items()
        if name in operation.parameters
    )


def ends_before_it_begins(query: Mapping[str, str]) -> bool:
    """Whether a query asks for a window that holds nothing, whatever happened."""
    bounds = [query.get(name, "") for name in ("min_ts", "max_ts")]
    if not all(NUMBER.fullmatch(bound) for bound in bounds):
        return False
    low, high = (int(bound.partition(".")[0]) for bound in bounds)
    return low > high


def _is_valid(parameter: Parameter, text: str) -> bool:
    if text == "":
        return True
    if parameter.kind == "integer":
        if not NUMBER.fullmatch(text) or len(text) > MOST_DIGITS:
            return False
        number = int(text.strip().partition(".")[0])
        least = -(2**63) if parameter.minimum is None else parameter.minimum
        most = 2**63 - 1 if parameter.maximum is None else parameter.maximum
        return least <= number <= most
    items = text.split(",") if parameter.kind == "array" else [text]
    if parameter.max_items is not None and len(items) > parameter.max_items:
        return False
    return parameter.choices is None or set(items) <= {"", *parameter.choices}
