"""One attempt at a call.

To everything above, an attempt is a value: an answer, or the error it failed with. Neither holds the request,
which is signed. httpx's own exceptions do, so they end here.
"""

from __future__ import annotations

import re
from typing import Any

import httpx

from kalshi_auth import KalshiAuth, KalshiError

from ._answers import Answer
from ._declarations import Operation
from ._errors import ApiConnectionError, ApiException, ApiTimeoutError, ClientClosedError
from ._status_errors import find_status_error

_TIMEOUTS = {
    httpx.ConnectTimeout: ("connect", "the connection could not be made in time"),
    httpx.WriteTimeout: ("write", "the request could not be sent in time"),
    httpx.ReadTimeout: ("read", "the answer, or its next piece, did not come in time"),
    httpx.PoolTimeout: ("pool", "all connections of the pool were in use for too long"),
}


def attempt(
    http: httpx.Client, operation: Operation[Any], request: httpx.Request, auth: KalshiAuth | None
) -> Answer | KalshiError:
    """Sign a request, send it once, and read the whole answer.

    The auth goes along with the request, so that no HTTP client of a user's sends it unsigned. Redirects are
    never followed, whatever that client says, since the signed headers would go along.
    """
    try:
        return Answer.from_response(http.send(request, auth=auth, follow_redirects=False))
    except httpx.HTTPError as error:
        return _translate(operation, request, error)
    except RuntimeError:
        if not http.is_closed:
            raise
        return ClientClosedError(f"{operation.id}: the client was closed while it was being called")


async def attempt_async(
    http: httpx.AsyncClient, operation: Operation[Any], request: httpx.Request, auth: KalshiAuth | None
) -> Answer | KalshiError:
    """Do what `attempt` does, asynchronously."""
    try:
        return Answer.from_response(await http.send(request, auth=auth, follow_redirects=False))
    except httpx.HTTPError as error:
        return _translate(operation, request, error)
    except RuntimeError:
        if not http.is_closed:
            raise
        return ClientClosedError(f"{operation.id}: the client was closed while it was being called")


def _translate(operation: Operation[Any], request: httpx.Request, error: httpx.HTTPError) -> ApiException:
    if isinstance(error, httpx.HTTPStatusError):
        return _read_status(operation, error.response)  # an event hook called raise_for_status()
    host = request.url.netloc.decode("ascii", "replace")
    # Protocol errors quote header values.
    text = re.sub(r"\bb(['\"]).*\1", "…", str(error), flags=re.DOTALL) or type(error).__name__
    failure: ApiConnectionError
    for kind, (phase, reason) in _TIMEOUTS.items():
        if isinstance(error, kind):
            seconds = request.extensions.get("timeout", {}).get(phase)
            failure = ApiTimeoutError(
                f"{operation.id}: {host}: {reason} (timeout {phase}={seconds} s)",
                operation=operation.id,
                host=host,
                phase=phase,
            )
            break
    else:
        failure = ApiConnectionError(f"{operation.id}: {host}: {text}", operation=operation.id, host=host)
    failure.__cause__ = _copy(error, text)
    return failure


def _copy(error: httpx.HTTPError, text: str) -> httpx.HTTPError:
    kind = type(error) if type(error).__module__.partition(".")[0] == "httpx" else httpx.TransportError
    return kind(text)


def _read_status(operation: Operation[Any], response: httpx.Response) -> ApiException:
    try:
        content = response.content
    except httpx.ResponseNotRead:
        content = b""
    return find_status_error(response.status_code)(
        response.status_code, response.reason_phrase, response.headers, content, operation=operation.id
    )
