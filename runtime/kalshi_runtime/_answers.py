"""What came back for a request, without the request."""

from __future__ import annotations

from typing import Any, Self

import attrs
import httpx

from ._declarations import Operation
from ._errors import DecodeError
from ._status_errors import ApiException, find_status_error


@attrs.frozen(eq=False, weakref_slot=False)
class Answer:
    """A whole answer of the server.

    An ``httpx.Response`` is not kept beyond the moment it was read, since it holds the signed request.
    """

    status: int
    reason: str
    headers: httpx.Headers
    content: bytes = attrs.field(repr=False)
    url: httpx.URL

    @classmethod
    def from_response(cls, response: httpx.Response) -> Self:
        """Keep what the server sent, of a response that has been read."""
        return cls(
            response.status_code,
            response.reason_phrase,
            response.headers,
            response.content,
            response.url,
        )


def make_status_error(operation: Operation[Any], answer: Answer) -> ApiException | DecodeError | None:
    """Return the error that an answer's status means, ``None`` if it means success."""
    if answer.status in operation.success:
        return None
    if answer.status in (204, 205) and operation.result is not None:
        return DecodeError(
            f"{operation.id}: the server answered {answer.status}, which has no body, where one is due",
            operation=operation.id,
            path="$",
            status=answer.status,
            body=answer.content,
        )
    return find_status_error(answer.status)(
        answer.status, answer.reason, answer.headers, answer.content, operation=operation.id
    )
