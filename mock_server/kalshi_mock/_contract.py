"""The contract, as far as a server needs it: routes, parameters, limits, paging, clock tolerance, fields.

Nothing of this stands in code; another edition of the API is another document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from kalshi_mock._documents import read_yaml

Document = Mapping[str, Any]


class ContractError(ValueError):
    """The contract lacks something that the server needs, or holds something that it cannot serve."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter.

    Attributes:
        name: Its name on the wire.
        kind: What it holds: a whole number, a text, or a list of texts separated by commas.
        minimum: The least number allowed.
        maximum: The greatest number allowed.
        choices: The texts allowed, for a list those of its items; None allows any.
        max_items: How many items a list may have; None sets no limit.
        default: What its absence means; None if it means nothing.
    """

    name: str
    kind: Literal["integer", "string", "array"]
    minimum: int
    maximum: int
    choices: tuple[str, ...] | None
    max_items: int | None
    default: int | str | None


@dataclass(frozen=True, slots=True)
class PagedList:
    """One list of a paged answer: its name, and the fields with the id and the time of its items."""

    name: str
    id: str
    time: str | None
    descending: bool


@dataclass(frozen=True, slots=True)
class Pagination:
    """How an operation is paged: the parameters, the field with the next cursor, and the lists."""

    cursor_parameter: str
    limit_parameter: str
    next_cursor: str
    lists: tuple[PagedList, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an object schema.

    Attributes:
        required: Whether it is always there.
        choices: The texts that it may be; None allows any.
        decimals: How many decimals its example has; None where that is no decimal text.
    """

    required: bool
    choices: tuple[str, ...] | None
    decimals: int | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        id: Its operationId.
        method: The method, in upper case.
        path: The path from the host's root.
        parameters: Its query parameters by name.
        pagination: How it is paged, if it is.
        schema: The name of the schema of its answer.
        takes_token: Whether a bearer token may stand in for the signed headers.
    """

    id: str
    method: str
    path: str
    parameters: Mapping[str, Parameter]
    pagination: Pagination | None
    schema: str
    takes_token: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """What a server needs to know.

    Attributes:
        edition: The month of the API that it describes; empty if it says none.
        prefix: What every path starts with, such as `/trade-api/v2`.
        operations: All operations.
        clock_tolerance_ms: How far a request's timestamp may be from the clock, either way.
        schemas: The properties of each object schema by name, in their order.
    """

    edition: str
    prefix: str
    operations: tuple[Operation, ...]
    clock_tolerance_ms: int
    schemas: Mapping[str, Mapping[str, Property]]

    def methods(self, path: str) -> Mapping[str, Operation]:
        """Looks up what can be called on a path, by method; nothing if there is no such path."""
        return {operation.method: operation for operation in self.operations if operation.path == path}


def find_contract(edition: str | None = None) -> Path:
    """Finds a contract that belongs to this package.

    Args:
        edition: The month of the API, such as `2026-10`; that of `openapi.yaml`, if None.

    Returns:
        The document inside the installed package, or the one in the checkout around it.

    Raises:
        ContractError: There is none.
    """
    here = Path(__file__).resolve()
    places = (here.with_name("openapi.yaml"), here.parents[2] / "openapi.yaml")
    first = next((place for place in places if place.is_file()), None)
    if first is None:
        raise ContractError(f"no contract at {places[0]} or {places[1]}; install the package anew")
    if edition is None:
        return first
    known = {}
    for path in (first, *sorted((first.parent / "editions").glob("*.yaml"))):
        known[load_contract(path).edition] = path
    if edition not in known:
        raise ContractError(f"there is no edition {edition!r}; known are {', '.join(sorted(known))}")
    return known[edition]


@cache
def load_contract(path: Path) -> Contract:
    """Reads a contract.

    Args:
        path: An OpenAPI 3.0 document with this project's extensions.

    Returns:
        What a server needs of it.

    Raises:
        ContractError: It lacks something that the server needs, named with its place.
    """
    document = cast("Document", read_yaml(path.read_text("utf-8")))
    return _Reader(document).read()


_BITS = {"int32": 31, "int64": 63}
_METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document

    def read(self) -> Contract:
        prefix = urlsplit(self._get("servers")[0]["url"]).path.rstrip("/")
        schemes = self._get("components", "securitySchemes").values()
        tolerances = [
            scheme["x-clock-tolerance-ms"] for scheme in schemes if "x-clock-tolerance-ms" in scheme
        ]
        if len(tolerances) != 1:
            raise ContractError("one security scheme, that of the timestamp, needs x-clock-tolerance-ms")
        return Contract(
            edition=str(self._get("info").get("x-edition", "")),
            prefix=prefix,
            operations=tuple(
                self._operation(prefix + path, method, item[method], item.get("parameters", ()))
                for path, item in self._get("paths").items()
                for method in _METHODS
                if method in item
            ),
            clock_tolerance_ms=tolerances[0],
            schemas={
                name: self._properties(schema)
                for name, schema in self._get("components", "schemas").items()
                if "properties" in schema
            },
        )

    def _get(self, *keys: str) -> Any:
        found: Any = self._document
        for depth, key in enumerate(keys):
            if key not in found:
                raise ContractError(f"the contract has no #/{'/'.join(keys[: depth + 1])}")
            found = found[key]
        return found

    def _resolve(self, node: Document) -> Document:
        while "$ref" in node:
            node = self._get(*node["$ref"].removeprefix("#/").split("/"))
        return node

    def _properties(self, schema: Document) -> Mapping[str, Property]:
        required, example = schema.get("required", ()), schema.get("example", {})
        found = {}
        for name, node in schema["properties"].items():
            resolved, shown = self._resolve(node), str(example.get(name, ""))
            found[name] = Property(
                required=name in required,
                choices=tuple(resolved["enum"]) if "enum" in resolved else None,
                decimals=len(shown.partition(".")[2]) or None
                if resolved.get("format") == "decimal"
                else None,
            )
        return found

    def _operation(self, path: str, method: str, node: Document, shared: Sequence[Document]) -> Operation:
        parameters = [self._resolve(parameter) for parameter in (*shared, *node.get("parameters", ()))]
        paging = node.get("x-pagination")
        answer = self._resolve(node["responses"]["200"])["content"]["application/json"]["schema"]
        return Operation(
            id=node["operationId"],
            method=method.upper(),
            path=path,
            parameters={each["name"]: self._parameter(each) for each in parameters if each["in"] == "query"},
            pagination=_pagination(paging) if paging else None,
            schema=answer["$ref"].rpartition("/")[2],
            takes_token=any(self._is_token(alternative) for alternative in node.get("security", ())),
        )

    def _is_token(self, alternative: Document) -> bool:
        schemes = [self._get("components", "securitySchemes", name) for name in alternative]
        return [(scheme["type"], scheme.get("scheme")) for scheme in schemes] == [("http", "bearer")]

    def _parameter(self, node: Document) -> Parameter:
        schema = self._resolve(node["schema"])
        items = self._resolve(schema["items"]) if schema["type"] == "array" else schema
        if schema["type"] not in {"integer", "string", "array"} or items["type"] == "array":
            raise ContractError(
                f"the type of parameter {node['name']!r} is none that the mock exchange can read"
            )
        if schema["type"] == "array" and node.get("explode", True):
            raise ContractError(
                f"the list {node['name']!r} must be separated by commas: style form, explode false"
            )
        limit = 1 << _BITS[schema.get("format", "int64")] if schema["type"] == "integer" else 0
        return Parameter(
            name=node["name"],
            kind=schema["type"],
            minimum=schema.get("minimum", -limit),
            maximum=schema.get("maximum", limit - 1),
            choices=tuple(items["enum"]) if "enum" in items else None,
            max_items=schema.get("maxItems"),
            default=schema.get("default"),
        )


def _pagination(node: Document) -> Pagination:
    return Pagination(
        cursor_parameter=node["cursorParameter"],
        limit_parameter=node["limitParameter"],
        next_cursor=node["nextCursor"],
        lists=tuple(
            PagedList(each["name"], each["id"], each.get("time"), each.get("order") == "descending")
            for each in node["lists"]
        ),
    )
