"""What was asked of the exchange, for tests to look at and to assert on."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import overload

from kalshi_mock._parameters import Arguments


@dataclass(slots=True)
class RecordedRequest:
    """What was asked. Headers are not kept, since signatures are secrets.

    Attributes:
        method: The method.
        path: The path as it came, without the query.
        query: The query as it came.
        operation: The operation's id, None where the contract has none for path and method.
        arguments: The arguments, defaults included; None where they were not read or not allowed.
        verdict: `"valid"` for a good signature or token, the error's detail or code for a bad one, None if it
            was not looked at.
        explanation: In what way a signature is wrong, such as `"valid if the query is left out of the signed
            text"`; None for a good one.
        status: The status of the answer.
        fault: What was done to the answer on cue, such as `"429"` or `"reset"`; None for nothing.
    """

    method: str
    path: str
    query: str
    operation: str | None = None
    arguments: Arguments | None = None
    verdict: str | None = None
    explanation: str | None = None
    status: int = 0
    fault: str | None = None

    def __str__(self) -> str:
        """The request in one line, as messages of failed assertions show it."""
        query = f"?{self.query}" if self.query else ""
        notes = [
            f"{self.fault} on cue" if self.fault else "",
            self.verdict if self.verdict not in (None, "valid") else "",
            self.explanation,
        ]
        note = ": ".join(each for each in notes if each)
        return f"{self.method} {self.path}{query} -> {self.status}{f' ({note})' if note else ''}"

    def has(self, arguments: Mapping[str, object]) -> bool:
        """Tells whether the given arguments are among those that were asked with."""
        asked = self.arguments or {}
        return all(name in asked and asked[name] == value for name, value in arguments.items())


class Requests(Sequence[RecordedRequest]):
    """The latest requests, oldest first: a sequence with assertions.

    Attributes:
        dropped: How many requests before them are not kept any more.
    """

    def __init__(self, operations: Mapping[str, Collection[str]], most: int) -> None:
        """Takes what can be asked.

        Args:
            operations: The names of the parameters of each operation.
            most: How many requests are kept.

        Raises:
            ValueError: `most` is not positive.
        """
        if most < 1:
            raise ValueError(f"at least one request has to be kept, not {most}")
        self.dropped = 0
        self._operations = operations
        self._kept: deque[RecordedRequest] = deque(maxlen=most)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> RecordedRequest: ...

    @overload
    def __getitem__(self, index: slice) -> list[RecordedRequest]: ...

    def __getitem__(self, index: int | slice) -> RecordedRequest | list[RecordedRequest]:
        return self._copy()[index]

    def __iter__(self) -> Iterator[RecordedRequest]:
        return iter(self._copy())

    def __eq__(self, other: object) -> bool:
        return self._copy() == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._copy())

    def append(self, request: RecordedRequest) -> None:
        """Keeps a request, and drops the oldest one where there are too many."""
        with self._lock:
            self.dropped += len(self._kept) == self._kept.maxlen
            self._kept.append(request)

    def clear(self) -> None:
        """Forgets all requests, as at the start."""
        with self._lock:
            self._kept.clear()
            self.dropped = 0

    def of(self, operation: str, **arguments: object) -> list[RecordedRequest]:
        """Selects requests.

        Args:
            operation: The operation's id.
            arguments: Arguments that they were asked with, among others.

        Returns:
            The requests, oldest first.

        Raises:
            ValueError: There is no such operation or parameter.
        """
        self.check_names(operation, arguments)
        return [each for each in self._copy() if each.operation == operation and each.has(arguments)]

    def assert_called(self, operation: str, *, times: int | None = None, **arguments: object) -> None:
        """Fails unless an operation was called.

        Args:
            operation: The operation's id.
            times: How often exactly, refused and spoilt calls included; at least once, if None.
            arguments: Arguments that it was called with, among others.

        Raises:
            AssertionError: It was not called so, or not as often; the message lists what was asked.
            ValueError: There is no such operation or parameter.
        """
        __tracebackhide__ = True
        found = len(self.of(operation, **arguments))
        if found != times if times is not None else not found:
            wanted = "at least once" if times is None else f"{times} times"
            call = describe_call(operation, arguments)
            raise AssertionError(f"{call} was called {found} times, not {wanted}; {self._list()}")

    def assert_not_called(self, operation: str, **arguments: object) -> None:
        """Fails if an operation was called; the arguments are those of `assert_called`."""
        __tracebackhide__ = True
        self.assert_called(operation, times=0, **arguments)

    def assert_signed(self) -> None:
        """Fails if the signature of any request was wrong or missing.

        Raises:
            AssertionError: It names each such request, and in what way its signature is wrong.
        """
        __tracebackhide__ = True
        wrong = [f"\n  {each}" for each in self._copy() if each.verdict not in (None, "valid")]
        if wrong:
            raise AssertionError(f"{len(wrong)} requests were not signed rightly:{''.join(wrong)}")

    def check_names(self, operation: str, arguments: Collection[str]) -> None:
        """Refuses an operation or a parameter that the contract does not have.

        Raises:
            ValueError: It names the known ones.
        """
        if operation not in self._operations:
            raise ValueError(f"there is no operation {operation!r}; known are {', '.join(self._operations)}")
        known = self._operations[operation]
        for name in arguments:
            if name not in known:
                raise ValueError(f"{operation} has no parameter {name!r}; known are {', '.join(known)}")

    def _copy(self) -> list[RecordedRequest]:
        with self._lock:
            return list(self._kept)

    def _list(self) -> str:
        kept = self._copy()
        if not kept:
            return "nothing was asked"
        shown = "".join(f"\n  {each}" for each in kept[-20:])
        return f"asked was{' last' if len(kept) > 20 or self.dropped else ''}:{shown}"


def describe_call(operation: str, arguments: Mapping[str, object]) -> str:
    """Writes a call as code would."""
    return f"{operation}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})"
