"""One exception class per status with which a server says no.

StatusError
├── RedirectError             3xx, which are never followed
├── ClientStatusError         4xx without a class of its own, such as 418 and 499
│   └── BadRequestError, UnauthorizedError, …
├── ServerStatusError         5xx without a class of its own, such as 520 and 529
│   └── InternalServerError, BadGatewayError, …
└── UnexpectedStatusError     any other number that the contract does not name
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import httpx

from ._error_bodies import read_error_body
from ._errors import ApiException
from ._hints import find_hint
from ._retry_after import read_retry_after
from ._texts import decode_text, make_excerpt


class StatusError(ApiException):
    """The server answered, and not with success.

    Of ``code``, ``message`` and ``details``, what is not given is read from the body.

    Attributes:
        status: The status of the answer.
        reason: The text beside the status.
        headers: The headers of the answer.
        body: The body of the answer as text; bytes that are none are replaced.
        content: The body of the answer as it came.
        code: The server's code for the error, where the body tells one.
        message: What the server says about it, or the beginning of a body that is not JSON.
        details: What else it says.
        retry_after: The seconds for which the server asks to be left alone, where it does so in a way that
            makes sense.
    """

    # Narrower than in the parent, which is sound for what is set once.
    status: int  # pyright: ignore[reportIncompatibleVariableOverride]
    reason: str  # pyright: ignore[reportIncompatibleVariableOverride]
    headers: httpx.Headers  # pyright: ignore[reportIncompatibleVariableOverride]
    content: bytes  # pyright: ignore[reportIncompatibleVariableOverride]
    code: str | None
    message: str | None
    details: str | None
    retry_after: float | None

    def __init__(
        self,
        status: int,
        reason: str = "",
        headers: httpx.Headers | Mapping[str, str] | None = None,
        body: bytes | str = b"",
        code: str | None = None,
        message: str | None = None,
        details: str | None = None,
        operation: str = "",
    ) -> None:
        self.status = status  # pyright: ignore[reportIncompatibleVariableOverride]
        self.reason = reason  # pyright: ignore[reportIncompatibleVariableOverride]
        self.headers = httpx.Headers(headers)  # pyright: ignore[reportIncompatibleVariableOverride]
        content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
        self.content = content  # pyright: ignore[reportIncompatibleVariableOverride]
        self.retry_after = read_retry_after(self.headers)
        found = read_error_body(self.content)
        self.code = found.code if code is None else code
        self.message = found.message if message is None else message
        self.details = found.details if details is None else details
        super().__init__(self._describe(operation), operation=operation)

    @property
    def body(self) -> str:
        """The body of the answer as text; bytes that are none are replaced."""
        return decode_text(self.content, self.headers)

    def _describe(self, operation: str) -> str:
        title = " ".join(filter(None, (str(self.status), make_excerpt(self.reason))))
        # Some errors say the same thing thrice, as in "authentication_error: authentication_error".
        said = dict.fromkeys(
            excerpt
            for part in (self.code, self.message, self.details)
            if part and (excerpt := make_excerpt(part))
        )
        text = ": ".join([operation or "call", title, *said])
        hint = self._hint()
        return f"{text}. {hint}" if hint else text

    def _hint(self) -> str | None:
        return find_hint(self.status, self.code, self.details)


class RedirectError(StatusError):
    """The server points elsewhere (3xx). Redirects are not followed: signed headers would go along."""

    @property
    def location(self) -> str | None:
        """Where the server points."""
        location: str | None = self.headers.get("location")
        return location

    def _hint(self) -> str | None:
        if self.location is None:
            return None
        target = make_excerpt(self.location)
        return f"It points to {target}, which is not followed: give the client the host that answers itself."


class ClientStatusError(StatusError):
    """The server refuses the request (4xx)."""


class BadRequestError(ClientStatusError):
    """400: an argument is not what the server accepts."""


class UnauthorizedError(ClientStatusError):
    """401: key id, signature or timestamp are not accepted."""


class PaymentRequiredError(ClientStatusError):
    """402: something has to be paid first."""


class ForbiddenError(ClientStatusError):
    """403: the key is good, but may not call this operation."""


class NotFoundError(ClientStatusError):
    """404: there is no such thing, or no such path below the base URL."""


class MethodNotAllowedError(ClientStatusError):
    """405: the path does not take this method."""


class NotAcceptableError(ClientStatusError):
    """406: the server cannot answer in JSON."""


class RequestTimeoutError(ClientStatusError):
    """408: the server waited too long for the request."""


class ConflictError(ClientStatusError):
    """409: the request contradicts the state of things."""


class GoneError(ClientStatusError):
    """410: what was asked for is no longer there."""


class PreconditionFailedError(ClientStatusError):
    """412: a condition of the request does not hold."""


class ContentTooLargeError(ClientStatusError):
    """413: the request's body is too large."""


class UriTooLongError(ClientStatusError):
    """414: the request's address is too long."""


class UnsupportedMediaTypeError(ClientStatusError):
    """415: the request's body is of a kind that the server does not take."""


class UnprocessableEntityError(ClientStatusError):
    """422: the request is well formed and makes no sense."""


class LockedError(ClientStatusError):
    """423: what was asked for is locked."""


class TooEarlyError(ClientStatusError):
    """425: the server does not yet want to process the request."""


class RateLimitError(ClientStatusError):
    """429: more requests than the account's tier allows."""


class UnavailableForLegalReasonsError(ClientStatusError):
    """451: not to be had for legal reasons, such as the caller's country."""


class ServerStatusError(StatusError):
    """The server failed (5xx)."""


class InternalServerError(ServerStatusError):
    """500: the server failed."""


class NotImplementedByServerError(ServerStatusError):
    """501: the server does not know how to do this."""


class BadGatewayError(ServerStatusError):
    """502: what stands before the server got no proper answer from it."""


class ServiceUnavailableError(ServerStatusError):
    """503: the server is overloaded or being worked on."""


class GatewayTimeoutError(ServerStatusError):
    """504: what stands before the server waited too long for it."""


class UnexpectedStatusError(StatusError):
    """The server answered with a status that the contract does not name for the operation."""


STATUS_ERRORS: Final[Mapping[int, type[StatusError]]] = MappingProxyType(
    {
        400: BadRequestError,
        401: UnauthorizedError,
        402: PaymentRequiredError,
        403: ForbiddenError,
        404: NotFoundError,
        405: MethodNotAllowedError,
        406: NotAcceptableError,
        408: RequestTimeoutError,
        409: ConflictError,
        410: GoneError,
        412: PreconditionFailedError,
        413: ContentTooLargeError,
        414: UriTooLongError,
        415: UnsupportedMediaTypeError,
        422: UnprocessableEntityError,
        423: LockedError,
        425: TooEarlyError,
        429: RateLimitError,
        451: UnavailableForLegalReasonsError,
        500: InternalServerError,
        501: NotImplementedByServerError,
        502: BadGatewayError,
        503: ServiceUnavailableError,
        504: GatewayTimeoutError,
    }
)
"""The class of each status that has one of its own."""

_BY_HUNDRED: Final[Mapping[int, type[StatusError]]] = {
    3: RedirectError,
    4: ClientStatusError,
    5: ServerStatusError,
}


def find_status_error(status: int) -> type[StatusError]:
    """Return the exception class for a status, whatever the number."""
    return STATUS_ERRORS.get(status) or _BY_HUNDRED.get(status // 100, UnexpectedStatusError)
