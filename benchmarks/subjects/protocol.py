"""What a client is asked to do. Standard library only, since it is imported in every client's environment."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

BALANCE_PATH = "/portfolio/balance"
FILLS_PATH = "/portfolio/fills"
PAGE_SIZE = 200


class CannotDoError(Exception):
    """A client lacks what a row measures; the text says what, for the table."""


@dataclass(frozen=True)
class Service:
    """Where the canned answers are, of which month, and the credentials to sign with."""

    url: str
    api_key_id: str
    private_key_path: str
    private_key_pem: str
    edition: str = "2025-11"


class Subject:
    """A client. What an adapter does not override, the client cannot do.

    Attributes:
        IMPORT: The statement that a program needs to make the two calls below.
    """

    IMPORT: ClassVar[str]

    def __init__(self, service: Service) -> None:
        raise NotImplementedError

    def balance(self) -> Any:
        """Ask for the balance, as the client's model."""
        refuse("makes no calls")

    def page(self, cursor: str = "") -> Any:
        """Ask for a page of 200 fills, and return the fills."""
        refuse("makes no calls")

    def decode(self, body: bytes) -> Any:
        """Do to a page's body what the client does to it, without a call."""
        refuse("makes calls only")

    def history(self) -> Iterator[Any]:
        """Every fill, in the way that the client offers."""
        refuse("makes no calls")

    def history_concurrent(self) -> Iterator[Any]:
        """Every fill, with requests side by side."""
        refuse("one page after the other")

    async def open_async(self) -> None:
        """Make the asynchronous client."""
        refuse("no async client")

    async def balance_async(self) -> Any:
        """Do what `balance` does, asynchronously."""
        refuse("no async client")

    def history_async(self) -> AsyncIterator[Any]:
        """Do what `history` does, asynchronously."""
        refuse("no async client")

    def history_concurrent_async(self) -> AsyncIterator[Any]:
        """Do what `history_concurrent` does, asynchronously."""
        refuse("one page after the other")


def refuse(reason: str) -> NoReturn:
    """Say that a client cannot do what it was asked for."""
    raise CannotDoError(reason)
