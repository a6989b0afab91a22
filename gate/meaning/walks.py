"""Several readers walk through the same lists at once, and none disturbs another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from gate.contract import Operation
from gate.findings import Problem, Skip, Violation, check
from gate.meaning.subject import Subject
from gate.snapshot import widest
from gate.walk import Row, read_all, read_page


@dataclass(slots=True)
class Reader:
    """One walk, as far as it has come."""

    operation: Operation
    query: dict[str, Any]
    expected: dict[str, list[Row]]
    cursor: str | None = ""
    got: dict[str, list[Row]] = field(default_factory=dict)
    pages: list[tuple[str, dict[str, list[Row]]]] = field(default_factory=list)


@check
def walks_do_not_disturb_each_other(subject: Subject) -> Iterator[Problem]:
    """Walks that take turns, and go back to pages that they had, still see every item once."""
    steps = 20 if subject.target.ours else 8
    if subject.target.pace.left is not None and subject.target.pace.left < 4 * subject.examples:
        raise Skip("the budget of requests does not reach; raise BUDGET")
    machine = seed(subject.seed)(_machine(subject))
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=max(subject.examples // 3, 1),
                stateful_step_count=steps,
                database=None,
                deadline=None,
                phases=(Phase.generate, Phase.shrink) if subject.shrink else (Phase.generate,),
                suppress_health_check=list(HealthCheck),
                report_multiple_bugs=False,
            ),
        )
    except Violation as violation:
        yield violation.problem


def _machine(subject: Subject) -> type[RuleBasedStateMachine]:
    operations = st.sampled_from(subject.contract.paged)
    wholes: dict[tuple[str, str], dict[str, list[Row]]] = {}

    def whole(operation: Operation, query: dict[str, Any]) -> dict[str, list[Row]]:
        key = (operation.id, str(query))
        if key not in wholes:
            wholes[key] = read_all(subject.target, operation, query)
        return wholes[key]

    class Walks(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.readers: list[Reader] = []

        @rule(operation=operations, parts=st.integers(1, 9), data=st.data())
        def begin(self, operation: Operation, parts: int, data: st.DataObject) -> None:
            query = widest(operation)
            values = subject.snapshot.values(subject.contract)[operation.id].get("ticker")
            if values and data.draw(st.integers(0, 3)) == 0:
                query["ticker"] = data.draw(st.sampled_from(list(values)))
            expected = whole(operation, query)
            longest = max(len(rows) for rows in expected.values())
            query[operation.pages.limit] = operation.page_size(longest // parts)
            self.readers.append(Reader(operation, query, expected))

        @precondition(lambda self: any(reader.cursor is not None for reader in self.readers))
        @rule(data=st.data())
        def go_on(self, data: st.DataObject) -> None:
            reader = data.draw(st.sampled_from([each for each in self.readers if each.cursor is not None]))
            cursor = reader.cursor or ""
            page = self._read(reader, cursor)
            reader.pages.append((cursor, page))
            for name, rows in page.items():
                reader.got.setdefault(name, []).extend(rows)
                expected = reader.expected[name][: len(reader.got[name])]
                if reader.got[name] != expected or (
                    reader.cursor is None and expected != reader.expected[name]
                ):
                    text = f"{name}: a walk that others interrupt does not see what it sees alone"
                    raise Violation(subject.problem(reader.operation, reader.query, text))

        @precondition(lambda self: any(reader.pages for reader in self.readers))
        @rule(data=st.data())
        def go_back(self, data: st.DataObject) -> None:
            reader = data.draw(st.sampled_from([each for each in self.readers if each.pages]))
            cursor, page = data.draw(st.sampled_from(reader.pages))
            kept = reader.cursor
            again = self._read(reader, cursor)
            reader.cursor = kept
            if again != page:
                text = "a page that is read again has changed"
                raise Violation(subject.problem(reader.operation, reader.query, text))

        def _read(self, reader: Reader, cursor: str) -> dict[str, list[Row]]:
            start = {reader.operation.pages.cursor: cursor} if cursor else {}
            page = read_page(subject.target, reader.operation, {**reader.query, **start})
            reader.cursor = page.cursor or None
            return page.lists

    return Walks
