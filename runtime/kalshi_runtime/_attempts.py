"""One attempt at a call.

To everything above, an attempt is a value: an answer, or the error it failed with. Neither holds the request,
which is signed. httpx's own exceptions do, so they end here.
"""

from __future__ import annotations

import ssl

import httpx

from kalshi_auth import KalshiError

from ._answers import Answer
from ._bodies import BodyTooLargeError, read_body
from ._calls import Call
from ._failures import make_closed_error, make_size_error, translate
from ._stream_guards import hold_streams, release_streams, trace


def attempt(http: httpx.Client, call: Call) -> Answer | KalshiError:
    """Sign a request, send it once, and read the whole answer."""
    request, deadline = call.request, call.deadline
    extensions = request.extensions
    request.extensions = {**extensions, "timeout": deadline.clip_all(extensions["timeout"]), "trace": trace}
    held = hold_streams(deadline)
    try:
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
        return make_closed_error(call.operation)
    finally:
        release_streams(held)
        request.extensions = extensions
