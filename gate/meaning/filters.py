"""Filters, windows and their combinations select what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from gate.contract import Operation, PagedList, Parameter
from gate.findings import Problem, Violation, check
from gate.meaning.selection import Decision, Verdict, judge
from gate.meaning.subject import Subject
from gate.snapshot import TIME_BOUNDS, widest
from gate.target import Query
from gate.walk import Row, read_all


@dataclass(slots=True)
class Decisions:
    """How the server decided where the contract leaves it open: the answers seen for each decision."""

    seen: dict[Decision, dict[bool, str]] = field(default_factory=dict)

    def note(self, decision: Decision, as_ours: bool, place: str) -> None:
        """Takes in one observation."""
        self.seen.setdefault(decision, {}).setdefault(as_ours, place)

    def problems(self) -> Iterator[Problem]:
        """Tells where the server decided otherwise, and where it decides now so, now otherwise."""
        for decision, places in self.seen.items():
            if len(places) > 1:
                text = f"once so, as in {places[True]}, once not so, as in {places[False]}: {decision}"
                yield Problem(places[False], text)
            elif False in places:
                yield Problem(places[False], f"decided otherwise than here: {decision}", unverified=True)


@check
def single_filters_select_what_they_say(subject: Subject) -> Iterator[Problem]:
    """Each filter alone selects the items that it names, and no others."""
    decisions = Decisions()
    for operation in subject.contract.paged:
        for query in single_queries(subject, operation):
            yield from subject.settled(partial(compare, subject, operation, query, decisions))
    yield from decisions.problems()


@check
def combined_filters_select_what_they_say(subject: Subject) -> Iterator[Problem]:
    """Filters and windows together select the items that keep all of them."""
    decisions = Decisions()
    for operation in subject.contract.paged:
        try:
            _search(subject, operation, decisions)
        except Violation as violation:
            yield violation.problem
    yield from decisions.problems()


def _search(subject: Subject, operation: Operation, decisions: Decisions) -> None:
    @seed(subject.seed)
    @settings(
        max_examples=subject.examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink) if subject.target.ours else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(queries(subject, operation))
    def holds(query: Query) -> None:
        for problem in subject.settled(partial(compare, subject, operation, query, decisions)):
            raise Violation(problem)

    holds()


def compare(subject: Subject, operation: Operation, query: Query, decisions: Decisions) -> Iterator[Problem]:
    """Compares what a query gives with what it selects of the whole account."""
    found = read_all(subject.target, operation, query)
    for each in operation.lists:
        got = {row[each.id]: row for row in found[each.name]}
        if len(got) < len(found[each.name]):
            yield subject.problem(operation, query, f"{each.name} lists an item twice")
        yield from _compare_list(subject, operation, query, each, got, decisions)


def _compare_list(
    subject: Subject,
    operation: Operation,
    query: Query,
    each: PagedList,
    got: dict[str, Row],
    decisions: Decisions,
) -> Iterator[Problem]:
    asked = (
        {"settlement_status": "unsettled", **query} if "settlement_status" in operation.parameters else query
    )
    known = {row[each.id]: row for row in subject.snapshot.rows(operation, each.name)}
    for strange in got.keys() - known.keys():
        yield subject.problem(
            operation, query, f"{each.name} has {strange}, which is not there without a filter"
        )
    missing, surplus = [], []
    for name, row in known.items():
        verdict, points = judge(row, each, asked, subject.lore)
        if verdict is Verdict.IN and name not in got:
            missing.append(name)
        elif verdict is Verdict.OUT and name in got:
            surplus.append(name)
        elif verdict is Verdict.OPEN and len(points) == 1:
            decisions.note(points[0][0], (name in got) == points[0][1], f"{operation.id} {query}")
        if each.time and name in got and got[name] != row:
            yield subject.problem(
                operation, query, f"{each.name} tells {name} otherwise than without a filter"
            )
    if missing:
        yield subject.problem(
            operation, query, f"{each.name} lacks {len(missing)} items, such as {missing[0]}"
        )
    if surplus:
        text = f"{each.name} has {len(surplus)} items that it should not, such as {surplus[0]}"
        yield subject.problem(operation, query, text)


def single_queries(subject: Subject, operation: Operation) -> Iterator[Query]:
    """Queries with one filter: values that exist, values that do not, lists, and windows around items."""
    base = widest(operation)
    values = subject.snapshot.values(subject.contract)[operation.id]
    most = 6 if subject.target.ours else 2
    for parameter in selecting(operation):
        known = list(values.get(parameter.name, ()))
        picked = known[:: max(len(known) // most, 1)][:most]
        if parameter.name in TIME_BOUNDS:
            for at in map(int, picked):
                yield from ({**base, parameter.name: at + shift} for shift in (-1, 0, 1))
            yield {**base, parameter.name: 0}
        elif parameter.choices:
            yield from ({**base, parameter.name: choice} for choice in parameter.choices)
        else:
            yield from ({**base, parameter.name: value} for value in (*picked, "NONE-SUCH"))
        if parameter.kind == "array":
            several = list(parameter.choices or map(str, known[: parameter.max_items]))
            if len(several) > 1:
                yield {**base, parameter.name: ",".join(several[:2])}
                yield {**base, parameter.name: ",".join(reversed(several))}
                yield {
                    **base,
                    parameter.name: ",".join(
                        ["NONE-SUCH", several[-1]][-2 if not parameter.choices else -1 :]
                    ),
                }


def queries(subject: Subject, operation: Operation) -> st.SearchStrategy[Query]:
    """Queries with any filters together."""
    values = subject.snapshot.values(subject.contract)[operation.id]
    fields: dict[str, st.SearchStrategy[int | str]] = {}
    for parameter in selecting(operation):
        known = list(parameter.choices or values.get(parameter.name, ()))
        if parameter.name in TIME_BOUNDS and known:
            fields[parameter.name] = st.builds(
                lambda at, shift: int(at) + shift, st.sampled_from(known), st.sampled_from((-1, 0, 1, 3600))
            )
        elif parameter.kind == "array" and known:
            fields[parameter.name] = st.lists(
                st.sampled_from(list(map(str, known))), min_size=1, max_size=parameter.max_items, unique=True
            ).map(",".join)
        elif known:
            fields[parameter.name] = st.sampled_from(known)
    paging = operation.pages
    limit = operation.parameters[paging.limit]
    maximum = limit.maximum or 100
    fields[paging.limit] = st.sampled_from((maximum, maximum, max(maximum // 3, 1), min(maximum, 17)))
    base = widest(operation)
    return st.fixed_dictionaries({}, optional=fields).map(lambda drawn: {**base, **drawn})


def selecting(operation: Operation) -> Iterator[Parameter]:
    """The parameters that select items."""
    paging = operation.pages
    return (
        parameter
        for parameter in operation.parameters.values()
        if parameter.name not in (paging.cursor, paging.limit)
    )
