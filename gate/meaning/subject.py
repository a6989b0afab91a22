"""What the checks of the third layer look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gate.contract import Contract, Operation
from gate.findings import Problem, Skip
from gate.items import Item, Vocabulary, vocabularies
from gate.meaning.lore import Lore
from gate.snapshot import Snapshot, partial_defaults
from gate.target import Query, Target
from gate.traffic import Exchange
from gate.walk import describe

Items = Mapping[tuple[str, str], Sequence[Item]]


@dataclass(slots=True)
class Subject:
    """A server and its account.

    Attributes:
        contract: The contract.
        target: The server.
        snapshot: The whole account, as last read.
        seed: The same seed gives the same examples.
        examples: How many examples each property gets.
        shrink: Whether an example that fails is made smaller, which asks a server a lot.
        lore: What was learned of the account by asking, once it is needed.
    """

    contract: Contract
    target: Target
    snapshot: Snapshot
    seed: int
    examples: int
    shrink: bool = True
    _lore: Lore | None = field(default=None, init=False)
    _everything: Items | None = field(default=None, init=False)
    _books: Items | None = field(default=None, init=False)
    _indices: dict[str, frozenset[int]] = field(default_factory=dict, init=False)

    @property
    def lore(self) -> Lore:
        """What was learned of the account by asking, once it is needed."""
        if self._lore is None:
            self._lore = Lore.learn(self.contract, self.target, self.snapshot)
        return self._lore

    def read_again(self) -> None:
        """Reads the account anew, since it may have changed."""
        self.snapshot = Snapshot.take(self.contract, self.target)
        self._lore = self._everything = self._books = None
        self._indices = {}

    def operation(self, name: str) -> Operation:
        """An operation that the check is about.

        Raises:
            Skip: The contract has none of that name.
        """
        if name not in self.contract.operations:
            raise Skip(f"the contract has no {name}")
        return self.contract.operations[name]

    def vocabulary(self, operation: str, list_name: str | None = None) -> Vocabulary:
        """How the items of a list are written, or an answer that is no page.

        Raises:
            Skip: The contract has no such list.
        """
        self.operation(operation)
        for name, vocabulary in vocabularies(self.contract, operation):
            if name == list_name:
                return vocabulary
        raise Skip(f"the contract's {operation} has no list {list_name}")

    def items(self, operation: str, list_name: str) -> Sequence[Item]:
        """The items of a list of the whole account, in the order of the snapshot."""
        if self._everything is None:
            self._everything = self._read(self.snapshot)
        return self._of(self._everything, operation, list_name)

    def books(self, operation: str, list_name: str) -> Sequence[Item]:
        """The items of a list, of that part of the account alone that every operation can tell of.

        Where one operation tells by default of a part, such as the primary subaccount, and another of all,
        only what they tell of the same part can agree.
        """
        if self._books is None:
            parts = partial_defaults(self.contract)
            part = {name: index for name, index in parts.items() if self.indices(name) != {index}}
            taken = Snapshot.take(self.contract, self.target, part) if part else self.snapshot
            self._books = self._read(taken)
        return self._of(self._books, operation, list_name)

    def indices(self, name: str) -> frozenset[int]:
        """What items tell of an index, such as that of the subaccount; empty if one does not say."""
        if name not in self._indices:
            told = {
                row.get(name)
                for operation in self.contract.paged
                for each in operation.lists
                for row in self.items(operation.id, each.name)
                if row.knows(name)
            }
            self._indices[name] = frozenset(
                each for each in told if isinstance(each, int) and None not in told
            )
        return self._indices[name]

    def _of(self, found: Items, operation: str, list_name: str) -> Sequence[Item]:
        self.vocabulary(operation, list_name)
        return found[operation, list_name]

    def _read(self, snapshot: Snapshot) -> Items:
        return {
            (operation, name): [self.vocabulary(operation, name).read(row) for row in rows]
            for (operation, name), rows in snapshot.lists.items()
        }

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
