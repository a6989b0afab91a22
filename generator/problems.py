"""What is wrong with a contract, and what was mended in it."""

from collections.abc import Iterable

import attrs

__all__ = ["Inference", "Notice", "Problem", "Refusal", "Repair"]


@attrs.frozen
class Problem:
    """One thing that cannot be generated.

    Attributes:
        pointer: JSON pointer of the place, such as `/paths/~1fills/get`; empty when no single place is to
            blame.
        what: What is wrong there.
        remedy: What to do about it.
    """

    pointer: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"#{self.pointer}: " if self.pointer else ""
        return f"refused: {place}{self.what}; {self.remedy}"


@attrs.frozen
class Repair:
    """One fault of a contract that has an honest reading, and the reading that was taken.

    Attributes:
        pointer: JSON pointer of the place.
        rule: Name of the rule in `normalise` that mended it.
        what: What was wrong and what was done.
        remedy: What to write instead, for a contract that is built strict.
    """

    pointer: str
    rule: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"repaired: {self.pointer.removeprefix('/')}: {self.what}"

    def as_problem(self) -> Problem:
        """Tells the same as a refusal, for a strict run."""
        return Problem(self.pointer, f"{self.what} (rule {self.rule}, refused by --strict)", self.remedy)


@attrs.frozen
class Inference:
    """Something that a contract leaves out and that follows from what it says elsewhere.

    Attributes:
        pointer: JSON pointer of the place.
        rule: Name of the rule in `normalise` that found it.
        what: What was taken for granted, and why.
    """

    pointer: str
    rule: str
    what: str

    def __str__(self) -> str:
        return f"inferred: {self.pointer.removeprefix('/')}: {self.what}"


Notice = Repair | Inference
"""What a run tells of a contract beside what it gives."""


class Refusal(Exception):  # noqa: N818 - a verdict on a document, no fault of a program
    """The contract cannot be generated, or the output cannot be written. Nothing was changed on disk."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
