"""How types are written in Python."""

import json
from collections.abc import Collection
from typing import Final

import attrs

from generator.ir import Body, Field, Parameter
from generator.types import Constant, ListOf, MapOf, Named, Nullable, Scalar, ScalarName, Type, Union

__all__ = [
    "argument_annotation",
    "body_annotation",
    "body_expression",
    "field_annotation",
    "field_default",
    "result_annotation",
    "result_expression",
    "type_annotation",
    "value_kind",
]

_IN_MODELS: Final[dict[ScalarName, str]] = {
    "string": "str",
    "integer": "Int64",
    "number": "DecimalNumber",
    "decimal": "Decimal",
    "boolean": "bool",
    "date-time": "AwareDatetime",
    "date": "datetime.date",
    "bytes": "bytes",
    "any": "Any",
    "null": "None",
}
_IN_SIGNATURES: Final[dict[ScalarName, str]] = {
    **_IN_MODELS,
    "integer": "int",
    "number": "Decimal",
    "date-time": "datetime.datetime",
}
_KINDS: Final[dict[ScalarName, str]] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "decimal": "number",
    "boolean": "boolean",
}


@attrs.frozen(kw_only=True)
class _Style:
    """How types are written at one kind of place.

    Attributes:
        scalars: What scalars are called.
        prefix: What stands before the names of declarations, such as `models.`.
        decoded: Whether msgspec reads it, which takes no union but `OneOf`.
        later: Declarations that stand further down, which can only be named in quotes.
    """

    scalars: dict[ScalarName, str]
    prefix: str = ""
    decoded: bool = True
    later: Collection[str] = ()


_SIGNATURE: Final = _Style(scalars=_IN_SIGNATURES, prefix="models.", decoded=False)
_EXPRESSION: Final = _Style(scalars=_IN_MODELS, prefix="models.")


def type_annotation(type_: Type, later: Collection[str] = ()) -> str:
    """Writes a type as models hold it.

    Args:
        type_: The type.
        later: Declarations that stand further down in the module.
    """
    return _write(type_, _Style(scalars=_IN_MODELS, later=later))


def field_annotation(field: Field) -> str:
    """Writes the type of a model's attribute: one that may be absent may be None, or UNSET."""
    written = type_annotation(field.type)
    if field.tells_null:
        return written if written == "Any" else f"{written} | UnsetType"
    return _optional(written, optional=not field.required)


def field_default(field: Field) -> str:
    """Writes what stands for an attribute that is absent."""
    return "UNSET" if field.tells_null else "None"


def result_annotation(type_: Type | None) -> str:
    """Writes what a method returns."""
    return "None" if type_ is None else _write(type_, _SIGNATURE)


def result_expression(type_: Type | None) -> str:
    """Writes what the runtime decodes a success body into."""
    return "None" if type_ is None else _write(type_, _EXPRESSION)


def body_annotation(body: Body) -> str:
    """Writes what a method takes as the body of its request."""
    written = "bytes | str" if body.type == Scalar("bytes") else _write(body.type, _SIGNATURE)
    return _optional(written, optional=not body.required)


def body_expression(body: Body) -> str:
    """Writes what the runtime holds the body of a request against."""
    return _write(body.type, _EXPRESSION)


def argument_annotation(parameter: Parameter) -> str:
    """Writes what a method takes for a parameter: a text where an enum is due, one value where a list is."""
    match parameter.type:
        case ListOf(item) | Nullable(ListOf(item)):
            one = _argument(parameter, item)
            written = f"{one} | Sequence[{one}]"
        case other:
            written = _argument(parameter, other)
    return _optional(written, optional=not parameter.required)


def value_kind(parameter: Parameter) -> str | None:
    """Writes what kind of values the runtime accepts for a parameter, for a list that of its items."""
    type_ = parameter.type
    while isinstance(type_, Nullable | ListOf):
        type_ = type_.inner if isinstance(type_, Nullable) else type_.item
    if isinstance(type_, Named):
        return ("integer" if _lists_integers(parameter) else "string") if type_.kind == "enum" else None
    if isinstance(type_, Constant):
        type_ = type_.base
    return _KINDS.get(type_.name) if isinstance(type_, Scalar) else None


def _lists_integers(parameter: Parameter) -> bool:
    return bool(parameter.choices) and all(isinstance(choice, int) for choice in parameter.choices)


def _argument(parameter: Parameter, type_: Type) -> str:
    written = _write(type_, _SIGNATURE)
    match type_:
        case Named(kind="enum") | Nullable(Named(kind="enum")):
            return f"{written} | int" if _lists_integers(parameter) else f"{written} | str"
        case Scalar("decimal" | "number"):
            return f"{written} | int"
        case _:
            return written


def _optional(written: str, *, optional: bool) -> str:
    is_optional_already = written == "Any" or "None" in written.split(" | ")
    return f"{written} | None" if optional and not is_optional_already else written


def _write(type_: Type, style: _Style) -> str:
    match type_:
        case Scalar("decimal", as_number=True):
            return style.scalars["number"]
        case Scalar(name):
            return style.scalars[name]
        case Constant(value):
            return f"Literal[{json.dumps(value)}]"
        case Named(name):
            # Type checkers take no union of one.
            return f'OneOf["{name}", "{name}"]' if name in style.later else f"{style.prefix}{name}"
        case ListOf(item):
            return f"list[{_write(item, style)}]"
        case MapOf(value):
            return f"dict[str, {_write(value, style)}]"
        case Nullable(inner):
            return f"{_write(inner, style)} | None"
        case Union():
            return _write_union(type_, style)


def _write_union(union: Union, style: _Style) -> str:
    written = list(dict.fromkeys(_write(member, style) for member in union.members))
    if not style.decoded:
        return " | ".join(written)
    if union.field is not None:
        members = zip((_write(member, style) for member in union.members), union.tags, strict=True)
        written = [_write_tagged(member, union.field, values) for member, values in members]
    return f"OneOf[{', '.join(written)}]" if len(written) > 1 else written[0]


def _write_tagged(member: str, field: str, values: tuple[str, ...]) -> str:
    texts = ", ".join(map(json.dumps, values)) + ("," if len(values) == 1 else "")
    return f"Annotated[{member}, Tag({json.dumps(field)}, ({texts}))]" if values else member
