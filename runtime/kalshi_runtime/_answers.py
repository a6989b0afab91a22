"""What came back for a request, without the request."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import httpx

from ._declarations import Operation
from ._errors import DecodeError
from ._status_errors import StatusError, find_status_error


class Answer(NamedTuple):
    """A whole answer of the server.

    An ``httpx.Response`` is not kept beyond the moment it was read, since it holds the signed request.
    """

    status: int
    reason: str
    headers: httpx.Headers
    content: bytes
    url: httpx.URL
    attempts: int = 1

    def __repr__(self) -> str:  # without the content, which is the account's data
        return f"<Answer: {self.status}, {len(self.content)} bytes>"

    @classmethod
    def from_response(cls, response: httpx.Response, content: bytes) -> Self:
        """Keep what the server sent.

        Args:
            response: The response.
            content: Its body, decompressed.
        """
        return cls(response.status_code, response.reason_phrase, response.headers, content, response.url)


def make_status_error(operation: Operation[Any], answer: Answer) -> StatusError | DecodeError | None:
    """Return the error that an answer's status means, ``None`` if it means success."""
    if answer.status in operation.success:
        return None
    if answer.status in (204, 205) and operation.result is not None:
        return DecodeError(
            f"{operation.id}: the server answered {answer.status}, which has no body, where one is due",
            operation=operation.id,
            path="$",
            status=answer.status,
            content=answer.content,
            headers=answer.headers,
            attempts=answer.attempts,
        )
    return find_status_error(answer.status)(
        answer.status, answer.reason, answer.headers, answer.content, operation=operation.id
    )
