"""One attempt at a call that is awaited; what that is, `_attempts` tells."""

from __future__ import annotations

import ssl

import httpx

from kalshi_auth import KalshiError

from ._alarms import Alarm, Watch
from ._answers import Answer
from ._bodies import BodyTooLargeError, read_body_async
from ._calls import Call
from ._custody import keep, outlast
from ._failures import make_closed_error, make_deadline_error, make_size_error, translate
from ._slots import Slots
from ._stream_guards import trace_async


async def attempt_async(
    http: httpx.AsyncClient, call: Call, slots: Slots, alarm: Alarm
) -> Answer | KalshiError:
    """Do what `_attempts.attempt` does, asynchronously; the task is cancelled when the deadline is over."""
    call.request.extensions["trace"] = trace_async
    watch = Watch(alarm, call.deadline)
    try:
        with watch:
            await slots.take(call.request)
            try:
                return await keep(_exchange(http, call))
            finally:
                slots.give_back()
    except (httpx.HTTPError, ssl.SSLError) as error:
        return translate(call, error)
    except TimeoutError:
        if not watch.rung:
            raise
        return make_deadline_error(call)
    except RuntimeError:
        if not http.is_closed:
            raise
        return make_closed_error(call.operation)


async def _exchange(http: httpx.AsyncClient, call: Call) -> Answer | KalshiError:
    response = await http.send(call.request, auth=call.auth, follow_redirects=False, stream=True)
    try:
        return Answer.from_response(response, await read_body_async(response, call.max_bytes))
    except BodyTooLargeError:
        return make_size_error(call, response)
    finally:
        await outlast(response.aclose())
