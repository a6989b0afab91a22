"""What generated code says about an operation of the API."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Generic, Literal, TypeVar

import msgspec

T = TypeVar("T")


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter of an operation.

    Attributes:
        name: Its name on the wire, and its key among the arguments of a call.
        key: Its key among the arguments, where another parameter has the same name in another place.
        location: Where it goes.
        required: Whether a call without it is refused.
        kind: What its values are (for an array: its items), where the contract says so. A value of another
            kind is refused before anything is sent.
        array: How a list travels: not at all, as one text with commas (``a=1,2``), or repeated (``a=1&a=2``).
        max_items: How many items a list may have.
        omit_empty: Whether an empty text means that it is absent, as for the cursor of a paged operation.
    """

    name: str
    key: str | None = None
    location: Literal["query", "path", "header", "cookie"] = "query"
    required: bool = False
    kind: Literal["string", "integer", "number", "boolean"] | None = None
    array: Literal["none", "comma", "repeat"] = "none"
    max_items: int | None = None
    omit_empty: bool = False


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What bounds a list of a paged operation by time, so that parts of it can be fetched side by side.

    Attributes:
        list: The field of a page that holds the items, the newest first.
        oldest: The parameter for the earliest time of items, in whole Unix seconds.
        newest: The parameter for the latest.
        id: The field that tells items apart.
        time: The field with an item's time, a datetime or Unix seconds.
    """

    list: str
    oldest: str
    newest: str
    id: str
    time: str


class Pagination(msgspec.Struct, frozen=True, kw_only=True):
    """How the pages of an operation hang together.

    Attributes:
        cursor_parameter: The parameter that takes the cursor.
        next_cursor: The field of a page with the cursor of the next one; empty, null or absent on the last.
        limit_parameter: The parameter for the size of a page.
        max_limit: The largest size of a page, which iterators ask for.
        lists: The fields of a page that hold its items.
        windows: Those of the lists that are bounded by time.
    """

    cursor_parameter: str
    next_cursor: str
    limit_parameter: str | None = None
    max_limit: int | None = None
    lists: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()


class Sibling(msgspec.Struct, frozen=True, kw_only=True):
    """The same operation in another package, and what tells the two answers apart.

    Attributes:
        package: The import name of the other package, which need not be installed.
        edition: The time of the API that it was made for.
        ours: Fields that only this package knows, as paths such as ``fills[].count``.
        theirs: Fields that only the other one knows.
    """

    package: str
    edition: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


class Operation(msgspec.Struct, Generic[T], frozen=True, kw_only=True, eq=False):
    """One operation of the API, answered with a ``T``.

    Attributes:
        id: Its ``operationId``.
        method: The HTTP method, in upper case.
        path: The path below the base URL, with ``{name}`` for each path parameter.
        parameters: What it takes.
        result: The type that its answer is decoded into; ``None`` if the answer has no body.
        media: What the body of its answer is.
        success: The statuses of an answer that is no error.
        body: What its request body is, which goes by the argument ``body``; ``None`` if it takes none.
        body_type: The media type of its request body. What is no JSON is sent as given, bytes or text.
        body_required: Whether a call without a body is refused.
        signed: Whether its requests are signed.
        pagination: How it is paged, if it is.
        siblings: The same operation in other packages, where its answer is another.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    result: Any
    media: Literal["json", "text", "bytes"] = "json"
    success: Container[int] = (200,)
    body: Any = None
    body_type: str = "application/json"
    body_required: bool = False
    signed: bool = True
    pagination: Pagination | None = None
    siblings: tuple[Sibling, ...] = ()


def get_pagination(operation: Operation[Any]) -> Pagination:
    """Return how an operation is paged.

    Raises:
        TypeError: If it is not, which is a fault of the code that was generated.
    """
    if operation.pagination is None:
        raise TypeError(f"{operation.id} is not paged; its declaration has no pagination")
    return operation.pagination
