"""How iterators are named, and what paging says of them."""

import pytest

from generator.pagination import Paging, name_iterators
from generator.types import ListOf, Named

_ITEMS = ListOf(Named("Thing", "model"))


def _paging(method: str, *lists: str, stated: str | None = None) -> Paging:
    return Paging(
        method=method,
        cursor_parameter="cursor",
        next_cursor="cursor",
        limit_parameter=None,
        max_limit=None,
        lists=tuple((name, _ITEMS, stated) for name in lists),
        unverified="",
    )


@pytest.mark.parametrize(
    ("method", "lists", "items", "pages"),
    [
        ("get_fills", ["fills"], ["iter_fills"], "iter_fills_pages"),
        ("list_things", ["items"], ["iter_things"], "iter_things_pages"),
        ("batch_get_things", ["items"], ["iter_batch_get_things"], "iter_batch_get_things_pages"),
        ("get_positions", ["markets", "events"], ["iter_markets", "iter_events"], "iter_positions_pages"),
    ],
)
def test_name_iterators_of_one_operation_takes_its_noun_or_its_lists(
    method: str, lists: list[str], items: list[str], pages: str
) -> None:
    """One list: the operation's name without its verb; several: the names of the lists."""
    pagination = name_iterators([_paging(method, *lists)])[method]
    assert [paged.iterator for paged in pagination.lists] == items
    assert pagination.pages_iterator == pages


def test_name_iterators_that_collide_take_the_operations_names() -> None:
    """The same list in two operations: the operation's name decides."""
    named = name_iterators(
        [_paging("get_all", "markets", "events"), _paging("get_some", "markets", "others")]
    )
    assert [paged.iterator for paged in named["get_all"].lists] == ["iter_all_markets", "iter_events"]
    assert [paged.iterator for paged in named["get_some"].lists] == ["iter_some_markets", "iter_others"]


def test_name_iterators_with_a_name_of_the_contract_takes_that() -> None:
    """`x-pagination` may say what an iterator is called."""
    named = name_iterators([_paging("get_all", "markets", stated="iter_it")])
    assert [paged.iterator for paged in named["get_all"].lists] == ["iter_it"]
