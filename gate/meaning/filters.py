"""Filters, windows and their combinations select what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from hypothesis import HealthCheck, Phase, given, seed, settings

from gate.contract import Operation, PagedList
from gate.findings import Problem, Violation, check
from gate.meaning.queries import combined_queries, paired_queries, single_queries, splitting_queries
from gate.meaning.selection import Decision, Verdict, judge
from gate.meaning.subject import Subject
from gate.target import Query
from gate.walk import Row, describe, read_all

LATEST = 2**63


@dataclass(slots=True)
class Decisions:
    """How the server decided where the contract leaves it open: the answers seen for each decision."""

    seen: dict[tuple[str, Decision], dict[bool, str]] = field(default_factory=dict)

    def note(self, operation: Operation, decision: Decision, query: Query, *, as_ours: bool) -> None:
        """Takes in one observation."""
        found = self.seen.setdefault((operation.id, decision), {})
        found.setdefault(as_ours, describe(operation, query))

    def problems(self) -> Iterator[Problem]:
        """Tells where the server decided otherwise, and where it decides now so, now otherwise."""
        for (_, decision), places in self.seen.items():
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
        for query in single_queries(subject, operation, 6 if subject.target.ours else 2):
            yield from subject.settled(partial(compare, subject, operation, query, decisions))
    yield from decisions.problems()


@check
def pairs_of_filters_select_what_they_say(subject: Subject) -> Iterator[Problem]:
    """Two filters together select the items that keep both."""
    decisions = Decisions()
    for operation in subject.contract.paged:
        for query in paired_queries(subject, operation, 3 if subject.target.ours else 1):
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


@check
def filters_hold_on_every_page(subject: Subject) -> Iterator[Problem]:
    """A filter selects the same on small pages as on large ones, so a cursor does not forget it."""
    for operation in subject.contract.paged:
        for query, count in splitting_queries(subject, operation):
            yield from subject.settled(partial(_compare_sizes, subject, operation, query, count))


def _compare_sizes(subject: Subject, operation: Operation, query: Query, count: int) -> Iterator[Problem]:
    whole = read_all(subject.target, operation, query)
    parts = read_all(
        subject.target, operation, {**query, operation.pages.limit: operation.page_size(count // 2)}
    )
    for each in operation.lists:
        names = [{row[each.id] for row in found[each.name]} for found in (whole, parts)]
        if names[0] != names[1]:
            text = f"{each.name} has {len(names[1])} items on small pages, and {len(names[0])} on large ones"
            yield subject.problem(operation, query, text)


def _search(subject: Subject, operation: Operation, decisions: Decisions) -> None:
    @seed(subject.seed)
    @settings(
        max_examples=subject.examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink) if subject.shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(combined_queries(subject, operation))
    def holds(query: Query) -> None:
        for problem in subject.settled(partial(compare, subject, operation, query, decisions)):
            raise Violation(problem)

    holds()


def compare(subject: Subject, operation: Operation, query: Query, decisions: Decisions) -> Iterator[Problem]:
    """Compares what a query gives with what it selects of the whole account."""
    try:
        found = read_all(subject.target, operation, query)
    except Violation as violation:
        decision = next(_open_refusals(subject, operation, query), None)
        if decision is None:
            raise
        text = f"{violation.problem.text}; decided otherwise than here: {decision}"
        yield subject.problem(operation, query, text, unverified=True)
        return
    if _asks_elsewhere(subject, operation, query):
        return
    for each in operation.lists:
        got = {row[each.id]: row for row in found[each.name]}
        if len(got) < len(found[each.name]):
            along = each is not operation.lists[0]
            yield subject.problem(operation, query, f"{each.name} lists an item twice", unverified=along)
        yield from _compare_list(subject, operation, query, each, got, decisions)


def _open_refusals(subject: Subject, operation: Operation, query: Query) -> Iterator[str]:
    """Tells what a query asks that a server may refuse as well as find nothing."""
    if int(query.get("min_ts", 0)) > int(query.get("max_ts", LATEST)):
        yield "a window that ends before it begins holds nothing"
    for each in operation.parameters.values():
        if each.unit == "index" and query.get(each.name, 0) not in {0, *subject.indices(each.name)}:
            yield f"a {each.name} that nothing has gets nothing"


def _asks_elsewhere(subject: Subject, operation: Operation, query: Query) -> bool:
    """Whether a query asks for a part of the account that was not read, and may hold items."""
    parts = [
        each for each in operation.parameters.values() if each.unit == "index" and each.default is not None
    ]
    return any(
        query.get(each.name, each.default) != each.default and query[each.name] in subject.indices(each.name)
        for each in parts
    )


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
    known = {item[each.id]: item for item in subject.items(operation.id, each.name)}
    read = subject.vocabulary(operation.id, each.name).read
    for strange in got.keys() - known.keys():
        yield subject.problem(
            operation, query, f"{each.name} has {strange}, which is not there without a filter"
        )
    missing, surplus = [], []
    for name, item in known.items():
        verdict, points = judge(subject, operation, each, item, asked)
        if verdict is Verdict.IN and name not in got:
            missing.append(name)
        elif verdict is Verdict.OUT and name in got:
            surplus.append(name)
        elif verdict is Verdict.OPEN and len(points) == 1:
            decision, inside = points[0]
            decisions.note(operation, decision, query, as_ours=(name in got) == inside)
        if each.time and name in got and read(got[name]) != item:
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
