"""The contract as the gate reads it: operations, parameters, paging, fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

Document = dict[str, Any]
# The greatest number of a format that programs meet by mistake; that of 64 bits is never told.
LARGEST = {"int32": (1 << 31) - 1}
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter.

    Attributes:
        name: Its name on the wire.
        kind: `integer`, `string` or `array` (a list of texts separated by commas).
        minimum: The least number allowed, if any.
        maximum: The greatest number allowed, if any.
        choices: The texts allowed, for a list those of its items; None allows any.
        max_items: How many items a list may have at most, if that is limited.
        unit: What a number counts, if it is one.
        default: What its absence means, if anything.
    """

    name: str
    kind: str
    minimum: int | None
    maximum: int | None
    choices: tuple[str, ...] | None
    max_items: int | None
    unit: str | None
    default: Any


@dataclass(frozen=True, slots=True)
class PagedList:
    """A list of a paged answer: its name, and the fields of an item with its id and its time."""

    name: str
    id: str
    time: str | None
    descending: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """How an operation is paged."""

    cursor: str
    limit: str
    next_cursor: str
    lists: tuple[PagedList, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        id: The operationId.
        method: The method, in upper case.
        path: The path below the base URL.
        parameters: The query parameters by name.
        statuses: The documented statuses.
        paging: How it is paged, if it is.
    """

    id: str
    method: str
    path: str
    parameters: Mapping[str, Parameter]
    statuses: tuple[int, ...]
    paging: Paging | None

    @property
    def pages(self) -> Paging:
        """How it is paged.

        Raises:
            ValueError: It is not.
        """
        if self.paging is None:
            raise ValueError(f"{self.id} is not paged")
        return self.paging

    def page_size(self, wanted: int) -> int:
        """The size of page nearest to the wanted one that may be asked for."""
        limit = self.parameters[self.pages.limit]
        size = max(wanted, 1 if limit.minimum is None else limit.minimum)
        return size if limit.maximum is None else min(size, limit.maximum)

    @property
    def lists(self) -> tuple[PagedList, ...]:
        """The lists of its pages; none if it is not paged."""
        return self.paging.lists if self.paging else ()


class Contract:
    """An OpenAPI 3.0 document with this project's extensions.

    Args:
        document: The document as plain data; not to be changed afterwards.
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    @classmethod
    def load(cls, path: Path) -> Contract:
        """Reads a document by the rules of YAML 1.2, where `yes` is a text."""
        return cls(YAML(typ="safe", pure=True).load(path))

    @property
    def edition(self) -> str:
        """The month of the API that is described, or else the document's version."""
        info = self.document["info"]
        return str(info.get("x-edition", info.get("version", "?")))

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """All operations by operationId."""
        found = [
            self._operation(path, method, item[method])
            for path, item in self.document["paths"].items()
            for method in METHODS
            if method in item
        ]
        return {operation.id: operation for operation in found}

    @cached_property
    def paged(self) -> tuple[Operation, ...]:
        """The operations that answer in pages."""
        return tuple(operation for operation in self.operations.values() if operation.paging)

    @cached_property
    def clock_tolerance_ms(self) -> int:
        """How far a timestamp may be from the server's clock, as we decided it."""
        schemes = self.document["components"]["securitySchemes"].values()
        key = "x-clock-tolerance-ms"
        return next(int(scheme[key]) for scheme in schemes if key in scheme)

    def resolve(self, node: Document) -> Document:
        """The node itself, or what its `$ref` points at."""
        while "$ref" in node:
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def response_schema(self, operation: str, status: int) -> Document | None:
        """The schema of an answer, usually a reference; None if the status is not documented."""
        for item in self.document["paths"].values():
            for method in METHODS:
                node = item.get(method)
                if node and node["operationId"] == operation and str(status) in node["responses"]:
                    response = self.resolve(node["responses"][str(status)])
                    content = response.get("content", {}).get("application/json", {})
                    schema: Document | None = content.get("schema")
                    return schema
        return None

    def fields(self, operation: str, status: int = 200) -> Iterator[tuple[tuple[str, ...], Document]]:
        """Every field of an answer with its path, `*` standing for the items of a list."""
        schema = self.response_schema(operation, status)
        if schema is not None:
            yield from self._fields(schema, ())

    def _fields(self, schema: Document, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Document]]:
        schema = self.resolve(schema)
        if schema.get("type") == "array":
            yield from self._fields(schema["items"], (*path, "*"))
        elif "properties" in schema:
            for name, field in schema["properties"].items():
                yield from self._fields(field, (*path, name))
        else:
            yield path, schema

    def _operation(self, path: str, method: str, node: Document) -> Operation:
        parameters = [self.resolve(parameter) for parameter in node.get("parameters", ())]
        paging = node.get("x-pagination")
        return Operation(
            id=node["operationId"],
            method=method.upper(),
            path=path,
            parameters={each["name"]: self._parameter(each) for each in parameters if each["in"] == "query"},
            statuses=tuple(int(status) for status in node["responses"]),
            paging=None if paging is None else _paging(paging),
        )

    def _parameter(self, node: Document) -> Parameter:
        schema = self.resolve(node["schema"])
        items = self.resolve(schema["items"]) if schema["type"] == "array" else schema
        return Parameter(
            name=node["name"],
            kind=schema["type"],
            minimum=schema.get("minimum"),
            maximum=schema.get("maximum", LARGEST.get(str(schema.get("format")))),
            choices=tuple(items["enum"]) if "enum" in items else None,
            max_items=schema.get("maxItems"),
            unit=schema.get("x-unit"),
            default=schema.get("default"),
        )


def _paging(node: Document) -> Paging:
    return Paging(
        cursor=node["cursorParameter"],
        limit=node["limitParameter"],
        next_cursor=node["nextCursor"],
        lists=tuple(
            PagedList(each["name"], each["id"], each.get("time"), each.get("order") == "descending")
            for each in node["lists"]
        ),
    )
