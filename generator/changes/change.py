"""One change of what callers see."""

import attrs

from generator.changes.rules import Rule
from generator.changes.verdicts import Verdict, worst
from generator.surface import Line

__all__ = ["Change", "Finding"]


@attrs.frozen
class Finding:
    """A difference between two lines, and what it means.

    Attributes:
        rule: The rule that was used.
        detail: What it was and what it is; empty where the lines tell.
    """

    rule: Rule
    detail: str = ""


@attrs.frozen(kw_only=True)
class Change:
    """A line of the surface that is gone, came, or is another.

    Attributes:
        findings: What differs, at least one.
        old: The line before, if there was one.
        new: The line after, if there is one.
        operations: The operations that it belongs to; none for a host, or for a schema of error bodies.
        inside: What went or came with it: the lines of its fields, members or parameters.
        instead: A line of the new contract that says the same in another way, where one was found.
        spoken_unit: What the old line counts, if only a description told.
    """

    findings: tuple[Finding, ...]
    old: Line | None
    new: Line | None
    operations: tuple[str, ...]
    inside: tuple[Line, ...] = ()
    instead: Line | None = None
    spoken_unit: str | None = None

    @property
    def verdict(self) -> Verdict:
        """The gravest of its findings' verdicts."""
        return worst(finding.rule.verdict for finding in self.findings)

    @property
    def line(self) -> Line:
        """The line that names it: the old one, since that is what callers have."""
        line = self.old or self.new
        if line is None:
            raise ValueError("a change has a line before or after")
        return line

    @property
    def owner(self) -> tuple[str, str]:
        """What it stands under in a report: `model`, `operation` or `client`, and a name."""
        line = self.line
        match line.kind:
            case "host" | "scheme":
                return ("client", line.kind)
            case "field":
                return ("model", line.names[0])
            case "member":
                return ("enum", line.names[0])
            case "model" | "enum" | "alias":
                return (line.kind, line.names[0])
            case _:
                return ("operation", line.names[0])
