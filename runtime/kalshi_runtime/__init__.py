"""What every generated client does: build the request, send it signed, raise, decode, page.

Generated packages declare their operations and models with the names below; this one knows none of them.
"""

from msgspec import UNSET, UnsetType

from kalshi_auth import KalshiAuth, KalshiError

from ._async import AsyncClient, AsyncClientOptions, RawAsyncClient
from ._configuration import Configuration
from ._declarations import Operation, Pagination, Parameter, Sibling
from ._enums import OpenEnum
from ._errors import (
    ApiConnectionError,
    ApiException,
    ApiTimeoutError,
    ArgumentError,
    ArgumentTypeError,
    ClientClosedError,
    ConfigurationError,
    DecodeError,
    PaginationError,
    RepeatedCursorError,
    UnknownSettingError,
)
from ._models import AwareDatetime, Int64, Model
from ._options import CallOptions
from ._raw import RawResponse
from ._status_errors import (
    STATUS_ERRORS,
    BadGatewayError,
    BadRequestError,
    ClientStatusError,
    ConflictError,
    ContentTooLargeError,
    ForbiddenError,
    GatewayTimeoutError,
    GoneError,
    InternalServerError,
    LockedError,
    MethodNotAllowedError,
    NotAcceptableError,
    NotFoundError,
    NotImplementedByServerError,
    PaymentRequiredError,
    PreconditionFailedError,
    RateLimitError,
    RedirectError,
    RequestTimeoutError,
    ServerStatusError,
    ServiceUnavailableError,
    StatusError,
    TooEarlyError,
    UnauthorizedError,
    UnavailableForLegalReasonsError,
    UnexpectedStatusError,
    UnprocessableEntityError,
    UnsupportedMediaTypeError,
    UriTooLongError,
)
from ._sync import RawSyncClient, SyncClient, SyncClientOptions
from ._timeouts import DEFAULT_TIMEOUT

RUNTIME_INTERFACE = 1
"""Raised when generated code of before can no longer run on this package."""

__all__ = [
    "DEFAULT_TIMEOUT",
    "RUNTIME_INTERFACE",
    "STATUS_ERRORS",
    "UNSET",
    "ApiConnectionError",
    "ApiException",
    "ApiTimeoutError",
    "ArgumentError",
    "ArgumentTypeError",
    "AsyncClient",
    "AsyncClientOptions",
    "AwareDatetime",
    "BadGatewayError",
    "BadRequestError",
    "CallOptions",
    "ClientClosedError",
    "ClientStatusError",
    "Configuration",
    "ConfigurationError",
    "ConflictError",
    "ContentTooLargeError",
    "DecodeError",
    "ForbiddenError",
    "GatewayTimeoutError",
    "GoneError",
    "Int64",
    "InternalServerError",
    "KalshiAuth",
    "KalshiError",
    "LockedError",
    "MethodNotAllowedError",
    "Model",
    "NotAcceptableError",
    "NotFoundError",
    "NotImplementedByServerError",
    "OpenEnum",
    "Operation",
    "Pagination",
    "PaginationError",
    "Parameter",
    "PaymentRequiredError",
    "PreconditionFailedError",
    "RateLimitError",
    "RawAsyncClient",
    "RawResponse",
    "RawSyncClient",
    "RedirectError",
    "RepeatedCursorError",
    "RequestTimeoutError",
    "ServerStatusError",
    "ServiceUnavailableError",
    "Sibling",
    "StatusError",
    "SyncClient",
    "SyncClientOptions",
    "TooEarlyError",
    "UnauthorizedError",
    "UnavailableForLegalReasonsError",
    "UnexpectedStatusError",
    "UnknownSettingError",
    "UnprocessableEntityError",
    "UnsetType",
    "UnsupportedMediaTypeError",
    "UriTooLongError",
]
