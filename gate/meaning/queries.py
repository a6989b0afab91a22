"""Queries that tell right filters from wrong ones: alone, in pairs, and any together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from hypothesis import strategies as st

from gate.contract import Operation, Parameter
from gate.meaning.selection import Verdict, judge
from gate.meaning.subject import Subject
from gate.snapshot import TIME_BOUNDS, widest
from gate.target import Query

Selection = frozenset[tuple[str, str]]
"""The items that a query selects, by list and id."""


def selecting(operation: Operation) -> Iterator[Parameter]:
    """The parameters that select items."""
    paging = operation.pages
    return (
        parameter
        for parameter in operation.parameters.values()
        if parameter.name not in (paging.cursor, paging.limit)
    )


def known_values(subject: Subject, operation: Operation, parameter: Parameter) -> list[int | str]:
    """Values of a parameter that exist in the account, or all that are allowed."""
    values = subject.snapshot.values(subject.contract)[operation.id]
    return list(parameter.choices or values.get(parameter.name, ()))


def single_queries(subject: Subject, operation: Operation, most: int) -> Iterator[Query]:
    """Queries with one filter: values that exist, values that do not, lists, and windows around items."""
    base = widest(operation)
    for parameter in selecting(operation):
        name, known = parameter.name, known_values(subject, operation, parameter)
        picked = known if parameter.choices else known[:: max(len(known) // most, 1)][:most]
        if name in TIME_BOUNDS:
            for at in map(int, picked):
                yield from ({**base, name: at + shift} for shift in (-1, 0, 1))
            yield {**base, name: 0}
            continue
        yield from ({**base, name: value} for value in picked)
        if parameter.kind == "integer":
            yield from ({**base, name: bound} for bound in (parameter.minimum, parameter.maximum) if bound)
        elif not parameter.choices:
            yield {**base, name: "NONE-SUCH"}
            # The beginning of a text is another text.
            yield from ({**base, name: str(value)[:-1]} for value in picked[:1] if str(value)[:-1])
        if parameter.kind == "array" and len(known) > 1:
            several = list(map(str, known[: parameter.max_items]))
            yield {**base, name: ",".join(several[:2])}
            yield {**base, name: ",".join(reversed(several))}


def splitting_queries(subject: Subject, operation: Operation) -> Iterator[tuple[Query, int]]:
    """For each filter a query that selects several items and not all, and how many of the first list."""
    base, first = widest(operation), operation.lists[0].name
    total = len(subject.items(operation.id, first))
    for parameter in selecting(operation):
        counted = {
            value: sum(
                name == first for name, _ in _select(subject, operation, {**base, parameter.name: value})
            )
            for value in known_values(subject, operation, parameter)[:12]
        }
        several = {value: count for value, count in counted.items() if 2 <= count < total}
        if several:
            value = max(several, key=lambda value: several[value])
            yield {**base, parameter.name: value}, several[value]


def paired_queries(subject: Subject, operation: Operation, most: int) -> Iterator[Query]:
    """Queries with two filters, of which each makes a difference beside the other."""
    base = widest(operation)
    offers = {
        parameter.name: {
            value: _select(subject, operation, {**base, parameter.name: value})
            for value in known_values(subject, operation, parameter)[:12]
        }
        for parameter in selecting(operation)
    }
    for one, other in combinations(offers, 2):
        scored = [
            (_score(offers[one][first], offers[other][second]), number, first, second)
            for number, (first, second) in enumerate(product(offers[one], offers[other]))
        ]
        for _, _, first, second in sorted(scored, reverse=True)[:most]:
            yield {**base, one: first, other: second}


def combined_queries(subject: Subject, operation: Operation) -> st.SearchStrategy[Query]:
    """Queries with any filters together, and pages of any size."""
    fields: dict[str, st.SearchStrategy[int | str]] = {}
    for parameter in selecting(operation):
        known = known_values(subject, operation, parameter)
        if known:
            fields[parameter.name] = _draw(parameter, known)
    limit, most = operation.pages.limit, operation.page_size(1_000_000)
    fields[limit] = st.sampled_from([operation.page_size(size) for size in (most, most, most // 3, 17)])
    base = widest(operation)
    return st.fixed_dictionaries({}, optional=fields).map(lambda drawn: {**base, **drawn})


def _draw(parameter: Parameter, known: Sequence[int | str]) -> st.SearchStrategy[int | str]:
    if parameter.name in TIME_BOUNDS:
        return st.builds(
            lambda at, shift: int(at) + shift, st.sampled_from(known), st.sampled_from((-1, 0, 1, 3600))
        )
    if parameter.kind == "array":
        texts = st.sampled_from(list(map(str, known)))
        return st.lists(texts, min_size=1, max_size=parameter.max_items, unique=True).map(",".join)
    return st.sampled_from(known)


def _select(subject: Subject, operation: Operation, query: Mapping[str, int | str]) -> Selection:
    return frozenset(
        (each.name, item[each.id])
        for each in operation.lists
        for item in subject.items(operation.id, each.name)
        if judge(subject, operation, each, item, query)[0] is Verdict.IN
    )


def _score(one: Selection, other: Selection) -> tuple[bool, int]:
    """How much two filters have to say beside each other: best if both leave out what the other lets in."""
    both = one & other
    return bool(both), min(len(one - both), len(other - both))
