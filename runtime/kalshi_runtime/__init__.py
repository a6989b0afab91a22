"""What every generated client does: build the request, send it signed, raise, decode, page.

Generated packages declare their operations and models with the names below; this one knows none of them.
"""

from msgspec import UNSET, UnsetType

from kalshi_auth import (
    ApiKeyIdError,
    CredentialsError,
    KalshiAuth,
    KalshiError,
    PrivateKeyError,
    PrivateKeyFileError,
    PrivateKeyFileWarning,
    PrivateKeyPasswordError,
    SignedRequestRedirectedError,
    SigningError,
)

from ._async import AsyncClient, AsyncClientOptions, RawAsyncClient
from ._bodies import DEFAULT_MAX_RESPONSE_BYTES
from ._configuration import Configuration
from ._deadlines import DEFAULT_DEADLINE
from ._declarations import Operation, Pagination, Parameter, Sibling, Window
from ._drift import OnDrift
from ._drift_report import Difference, DifferenceKind, DriftReport
from ._enums import OpenEnum, OpenIntEnum
from ._errors import (
    ApiConnectionError,
    ApiException,
    ApiTimeoutError,
    ArgumentError,
    ArgumentTypeError,
    CertificateError,
    ClientClosedError,
    ConfigurationError,
    ContractDriftError,
    ContractDriftWarning,
    DecodeError,
    PaginationError,
    RepeatedCursorError,
    ResponseTooLargeError,
    UnknownSettingError,
    UnsetFieldError,
)
from ._models import AwareDatetime, DecimalNumber, Int64, Model
from ._options import CallOptions
from ._raw import RawResponse
from ._renamed import renamed
from ._retries import DEFAULT_MAX_RETRIES
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
from ._unions import OneOf, Tag

RUNTIME_INTERFACE = 1
"""Raised when generated code of before can no longer run on this package."""

__all__ = [
    "DEFAULT_DEADLINE",
    "DEFAULT_MAX_RESPONSE_BYTES",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "RUNTIME_INTERFACE",
    "STATUS_ERRORS",
    "UNSET",
    "ApiConnectionError",
    "ApiException",
    "ApiKeyIdError",
    "ApiTimeoutError",
    "ArgumentError",
    "ArgumentTypeError",
    "AsyncClient",
    "AsyncClientOptions",
    "AwareDatetime",
    "BadGatewayError",
    "BadRequestError",
    "CallOptions",
    "CertificateError",
    "ClientClosedError",
    "ClientStatusError",
    "Configuration",
    "ConfigurationError",
    "ConflictError",
    "ContentTooLargeError",
    "ContractDriftError",
    "ContractDriftWarning",
    "CredentialsError",
    "DecimalNumber",
    "DecodeError",
    "Difference",
    "DifferenceKind",
    "DriftReport",
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
    "OnDrift",
    "OneOf",
    "OpenEnum",
    "OpenIntEnum",
    "Operation",
    "Pagination",
    "PaginationError",
    "Parameter",
    "PaymentRequiredError",
    "PreconditionFailedError",
    "PrivateKeyError",
    "PrivateKeyFileError",
    "PrivateKeyFileWarning",
    "PrivateKeyPasswordError",
    "RateLimitError",
    "RawAsyncClient",
    "RawResponse",
    "RawSyncClient",
    "RedirectError",
    "RepeatedCursorError",
    "RequestTimeoutError",
    "ResponseTooLargeError",
    "ServerStatusError",
    "ServiceUnavailableError",
    "Sibling",
    "SignedRequestRedirectedError",
    "SigningError",
    "StatusError",
    "SyncClient",
    "SyncClientOptions",
    "Tag",
    "TooEarlyError",
    "UnauthorizedError",
    "UnavailableForLegalReasonsError",
    "UnexpectedStatusError",
    "UnknownSettingError",
    "UnprocessableEntityError",
    "UnsetFieldError",
    "UnsetType",
    "UnsupportedMediaTypeError",
    "UriTooLongError",
    "Window",
    "renamed",
]
