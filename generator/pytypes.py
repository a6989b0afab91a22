"""How types are written in Python."""

from typing import Final

from generator.ir import Field, Parameter
from generator.types import ListOf, MapOf, Named, Nullable, Scalar, ScalarName, Type, Union

__all__ = [
    "argument_annotation",
    "field_annotation",
    "result_annotation",
    "result_expression",
    "type_annotation",
    "value_kind",
]

_IN_MODELS: Final[dict[ScalarName, str]] = {
    "string": "str",
    "integer": "Int64",
    "number": "float",
    "decimal": "Decimal",
    "boolean": "bool",
    "date-time": "AwareDatetime",
    "date": "date",
    "any": "Any",
    "null": "None",
}
_IN_ARGUMENTS: Final = {**_IN_MODELS, "integer": "int", "date-time": "datetime"}
_KINDS: Final[dict[ScalarName, str]] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "decimal": "number",
    "boolean": "boolean",
}


def type_annotation(type_: Type, prefix: str = "") -> str:
    """Writes a type as models hold it.

    Args:
        type_: The type.
        prefix: What stands before the names of declarations, such as `models.`.
    """
    return _write(type_, prefix, _IN_MODELS)


def field_annotation(field: Field) -> str:
    """Writes the type of a model's attribute: one that may be absent may be None."""
    return _optional(type_annotation(field.type), optional=not field.required)


def result_annotation(type_: Type | None, prefix: str = "models.") -> str:
    """Writes what a method returns."""
    return "None" if type_ is None else _write(type_, prefix, _IN_ARGUMENTS)


def result_expression(type_: Type | None) -> str:
    """Writes what the runtime decodes a success body into."""
    return "None" if type_ is None else type_annotation(type_, "models.")


def argument_annotation(parameter: Parameter) -> str:
    """Writes what a method takes for a parameter: a text where an enum is due, one value where a list is."""
    match parameter.type:
        case ListOf(item) | Nullable(ListOf(item)):
            one = _argument(item)
            written = f"{one} | Sequence[{one}]"
        case other:
            written = _argument(other)
    return _optional(written, optional=not parameter.required)


def value_kind(parameter: Parameter) -> str | None:
    """Writes what kind of values the runtime accepts for a parameter, for a list that of its items."""
    type_ = parameter.type
    while isinstance(type_, Nullable | ListOf):
        type_ = type_.inner if isinstance(type_, Nullable) else type_.item
    if isinstance(type_, Named):
        return "string" if type_.kind == "enum" else None
    return _KINDS.get(type_.name) if isinstance(type_, Scalar) else None


def _argument(type_: Type) -> str:
    written = _write(type_, "models.", _IN_ARGUMENTS)
    match type_:
        case Named(kind="enum"):
            return f"{written} | str"
        case Scalar("decimal"):
            return f"{written} | int"
        case _:
            return written


def _optional(written: str, *, optional: bool) -> str:
    is_optional_already = written in {"None", "Any"} or written.endswith("| None")
    return f"{written} | None" if optional and not is_optional_already else written


def _write(type_: Type, prefix: str, scalars: dict[ScalarName, str]) -> str:
    match type_:
        case Scalar("decimal", as_number=True) if scalars is _IN_MODELS:
            return "DecimalNumber"
        case Scalar(name):
            return scalars[name]
        case Named(name):
            return f"{prefix}{name}"
        case ListOf(item):
            return f"list[{_write(item, prefix, scalars)}]"
        case MapOf(value):
            return f"dict[str, {_write(value, prefix, scalars)}]"
        case Nullable(inner):
            return f"{_write(inner, prefix, scalars)} | None"
        case Union(members):
            return " | ".join(dict.fromkeys(_write(member, prefix, scalars) for member in members))
