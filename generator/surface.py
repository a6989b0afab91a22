"""Everything of a package that a caller can see, one sorted line for each thing.

A line is a kind, the names of the thing, and facts as `key=value`. A name or a value that holds anything but
letters, digits and a few signs is written as a JSON text. Descriptions are left out, so rewording changes
nothing here.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import attrs

from generator.ir import Alias, Declaration, EnumClass, Field, Model, Operation, Package, Parameter
from generator.render import MARKER
from generator.statuses import error_class
from generator.types import Constant, ListOf, MapOf, Named, Nullable, Scalar, Type, Union

__all__ = ["Line", "read_surface", "surface_lines", "write_surface"]

_BARE: Final = re.compile(r"[\w./:|\[\],+*@{}-]+", re.ASCII)
_TOKEN: Final = re.compile(r'(?:(\w+)=)?("(?:[^"\\]|\\.)*"|\S+)')


@attrs.frozen
class Line:
    """One thing that a caller can see.

    Attributes:
        kind: What it is: `operation`, `parameter`, `field`, ...
        names: The names that tell it from others of its kind, the owner's first.
        facts: What a caller can see of it.
    """

    kind: str
    names: tuple[str, ...]
    facts: dict[str, str]

    def __str__(self) -> str:
        facts = [f"{key}={_written(value)}" for key, value in self.facts.items()]
        return " ".join([self.kind, *map(_written, self.names), *facts])


def write_surface(package: Package) -> str:
    """Writes the surface of a package."""
    return "\n".join([MARKER, *sorted({str(line) for line in surface_lines(package)})]) + "\n"


def read_surface(text: str) -> list[Line]:
    """Reads what `write_surface` wrote."""
    lines = []
    for text_line in text.splitlines():
        if text_line and not text_line.startswith("#"):
            kind, _, rest = text_line.partition(" ")
            tokens = [(key, json.loads(v) if v.startswith('"') else v) for key, v in _TOKEN.findall(rest)]
            names = tuple(value for key, value in tokens if not key)
            lines.append(Line(kind, names, {key: value for key, value in tokens if key}))
    return lines


def surface_lines(package: Package) -> Iterator[Line]:
    """Lists everything that a caller of a package can see."""
    for index, host in enumerate(package.hosts):
        yield Line("host", (host.name,), {"url": host.url} | ({"default": "true"} if index == 0 else {}))
    for scheme in package.schemes:
        yield Line("scheme", (scheme.name,), dict(scheme.facts))
    for operation in package.operations:
        yield from _operation(operation)
    for declaration in package.declarations:
        yield from _declaration(declaration)


def _operation(operation: Operation) -> Iterator[Line]:
    security = ["+".join(schemes) or "none" for schemes in operation.security] or ["none"]
    facts = {"method": operation.method, "http": operation.http_method, "path": operation.path}
    facts["security"] = "|".join(security)
    yield Line("operation", (operation.id,), facts | _deprecated(operation.notes.deprecated))
    for parameter in operation.parameters:
        yield _parameter(operation, parameter)
    if operation.body:
        presence = "required" if operation.body.required else "optional"
        facts = {"type": write_type(operation.body.type), "presence": presence}
        if operation.body.media_type != "application/json":
            facts["media"] = operation.body.media_type
        yield Line("body", (operation.id,), facts)
    result = {"status": ",".join(map(str, operation.success)) or "2XX"}
    yield Line("result", (operation.id,), result | {"type": write_type(operation.result)})
    for status in operation.errors:
        yield Line("error", (operation.id, status.status), {"raises": error_class(status.status)})
    pagination = operation.pagination
    if pagination:
        facts = {"cursor": pagination.cursor_parameter, "next": pagination.next_cursor}
        if pagination.limit_parameter:
            facts |= {"limit": pagination.limit_parameter, "largest": _text(pagination.max_limit)}
        yield Line("paging", (operation.id,), facts)
        for paged in pagination.lists:
            facts = {"list": paged.name, "item": write_type(paged.item)}
            if paged.window:
                facts["windows"] = f"{paged.window.oldest},{paged.window.newest}"
            yield Line("iterator", (operation.id, paged.iterator), facts)
        facts = {"item": write_type(operation.result)}
        yield Line("iterator", (operation.id, pagination.pages_iterator), facts)


def _parameter(operation: Operation, parameter: Parameter) -> Line:
    facts: dict[str, str] = {"in": parameter.location}
    if parameter.argument != parameter.name:
        facts["argument"] = parameter.argument
    if parameter.array != "none":
        facts["array"] = parameter.array
    return Line("parameter", (operation.id, parameter.name), facts | _value(parameter))


def _declaration(declaration: Declaration) -> Iterator[Line]:
    names = (declaration.name,)
    deprecated = _deprecated(declaration.notes.deprecated)
    match declaration:
        case Model():
            yield Line("model", names, deprecated)
            for field in declaration.fields:
                yield Line("field", (*names, field.name), _field(field))
        case EnumClass():
            yield Line("enum", names, ({} if declaration.is_text else {"type": "integer"}) | deprecated)
            for member in declaration.members:
                yield Line("member", (*names, str(member.value)), {"name": member.name})
        case Alias():
            yield Line("alias", names, {"type": write_type(declaration.type)} | deprecated)


def _field(field: Field) -> dict[str, str]:
    facts = {} if field.is_kept else {"attribute": field.attribute}
    return facts | _value(field) | ({"absent": "UNSET"} if field.tells_null else {})


def _value(value: Field | Parameter) -> dict[str, str]:
    facts = {"type": write_type(value.type), "presence": "required" if value.required else "optional"}
    if value.unit:
        facts["unit"] = value.unit
    facts |= {limit: _text(bound) for limit, bound in value.limits.items()}
    if value.default is not None:
        facts["default"] = _text(value.default)
    return facts | _deprecated(value.notes.deprecated)


def write_type(type_: Type | None) -> str:
    """Writes a type as the surface tells it."""
    match type_:
        case None:
            return "none"
        case Scalar(name) | Named(name):
            return name
        case Constant():
            return write_type(type_.base)
        case ListOf(item):
            return f"list[{write_type(item)}]"
        case MapOf(value):
            return f"map[{write_type(value)}]"
        case Nullable(inner):
            return f"{write_type(inner)}|null"
        case Union(members):
            return "|".join(dict.fromkeys(map(write_type, members)))


def _deprecated(deprecated: bool) -> dict[str, str]:
    return {"deprecated": "true"} if deprecated else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _written(text: str) -> str:
    return text if _BARE.fullmatch(text) else json.dumps(text)
