"""The names of the runtime's exceptions, which generated text refers to.

The generator does not import the runtime; a test holds these names against it.
"""

from typing import Final

__all__ = ["ERROR_CLASSES", "STATUS_CLASSES", "error_class"]

STATUS_CLASSES: Final[dict[int, str]] = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    402: "PaymentRequiredError",
    403: "ForbiddenError",
    404: "NotFoundError",
    405: "MethodNotAllowedError",
    406: "NotAcceptableError",
    408: "RequestTimeoutError",
    409: "ConflictError",
    410: "GoneError",
    412: "PreconditionFailedError",
    413: "ContentTooLargeError",
    414: "UriTooLongError",
    415: "UnsupportedMediaTypeError",
    422: "UnprocessableEntityError",
    423: "LockedError",
    425: "TooEarlyError",
    429: "RateLimitError",
    451: "UnavailableForLegalReasonsError",
    500: "InternalServerError",
    501: "NotImplementedByServerError",
    502: "BadGatewayError",
    503: "ServiceUnavailableError",
    504: "GatewayTimeoutError",
}
"""The exception of each status that has one of its own."""

_BY_HUNDRED: Final = {"3": "RedirectError", "4": "ClientStatusError", "5": "ServerStatusError"}

ERROR_CLASSES: Final = (
    "KalshiError",
    "CredentialsError",
    "ApiKeyIdError",
    "PrivateKeyError",
    "PrivateKeyFileError",
    "PrivateKeyFileWarning",
    "PrivateKeyPasswordError",
    "SigningError",
    "SignedRequestRedirectedError",
    "ConfigurationError",
    "UnknownSettingError",
    "ClientClosedError",
    "UnsetFieldError",
    "ApiException",
    "ArgumentError",
    "ArgumentTypeError",
    "ApiConnectionError",
    "ApiTimeoutError",
    "CertificateError",
    "ResponseTooLargeError",
    "DecodeError",
    "ContractDriftError",
    "PaginationError",
    "RepeatedCursorError",
    "StatusError",
    *_BY_HUNDRED.values(),
    *STATUS_CLASSES.values(),
    "UnexpectedStatusError",
    "ContractDriftWarning",
)
"""All exceptions, a parent before its children."""


def error_class(status: str) -> str:
    """Names the exception that a documented status raises: a number, a range such as `5XX`, or `default`."""
    if status.isdecimal() and int(status) in STATUS_CLASSES:
        return STATUS_CLASSES[int(status)]
    return _BY_HUNDRED.get(status[:1], "ApiException")
