"""What a check found, and how checks say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

SubjectT = TypeVar("SubjectT", contravariant=True)


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOTED = "noted"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Problem:
    """A place where server and contract disagree.

    Attributes:
        place: The operation, and the parameter, field or header, such as `GetFills limit`.
        text: What was expected and what came.
        unverified: Whether the contract marks the expectation as a decision of ours; then nobody is at fault.
        reproduce: A command that shows it, if there is one.
    """

    place: str
    text: str
    unverified: bool = False
    reproduce: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check.

    Attributes:
        layer: The layer it belongs to.
        check: What is checked, in words.
        outcome: How it ended.
        problems: The places, worst first.
        reason: Why it was skipped, or what it looked at.
        seconds: How long it took.
    """

    layer: str
    check: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    seconds: float = 0.0


class Skip(Exception):  # noqa: N818 - it ends a check and is no error
    """Ends a check that cannot be made here; the text says why."""


class Violation(AssertionError):  # noqa: N818 - it is the server's fault, not ours
    """Ends a check at the first problem, which property tests need to make their example smaller.

    Attributes:
        problem: What was found.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.place}: {problem.text}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Check(Generic[SubjectT]):
    """A named property of a subject.

    Attributes:
        title: What holds, in words.
        run: Yields the places where it does not.
    """

    title: str
    run: Callable[[SubjectT], Iterable[Problem]]


def check(function: Callable[[SubjectT], Iterable[Problem]]) -> Check[SubjectT]:
    """Makes a check of a function whose docstring says what holds."""
    return Check((function.__doc__ or function.__name__).strip().splitlines()[0].rstrip("."), function)
