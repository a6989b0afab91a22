"""Turns what httpx raises into errors of ours, which do not hold the request: it is signed."""

from __future__ import annotations

import re
import ssl
from typing import Any

import httpx

from ._calls import Call
from ._declarations import Operation
from ._errors import (
    ApiConnectionError,
    ApiException,
    ApiTimeoutError,
    CertificateError,
    ClientClosedError,
    ResponseTooLargeError,
)
from ._status_errors import find_status_error

_TIMEOUTS = {
    httpx.ConnectTimeout: ("connect", "the connection could not be made in time"),
    httpx.WriteTimeout: ("write", "the request could not be sent in time"),
    httpx.ReadTimeout: ("read", "the answer, or its next piece, did not come in time"),
    httpx.PoolTimeout: ("pool", "all connections of the pool were in use for too long"),
}


def translate(call: Call, error: httpx.HTTPError | ssl.SSLError) -> ApiException:
    """Return our error for one of httpx's, or for one of TLS that httpx lets through."""
    if isinstance(error, httpx.HTTPStatusError):
        return _read_status(call.operation, error.response)  # an event hook called raise_for_status()
    operation, host = call.operation.id, _get_host(call)
    if isinstance(error, httpx.TimeoutException) and call.deadline.left <= 0:
        failure: ApiConnectionError = make_deadline_error(call)
    elif isinstance(error, httpx.TimeoutException):
        failure = _make_timeout_error(call, error)
    elif (fault := _find_certificate_fault(error)) is not None:
        failure = CertificateError(
            f"{operation}: {host}: the server's certificate is refused: {fault}. Check host and clock; "
            "for an authority of your own, give an http_client made with verify=…, or set SSL_CERT_FILE",
            operation=operation,
            host=host,
        )
    else:
        failure = ApiConnectionError(
            f"{operation}: {host}: {_describe(error)}", operation=operation, host=host
        )
    failure.__cause__ = _copy(error)
    return failure


def make_deadline_error(call: Call) -> ApiTimeoutError:
    """Return the error of a call that was not done by its deadline."""
    reason = f"the call was not done within its deadline={call.deadline.seconds:g} s"
    return _make_timeout(call, reason, "deadline")


def make_closed_error(operation: Operation[Any]) -> ClientClosedError:
    """Return the error of a call during which the client was closed."""
    return ClientClosedError(f"{operation.id}: the client was closed while it was being called")


def make_rate_error(call: Call) -> ApiTimeoutError:
    """Return the error of a call whose turn would come after its deadline."""
    reason = (
        "so many calls wait because of requests_per_second that this one cannot be sent within its "
        f"deadline={call.deadline.seconds:g} s"
    )
    return _make_timeout(call, reason, "rate")


def make_size_error(call: Call, response: httpx.Response) -> ResponseTooLargeError:
    """Return the error of an answer that is larger than the limit."""
    return ResponseTooLargeError(
        f"{call.operation.id}: the answer ({response.status_code}) is larger than max_response_bytes="
        f"{call.max_bytes} and was dropped. Ask for smaller pages, or give the client a larger limit",
        operation=call.operation.id,
        status=response.status_code,
        headers=response.headers,
        limit=call.max_bytes,
    )


def _get_host(call: Call) -> str:
    return call.request.url.netloc.decode("ascii", "replace")


def _make_timeout_error(call: Call, error: httpx.TimeoutException) -> ApiTimeoutError:
    found = next((told for kind, told in _TIMEOUTS.items() if isinstance(error, kind)), None)
    phase, reason = found or ("read", _describe(error))  # the latter of a transport of the user's
    seconds = call.request.extensions.get("timeout", {}).get(phase)
    text = "" if seconds is None else f" (timeout {phase}={seconds:g} s)"
    return _make_timeout(call, reason + text, phase)


def _make_timeout(call: Call, reason: str, phase: str) -> ApiTimeoutError:
    host = _get_host(call)
    return ApiTimeoutError(
        f"{call.operation.id}: {host}: {reason}", operation=call.operation.id, host=host, phase=phase
    )


def _find_certificate_fault(error: BaseException) -> str | None:
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, ssl.SSLCertVerificationError):
            return str(link.verify_message or link.reason)
        link = link.__cause__ or link.__context__
    return None


def _describe(error: Exception) -> str:
    # Protocol errors quote header values.
    return re.sub(r"\bb(['\"]).*\1", "…", str(error), flags=re.DOTALL) or type(error).__name__


def _copy(error: Exception) -> Exception:
    """Return an error of the same kind, without the request and the frames that the original holds."""
    kind = type(error) if type(error).__module__.partition(".")[0] == "httpx" else httpx.TransportError
    copy: Exception = kind(_describe(error))
    return copy


def _read_status(operation: Operation[Any], response: httpx.Response) -> ApiException:
    try:
        content = response.content
    except httpx.ResponseNotRead:
        content = b""
    return find_status_error(response.status_code)(
        response.status_code, response.reason_phrase, response.headers, content, operation=operation.id
    )
