"""What can go wrong with a call.

    KalshiError                       root of all, defined by kalshi_auth
    ├── ConfigurationError            (also a ValueError) what a client is made from does not fit
    │   └── UnknownSettingError       (also an AttributeError)
    ├── ClientClosedError             (also a RuntimeError)
    ├── UnsetFieldError               (also an AttributeError) a field was read that the server did not send
    └── ApiException                  one call failed: operation, cursor, and what is known of the answer
        ├── ArgumentError             (also a ValueError) nothing was sent
        │   └── ArgumentTypeError     (also a TypeError)
        ├── ApiConnectionError        no whole answer came: host
        │   ├── ApiTimeoutError       phase
        │   └── CertificateError      the server is not who it should be
        ├── ResponseTooLargeError     limit, status
        ├── DecodeError               the answer is not what the contract says: path, status, content
        │   └── ContractDriftError    but some of it could be read: report, partial
        ├── PaginationError
        │   └── RepeatedCursorError
        └── StatusError               the server says no; a class per status, see _status_errors.py

`ContractDriftWarning` is a ``UserWarning``: the answer differs from the contract, and was read all the same.
No error holds a request: requests are signed, and errors get printed, pickled and sent to trackers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import httpx

from kalshi_auth import KalshiError

from ._drift_report import DriftReport
from ._texts import decode_text

E = TypeVar("E", bound=BaseException)


class ConfigurationError(KalshiError, ValueError):
    """What a client is made from is missing, contradicts itself or cannot be used."""


class UnknownSettingError(ConfigurationError, AttributeError):
    """A configuration has no such setting."""


class ClientClosedError(KalshiError, RuntimeError):
    """The client was used after it, or the HTTP client beneath it, had been closed."""


class UnsetFieldError(KalshiError, AttributeError):
    """A field was read that has no value, since the server did not send it, or not as the contract says.

    Only objects of answers that drifted have such fields; see `ContractDriftError`.

    Attributes:
        model: The name of the object's class.
        field: The name of the field on the wire.
    """

    model: str
    field: str

    def __init__(self, message: str, *, model: str, field: str) -> None:
        super().__init__(message)
        # With the name alone, Python does not guess at attributes that the user may have meant.
        self.name = self.field = field
        self.model = model

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__ | {"name": self.name})


class ApiException(KalshiError):  # noqa: N818 - the name that users of this API know
    """One call failed; `except ApiException` catches all that a call can raise.

    Attributes:
        operation: The id of the operation.
        attempts: How many requests were sent for the call.
        cursor: Within a walk through pages, where to go on from: the cursor of the page that failed. ``None``
            outside of a walk and when its very first page failed.
        resume: Within a walk through pages, the arguments to go on with, in place of those of the walk that
            they name. With ``concurrency`` some items of the second before may come again.
        status: The status of the answer; this and all that follows is ``None`` where no answer came.
        reason: The text beside the status.
        headers: The headers of the answer.
        content: The body of the answer as it came.
        code: The server's code for the error, where the body tells one.
        message: What the server says about it.
        details: What else it says.
    """

    operation: str
    attempts: int = 0
    cursor: str | None
    resume: Mapping[str, Any] | None = None
    status: int | None = None
    reason: str | None = None
    headers: httpx.Headers | None = None
    content: bytes | None = None
    code: str | None = None
    message: str | None = None
    details: str | None = None

    def __init__(self, message: str, *, operation: str, cursor: str | None = None) -> None:
        super().__init__(message)
        self.operation = operation
        self.cursor = cursor

    @property
    def body(self) -> str | None:
        """The body of the answer as text, bytes that are none replaced; ``None`` where no answer came."""
        return None if self.content is None else decode_text(self.content, self.headers)

    def __reduce__(self) -> tuple[Any, ...]:
        # The default calls the class with ``args`` alone, which keyword arguments do not survive.
        return _restore, (type(self), self.args, self.__dict__)


class ArgumentError(ApiException, ValueError):
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


class ApiConnectionError(ApiException):
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
    """The server, the connection to it, or the call as a whole took longer than it may.

    Attributes:
        phase: What was waited for: ``"connect"``, ``"write"``, ``"read"`` or, for a connection, ``"pool"``.
            ``"deadline"`` where the call as a whole ran out of time, ``"rate"`` where that was spent on, or
            would be, waiting for its turn.
    """

    phase: str

    def __init__(self, message: str, *, operation: str, host: str, phase: str) -> None:
        super().__init__(message, operation=operation, host=host)
        self.phase = phase


class CertificateError(ApiConnectionError):
    """The server's certificate is unknown, expired or another host's; nothing was sent."""


class ResponseTooLargeError(ApiException):
    """An answer was larger than ``max_response_bytes``, decompressed, and was dropped on the way.

    Attributes:
        limit: The limit in bytes.
        status: The status of the answer.
        headers: The headers of the answer.
    """

    limit: int

    def __init__(
        self, message: str, *, operation: str, status: int, headers: httpx.Headers, limit: int
    ) -> None:
        super().__init__(message, operation=operation)
        self.status = status
        self.headers = headers
        self.limit = limit


class DecodeError(ApiException):
    """The server answered with success, and the body is not what the contract says.

    The message tells place and types, never values, which are the account's data.

    Attributes:
        path: The JSON path of the place, ``$`` for the whole.
        status: The status of the answer.
        content: The body as it came.
    """

    path: str
    # Narrower than in the parent, which is sound for what is set once.
    status: int  # pyright: ignore[reportIncompatibleVariableOverride]
    content: bytes  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        path: str,
        status: int,
        content: bytes,
        headers: httpx.Headers | None = None,
        attempts: int = 0,
    ) -> None:
        super().__init__(message, operation=operation)
        self.path = path
        self.status = status  # pyright: ignore[reportIncompatibleVariableOverride]
        self.content = content  # pyright: ignore[reportIncompatibleVariableOverride]
        self.headers = headers
        self.attempts = attempts

    @property
    def body(self) -> str:
        """The body of the answer as text, bytes that are none replaced; `content` has it as it came."""
        return decode_text(self.content, self.headers)


class ContractDriftError(DecodeError):
    """The server answered with success, and some of what the contract promises is missing or wrong.

    The message is the report's text, with names and counts. A client made with ``on_drift="warn"`` returns
    what is `partial` here, and warns.

    Attributes:
        report: All differences between the answer and the contract.
        partial: The result with everything that could be read. It is of the declared type; reading a field
            that has no value raises `UnsetFieldError`.
    """

    report: DriftReport
    partial: Any

    def __init__(
        self,
        message: str,
        *,
        operation: str,
        path: str,
        status: int,
        content: bytes,
        report: DriftReport,
        partial: Any,
        headers: httpx.Headers | None = None,
        attempts: int = 0,
    ) -> None:
        super().__init__(
            message,
            operation=operation,
            path=path,
            status=status,
            content=content,
            headers=headers,
            attempts=attempts,
        )
        self.report = report
        self.partial = partial


class ContractDriftWarning(UserWarning):
    """An answer differs from the contract, and was read as far as it could be.

    Attributes:
        report: All differences between the answer and the contract.
    """

    report: DriftReport

    def __init__(self, message: str, *, report: DriftReport) -> None:
        super().__init__(message)
        self.report = report

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


class PaginationError(ApiException):
    """A walk through pages cannot go on; ``cursor`` tells where it stopped."""


class RepeatedCursorError(PaginationError):
    """The server gave a cursor that this walk had been at before, which would go round for ever."""


def _restore(cls: type[E], args: tuple[Any, ...], state: dict[str, Any]) -> E:
    error = cls.__new__(cls, *args)
    for name, value in state.items():
        setattr(error, name, value)
    return error
