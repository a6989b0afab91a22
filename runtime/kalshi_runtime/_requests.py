"""What a call puts into its request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import NoneType
from typing import Any, get_args
from urllib.parse import quote

from msgspec import UNSET

from ._arguments import to_texts
from ._declarations import Operation, Parameter
from ._encoding import encode_body
from ._errors import ArgumentError, ArgumentTypeError
from ._texts import find_near_name

_BODY = "body"


class RequestParts:
    """The parts of a request that depend on the arguments.

    Args:
        path: The path, as yet with placeholders.
    """

    __slots__ = ("content", "headers", "path", "query")

    def __init__(self, path: str) -> None:
        self.path = path
        self.query: list[tuple[str, str | int | float | bool | None]] = []
        self.headers: dict[str, str] = {}
        self.content: bytes | None = None


def build_parts(operation: Operation[Any], arguments: Mapping[str, Any]) -> RequestParts:
    """Turn the arguments of a call into the parts of its request.

    Args:
        operation: The operation.
        arguments: Each argument under its parameter's name; ``None`` means absent.

    Raises:
        ArgumentTypeError: If an argument is of a wrong type, missing, or unknown.
        ArgumentError: If an argument is of the right type and cannot be sent.
    """
    parameters, required = _index_parameters(operation)
    for name in required:
        if arguments.get(name) is None:
            raise ArgumentTypeError(
                f"{operation.id}: {name} is required", operation=operation.id, parameter=name
            )
    parts = RequestParts(operation.path)
    for name, value in arguments.items():
        if (parameter := parameters.get(name)) is not None:
            if value is not None and not (value == "" and parameter.omit_empty):
                _add(parts, operation, parameter, value)
        elif name == _BODY and operation.body is not None:
            _add_body(parts, operation, value)
        elif value is not None:
            raise refuse_unknown(operation, name)
    return parts


def refuse_unknown(operation: Operation[Any], name: str, options: Iterable[str] = ()) -> ArgumentTypeError:
    """Return the error for an argument that an operation does not have, and that is no option either."""
    near = find_near_name(name, [*(parameter.name for parameter in operation.parameters), *options])
    advice = f"; did you mean {near}?" if near else ""
    return ArgumentTypeError(
        f"{operation.id}: there is no argument {name}{advice}", operation=operation.id, parameter=name
    )


@cache
def _index_parameters(operation: Operation[Any]) -> tuple[dict[str, Parameter], tuple[str, ...]]:
    parameters = {parameter.key or parameter.name: parameter for parameter in operation.parameters}
    return parameters, tuple(key for key, parameter in parameters.items() if parameter.required)


def _add(parts: RequestParts, operation: Operation[Any], parameter: Parameter, value: object) -> None:
    name = parameter.name
    try:
        texts = to_texts(parameter, value)
        if parameter.location == "query":
            parts.query.extend([(name, text) for text in texts])
        elif parameter.location == "path":
            parts.path = parts.path.replace(f"{{{name}}}", _quote_segment(",".join(texts)))
        elif parameter.location == "cookie":
            crumb = f"{name}={quote(','.join(texts), safe='')}"
            parts.headers["cookie"] = "; ".join(filter(None, (parts.headers.get("cookie"), crumb)))
        else:
            parts.headers[name] = _check_header(",".join(texts))
    except TypeError as error:
        failure: ArgumentError = ArgumentTypeError(
            f"{operation.id}: {name} {error}", operation=operation.id, parameter=name
        )
    except ValueError as error:
        failure = ArgumentError(f"{operation.id}: {name} {error}", operation=operation.id, parameter=name)
    else:
        return
    raise failure


def _quote_segment(text: str) -> str:
    # An empty or dotted segment would silently make another path of it.
    if text in ("", ".", ".."):
        raise ValueError(f"is part of the path and cannot be {text!r}")
    return quote(text, safe="")


def _check_header(text: str) -> str:
    if not (text.isascii() and text.isprintable()) or text != text.strip():
        raise ValueError("goes into a header, which takes printable ASCII without white space at the ends")
    return text


def _add_body(parts: RequestParts, operation: Operation[Any], value: object) -> None:
    if value is UNSET or (value is None and NoneType not in get_args(operation.body)):
        if operation.body_required:
            raise ArgumentTypeError(
                f"{operation.id}: {_BODY} is required", operation=operation.id, parameter=_BODY
            )
        return
    parts.content = _encode(operation, value)
    parts.headers["content-type"] = operation.body_type


def _encode(operation: Operation[Any], value: object) -> bytes:
    is_json = operation.body is not bytes
    if not is_json:
        if isinstance(value, str | bytes):
            return value.encode() if isinstance(value, str) else value
        reason = f"it is of type {type(value).__name__}, and goes as it is: give bytes or text"
    else:
        try:
            return encode_body(operation.body, value)
        except (TypeError, ValueError, RecursionError) as error:
            reason = str(error)
    raise ArgumentTypeError(
        f"{operation.id}: {_BODY} cannot be sent as {'JSON' if is_json else operation.body_type}: {reason}",
        operation=operation.id,
        parameter=_BODY,
    )
