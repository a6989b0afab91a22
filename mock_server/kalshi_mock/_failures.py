"""What goes wrong, and the bodies that tell it.

Bodies that have been recorded of the exchange are told as they were; the others follow their manner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ErrorShape = Literal["nested", "flat", "text", "message"]
"""How a body tells it: in an object `error`, flat as documented, in a text `error`, or in a text `msg`."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told of a request that is refused.

    Attributes:
        status: The HTTP status.
        code: What went wrong, for programs.
        message: What went wrong, for people.
        details: More about it, such as the parameter.
    """

    status: int
    code: str
    message: str
    details: str | None = None

    def body(self, shape: ErrorShape, operation: str = "") -> dict[str, object]:
        """Tells the failure.

        Args:
            shape: In which of the four shapes.
            operation: The operation, which the shape `message` names.

        Returns:
            The body of the answer.
        """
        text = f"{self.message}: {self.details}" if self.details else self.message
        fields: dict[str, object] = {"code": self.code, "message": self.message}
        if self.details is not None:
            fields["details"] = self.details
        match shape:
            case "nested":
                return {"error": fields}
            case "flat":
                return {**fields, "service": "portfolio"}
            case "text":
                return {"error": text}
            case "message" if self.status == 400:
                return {"msg": f"Parameter validation failed for {operation}: {self.details}"}
            case "message":
                return {"msg": text}


class Refused(Exception):  # noqa: N818 - it is an answer of the server, not an error of it
    """Ends the work on a request that is refused.

    Attributes:
        failure: What is told.
    """

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def bad_parameter(details: str) -> Failure:
    """A parameter breaks the contract; `details` names it."""
    return Failure(400, "bad_request", "bad request", details)


def _wrong_authentication(details: str) -> Failure:
    return Failure(401, "authentication_error", "authentication_error", details)


def missing_header(what: str) -> Failure:
    """A header of the three is absent or empty; recorded for the signature."""
    return Failure(401, f"{what}_is_missing_from_headers", f"{what} is missing from headers")


UNKNOWN_KEY = _wrong_authentication("NOT_FOUND")
WRONG_SIGNATURE = _wrong_authentication("INCORRECT_API_KEY_SIGNATURE")
WRONG_TOKEN = _wrong_authentication("INCORRECT_ACCESS_TOKEN")
DOUBLED_HEADER = _wrong_authentication("DUPLICATE_HEADER")
EXPIRED = Failure(401, "header_timestamp_expired", "header timestamp expired")
MALFORMED_TIMESTAMP = Failure(
    401, "header_timestamp_malformed", "header timestamp is not a number of milliseconds"
)
FORBIDDEN = Failure(403, "permission_denied", "permission denied")
NO_SUCH_PATH = Failure(404, "not_found", "not found")
NO_SUCH_METHOD = Failure(405, "method_not_allowed", "method not allowed")
