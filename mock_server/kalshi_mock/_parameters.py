"""The query of a request, held strictly to the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kalshi_mock._contract import Operation, Parameter
from kalshi_mock._failures import Refused, bad_parameter

Arguments = Mapping[str, int | str | list[str]]

_INTEGER = re.compile(r"-?[0-9]+")
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")


def decode_percent(raw: bytes) -> str:
    """Decodes one percent-encoded text.

    Args:
        raw: The bytes as they came.

    Returns:
        The text.

    Raises:
        ValueError: An escape is broken, or the bytes are not UTF-8.
    """
    if _BROKEN_ESCAPE.search(raw):
        raise ValueError("a % without two hexadecimal digits")
    return _ESCAPE.sub(lambda match: bytes((int(match[1], 16),)), raw).decode("utf-8")


def read_arguments(operation: Operation, query: bytes) -> Arguments:
    """Reads a query and holds it to the operation's parameters.

    Args:
        operation: The operation.
        query: What follows the question mark, as it came.

    Returns:
        The arguments by name, defaults included; what is absent and has no default is left out.

    Raises:
        Refused: With status 400 and the name of the parameter that breaks the contract.
    """
    arguments: dict[str, int | str | list[str]] = {}
    for pair in query.split(b"&"):
        if not pair:
            continue
        raw_name, _, raw_value = pair.partition(b"=")
        try:
            name = decode_percent(raw_name.replace(b"+", b" "))
        except ValueError as error:
            raise Refused(
                bad_parameter(f"a parameter's name is not percent-encoded UTF-8: {error}")
            ) from None
        parameter = operation.parameters.get(name)
        if parameter is None:
            known = ", ".join(operation.parameters) or "none"
            raise Refused(bad_parameter(f"{name} is not a parameter of {operation.id}; known: {known}"))
        if name in arguments:
            raise Refused(bad_parameter(f"{name} is given more than once"))
        try:
            text = decode_percent(raw_value.replace(b"+", b" "))
        except ValueError as error:
            raise Refused(bad_parameter(f"{name} is not percent-encoded UTF-8: {error}")) from None
        arguments[name] = _read_value(parameter, text)
    for parameter in operation.parameters.values():
        if parameter.default is not None:
            arguments.setdefault(parameter.name, parameter.default)
    return arguments


def _read_value(parameter: Parameter, text: str) -> int | str | list[str]:
    if parameter.kind == "integer":
        return _read_integer(parameter, text)
    if parameter.kind == "string":
        _check_choice(parameter, text)
        return text
    # The comma separates even where it came percent-encoded, since most clients encode it.
    items = text.split(",") if text else []
    if parameter.max_items is not None and len(items) > parameter.max_items:
        raise Refused(
            bad_parameter(
                f"{parameter.name} has {len(items)} items, at most {parameter.max_items} are allowed"
            )
        )
    for item in items:
        _check_choice(parameter, item)
    return items


def _read_integer(parameter: Parameter, text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise Refused(bad_parameter(f"{parameter.name} must be a whole number, not {text[:40]!r}"))
    # More digits than any bound has need no conversion, which would be slow for very many.
    digits = text.lstrip("-").lstrip("0") or "0"
    number = int(digits) if len(digits) < 25 else 1 << 80
    if text.startswith("-"):
        number = -number
    if number < parameter.minimum:
        raise Refused(
            bad_parameter(f"{parameter.name} must be at least {parameter.minimum}, not {text[:40]}")
        )
    if number > parameter.maximum:
        raise Refused(bad_parameter(f"{parameter.name} must be at most {parameter.maximum}, not {text[:40]}"))
    return number


def _check_choice(parameter: Parameter, text: str) -> None:
    if parameter.choices is not None and text not in parameter.choices:
        raise Refused(
            bad_parameter(
                f"{parameter.name} must be one of {', '.join(parameter.choices)}, not {text[:40]!r}"
            )
        )
