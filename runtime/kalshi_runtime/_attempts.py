"""One attempt at a call.

To everything above, an attempt is a value: an answer, or the error it failed with. Neither holds the request,
which is signed. httpx's own exceptions do, so they end here.
"""

from __future__ import annotations

import asyncio
import math
import ssl
from typing import Any

import httpx

from kalshi_auth import KalshiError

from ._answers import Answer
from ._bodies import BodyTooLargeError, read_body, read_body_async
from ._calls import Call
from ._custody import Custody
from ._declarations import Operation
from ._errors import ClientClosedError
from ._failures import make_deadline_error, make_size_error, translate
from ._slots import Slots
from ._stream_guards import guard_streams, trace


def attempt(http: httpx.Client, call: Call) -> Answer | KalshiError:
    """Sign a request, send it once, and read the whole answer."""
    request, deadline = call.request, call.deadline
    extensions = request.extensions
    request.extensions = {**extensions, "timeout": deadline.clip_all(extensions["timeout"]), "trace": trace}
    try:
        with guard_streams(deadline):
            response = http.send(request, auth=call.auth, follow_redirects=False, stream=True)
            try:
                return Answer.from_response(response, read_body(response, call.max_bytes, deadline))
            except BodyTooLargeError:
                return make_size_error(call, response)
            finally:
                response.close()
    except (httpx.HTTPError, ssl.SSLError) as error:
        return translate(call, error)
    except RuntimeError:
        if not http.is_closed:
            raise
        return _make_closed_error(call.operation)
    finally:
        request.extensions = extensions


async def attempt_async(http: httpx.AsyncClient, call: Call, slots: Slots) -> Answer | KalshiError:
    """Do what `attempt` does, asynchronously; the task is cancelled when the deadline is over."""
    custody = Custody()
    call.request.extensions["trace"] = custody.trace
    left = call.deadline.left
    scope = asyncio.timeout(None if left == math.inf else left)
    try:
        async with scope:
            await slots.take(call.request)
            try:
                return await custody.keep(_exchange(http, call))
            finally:
                slots.give_back()
    except (httpx.HTTPError, ssl.SSLError) as error:
        return translate(call, error)
    except TimeoutError:
        if not scope.expired():
            raise
        return make_deadline_error(call)
    except RuntimeError:
        if not http.is_closed:
            raise
        return _make_closed_error(call.operation)


async def _exchange(http: httpx.AsyncClient, call: Call) -> Answer | KalshiError:
    response = await http.send(call.request, auth=call.auth, follow_redirects=False, stream=True)
    try:
        return Answer.from_response(response, await read_body_async(response, call.max_bytes))
    except BodyTooLargeError:
        return make_size_error(call, response)
    finally:
        await response.aclose()


def _make_closed_error(operation: Operation[Any]) -> ClientClosedError:
    return ClientClosedError(f"{operation.id}: the client was closed while it was being called")
