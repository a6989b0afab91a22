"""What can go wrong with a call.

    KalshiError                       root of all, defined by kalshi_auth
    ├── ConfigurationError            (also a ValueError) what a client is made from does not fit
    │   └── UnknownSettingError       (also an AttributeError)
    ├── ClientClosedError             (also a RuntimeError)
    └── CallError                     one call failed: operation, cursor
        ├── ArgumentError             (also a ValueError) nothing was sent
        │   └── ArgumentTypeError     (also a TypeError)
        ├── ApiConnectionError        no whole answer came: host
        │   └── ApiTimeoutError       phase
        ├── DecodeError               the answer is not what the contract says: path, status, body
        ├── PaginationError
        │   └── RepeatedCursorError
        └── ApiException              the server says no; a class per status, see _status_errors.py

No error holds a request: requests are signed, and errors get printed, pickled and sent to trackers.
"""

from __future__ import annotations

from typing import Any, TypeVar

from kalshi_auth import KalshiError

E = TypeVar("E", bound=BaseException)


class ConfigurationError(KalshiError, ValueError):
    """What a client is made from is missing, contradicts itself or cannot be used."""


class UnknownSettingError(ConfigurationError, AttributeError):
    """A configuration has no such setting."""


class ClientClosedError(KalshiError, RuntimeError):
    """The client was used after it, or the HTTP client beneath it, had been closed."""


class CallError(KalshiError):
    """One call failed.

    Attributes:
        operation: The id of the operation.
        cursor: Within a walk through pages, where to go on from: the cursor of the page that failed. ``None``
            outside of a walk and when its very first page failed.
    """

    operation: str
    cursor: str | None

    def __init__(self, message: str, *, operation: str, cursor: str | None = None) -> None:
        super().__init__(message)
        self.operation = operation
        self.cursor = cursor

    def __reduce__(self) -> tuple[Any, ...]:
        # The default calls the class with ``args`` alone, which keyword arguments do not survive.
        return _restore, (type(self), self.args, self.__dict__)


class ArgumentError(CallError, ValueError):
    """An argument cannot be sent; nothing was.

    Attributes:
        parameter: The parameter's name, ``None`` if it is about several.
    """

    parameter: str | None

    def __init__(self, message: str, *, operation: str, parameter: str | None = None) -> None:
        super().__init__(message, operation=operation)
        self.parameter = parameter


class ArgumentTypeError(ArgumentError, TypeError):
    """An argument is of a type that the parameter does not take, or there is no such parameter."""


class ApiConnectionError(CallError):
    """No whole answer came: the connection could not be made, or broke.

    Its ``__cause__`` is an httpx exception of the kind that happened, without the request.

    Attributes:
        host: The host (and port) that was called.
    """

    host: str

    def __init__(self, message: str, *, operation: str, host: str) -> None:
        super().__init__(message, operation=operation)
        self.host = host


class ApiTimeoutError(ApiConnectionError):
    """The server, or the connection to it, took longer than the timeout.

    Attributes:
        phase: What was waited for: ``"connect"``, ``"write"``, ``"read"`` or, for a connection, ``"pool"``.
    """

    phase: str

    def __init__(self, message: str, *, operation: str, host: str, phase: str) -> None:
        super().__init__(message, operation=operation, host=host)
        self.phase = phase


class DecodeError(CallError):
    """The server answered with success, and the body is not what the contract says.

    The message tells place and types, never values, which are the account's data.

    Attributes:
        path: The JSON path of the place, ``$`` for the whole.
        status: The status of the answer.
        body: The body as it came.
    """

    path: str
    status: int
    body: bytes

    def __init__(self, message: str, *, operation: str, path: str, status: int, body: bytes) -> None:
        super().__init__(message, operation=operation)
        self.path = path
        self.status = status
        self.body = body


class PaginationError(CallError):
    """A walk through pages cannot go on; ``cursor`` tells where it stopped."""


class RepeatedCursorError(PaginationError):
    """The server gave a cursor that this walk had been at before, which would go round for ever."""


def _restore(cls: type[E], args: tuple[Any, ...], state: dict[str, Any]) -> E:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error
