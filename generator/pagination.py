"""Paging: what a document says of it, and what the iterators are called."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import attrs

from generator.document import Json, dereference, mapping
from generator.ir import PagedList, Pagination, Window
from generator.names import untaken
from generator.problems import Problem, Refusal
from generator.retype import Names, unwrap
from generator.types import ListOf, Nullable

__all__ = ["Paging", "is_in_order_of_time", "name_iterators", "read_paging"]

_VERBS: Final = ("get_", "list_")


@attrs.frozen(kw_only=True)
class Paging:
    """How an operation is paged, before its iterators have names.

    Attributes:
        lists: Name of each list, type of its items, and the iterator's name if the document gives one.
        windows: What bounds a list by time, by its name.
    """

    method: str
    cursor_parameter: str
    next_cursor: str
    limit_parameter: str | None
    max_limit: int | None
    lists: tuple[tuple[str, ListOf, str | None], ...]
    unverified: str
    windows: Mapping[str, Window] = attrs.field(factory=dict)


def read_paging(
    document: Json, operation: Json, method: str, page: Json, names: Names, pointer: str
) -> Paging | None:
    """Reads `x-pagination` and holds it against the parameters and the page.

    Args:
        document: The normalised contract.
        operation: The operation.
        method: The operation's method in Python.
        page: The schema of the success body.
        names: The Python names.
        pointer: Where the operation stands.

    Returns:
        The paging, or None for an operation that is not paged; `x-pagination: false` says so.

    Raises:
        Refusal: It names a parameter or a field that is not there.
    """
    stated = operation.get("x-pagination")
    if not stated:
        return None
    pointer += "/x-pagination"
    parameters = {
        parameter["name"]: dereference(document, unwrap(mapping(parameter.get("schema"))))
        for parameter in operation.get("parameters") or []
    }
    fields = mapping(page.get("properties"))
    for key, among, what in (
        ("cursorParameter", parameters, "parameter"),
        ("limitParameter", parameters, "parameter"),
        ("nextCursor", fields, "field of the page"),
    ):
        if stated.get(key) not in among and (key in stated or key != "limitParameter"):
            raise Refusal(
                Problem(pointer, f"{key} is {stated.get(key)!r}, which is no {what}", "name one that is")
            )
    lists = []
    for entry in stated.get("lists", []):
        type_ = names.look_through(names.type_of(fields.get(entry.get("name"), {}), f"{pointer}/lists"))
        type_ = names.look_through(type_.inner) if isinstance(type_, Nullable) else type_
        if not isinstance(type_, ListOf):
            raise Refusal(
                Problem(pointer, f"{entry.get('name')!r} is no list of the page", "name one that is")
            )
        lists.append((entry["name"], type_, entry.get("iterator")))
    if not lists:
        raise Refusal(Problem(pointer, "lists is empty", "name the fields of the page that hold items"))
    limit = stated.get("limitParameter")
    return Paging(
        method=method,
        cursor_parameter=stated["cursorParameter"],
        next_cursor=stated["nextCursor"],
        limit_parameter=limit,
        max_limit=parameters[limit].get("maximum") if limit else None,
        lists=tuple(lists),
        unverified=str(stated.get("x-unverified", "")).strip(),
        windows=_read_windows(stated),
    )


def _read_windows(stated: Json) -> dict[str, Window]:
    """Reads `window`, which bounds every list that tells ids and times, the newest first."""
    window = mapping(stated.get("window"))
    return {
        entry["name"]: Window(oldest=window["from"], newest=window["to"], id=entry["id"], time=entry["time"])
        for entry in stated["lists"]
        if window and is_in_order_of_time(entry)
    }


def is_in_order_of_time(entry: Json) -> bool:
    """Tells whether an entry of `lists` says all that windows of time need."""
    return entry.get("order") == "descending" and {"id", "time"} <= entry.keys()


def name_iterators(pagings: Iterable[Paging], methods: Collection[str] = ()) -> dict[str, Pagination]:
    """Names the iterators of all paged operations of a contract.

    An operation with one list names its item iterator (`get_fills` gives `iter_fills`); one with several is
    named after its lists (`iter_market_positions`), or, where another operation would take the same name,
    after itself and them.

    Args:
        pagings: The paging of each operation.
        methods: Names that operations have taken.

    Returns:
        The paging of each operation by the name of its method.
    """
    pagings = list(pagings)
    simple = {
        paging.method: [_simple_name(paging, name) for name, _, _ in paging.lists] for paging in pagings
    }
    taken = Counter(name for proposed in simple.values() for name in proposed)
    used = set(methods)

    def use(name: str) -> str:
        used.add(found := untaken(name, used))
        return found

    named = {}
    for paging in pagings:
        noun = _noun(paging.method)
        lists = []
        for (name, type_, stated), proposed in zip(paging.lists, simple[paging.method], strict=True):
            iterator = proposed if taken[proposed] == 1 else f"iter_{noun}_{name}"
            window = paging.windows.get(name)
            lists.append(
                PagedList(name=name, item=type_.item, iterator=use(stated or iterator), window=window)
            )
        named[paging.method] = Pagination(
            cursor_parameter=paging.cursor_parameter,
            next_cursor=paging.next_cursor,
            limit_parameter=paging.limit_parameter,
            max_limit=paging.max_limit,
            lists=tuple(lists),
            pages_iterator=use(f"iter_{noun}_pages"),
            unverified=paging.unverified,
        )
    return named


def _simple_name(paging: Paging, list_name: str) -> str:
    return f"iter_{_noun(paging.method)}" if len(paging.lists) == 1 else f"iter_{list_name}"


def _noun(method: str) -> str:
    for verb in _VERBS:
        if method.startswith(verb):
            return method.removeprefix(verb)
    return method
