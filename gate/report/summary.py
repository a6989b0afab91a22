"""A run, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gate.findings import Finding, Outcome


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished run.

    Attributes:
        server: The base URL, or what else was looked at.
        edition: Which edition of the contract.
        seed: The seed.
        requests: How many requests were sent.
        seconds: How long it took.
        findings: The findings, in their order.
        unasked: Whether the server gave no answer of its own, so that nothing is known of it.
    """

    server: str
    edition: str
    seed: int
    requests: int
    seconds: float
    findings: Sequence[Finding]
    unasked: bool = False

    def of(self, outcome: Outcome) -> list[Finding]:
        """The findings with an outcome."""
        return [finding for finding in self.findings if finding.outcome is outcome]

    def layers(self) -> Iterator[tuple[str, list[Finding]]]:
        """The findings by layer, in the order of the layers."""
        for layer in dict.fromkeys(finding.layer for finding in self.findings):
            yield layer, [finding for finding in self.findings if finding.layer == layer]

    @property
    def failed(self) -> bool:
        """Whether server and contract disagree anywhere."""
        return bool(self.of(Outcome.FAILED))

    @property
    def verdict(self) -> str:
        """What came of it, in a sentence."""
        verb = "could not be held to" if self.unasked else "disagrees with" if self.failed else "keeps"
        return f"{self.server} {verb} the contract of {self.edition}"

    def count(self) -> str:
        """The outcomes, counted, in words."""
        return ", ".join(f"{len(self.of(outcome))} {outcome.value}" for outcome in Outcome)
