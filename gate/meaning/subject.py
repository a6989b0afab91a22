"""What the checks of the third layer look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from gate.contract import Contract, Operation
from gate.findings import Problem, Skip
from gate.meaning.lore import Lore
from gate.snapshot import Snapshot
from gate.target import Query, Target
from gate.traffic import Exchange
from gate.walk import describe


@dataclass(slots=True)
class Subject:
    """A server and its account.

    Attributes:
        contract: The contract.
        target: The server.
        snapshot: The whole account, as last read.
        seed: The same seed gives the same examples.
        examples: How many examples each property gets.
        lore: What was learned of the account by asking, once it is needed.
    """

    contract: Contract
    target: Target
    snapshot: Snapshot
    seed: int
    examples: int
    _lore: Lore | None = field(default=None, init=False)

    @property
    def lore(self) -> Lore:
        """What was learned of the account by asking, once it is needed."""
        if self._lore is None:
            self._lore = Lore.learn(self.contract, self.target, self.snapshot)
        return self._lore

    def read_again(self) -> None:
        """Reads the account anew, since it may have changed."""
        self.snapshot = Snapshot.take(self.contract, self.target)
        self._lore = None

    def operation(self, name: str) -> Operation:
        """An operation that the check is about.

        Raises:
            Skip: The contract has none of that name.
        """
        if name not in self.contract.operations:
            raise Skip(f"the contract has no {name}")
        return self.contract.operations[name]

    def settled(self, find: Callable[[], Iterable[Problem]]) -> Iterator[Problem]:
        """Looks for problems and, where there are some, again after reading the account anew.

        An account in use changes between two readings, which is no fault of the server's; our own does not.
        """
        problems = list(find())
        if any(not problem.unverified for problem in problems) and not self.target.ours:
            self.read_again()
            problems = list(find())
        yield from problems

    def problem(
        self,
        operation: Operation,
        query: Query,
        text: str,
        exchange: Exchange | None = None,
        *,
        unverified: bool = False,
    ) -> Problem:
        """Tells a problem with an answer to a query."""
        reproduce = None if exchange is None else self.target.reproduce(exchange)
        return Problem(describe(operation, query), text, unverified=unverified, reproduce=reproduce)
