"""The mock exchange as its users hold it: an account, a key and a server."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from kalshi_mock._account import make_account
from kalshi_mock._application import Application, RecordedRequest
from kalshi_mock._contract import find_contract, load_contract
from kalshi_mock._failures import ErrorShape
from kalshi_mock._keys import KeyType, derive_public_key, make_private_key, read_public_key
from kalshi_mock._ledger import Ledger
from kalshi_mock._portfolio import Portfolio
from kalshi_mock._server import Server
from kalshi_mock._signature import Verifier


class MockExchange:
    """A mock of the exchange's portfolio operations with one account, served on a socket of this machine.

    Used as a context manager, or with `start` and `stop`:

        with MockExchange(seed=7) as exchange:
            client = KalshiClient(
                host=exchange.url, api_key_id=exchange.api_key_id, private_key=exchange.private_key_pem
            )

    Attributes:
        api_key_id: The id of the account's key.
    """

    def __init__(
        self,
        *,
        seed: int = 7,
        fills: int = 500,
        host: str = "127.0.0.1",
        port: int = 0,
        fcm_member: bool = True,
        error_shape: ErrorShape = "nested",
        key_type: KeyType = "rsa",
        api_key_id: str | None = None,
        private_key_pem: str | None = None,
        public_key_pem: str | None = None,
        clock: Callable[[], float] = time.time,
        ledger: Ledger | None = None,
        edition: str | None = None,
        contract: Path | None = None,
    ) -> None:
        """Says what is to be served; nothing is made or started yet.

        Args:
            seed: The same seed and `fills` give the same account. Key and key id are new each time.
            fills: How many fills the account has.
            host: The name or address to listen on.
            port: The port to listen on; 0 picks a free one.
            fcm_member: Whether the owner may ask for the value of resting orders; others get 403.
            error_shape: How the body of a refusal looks: `"nested"` as recorded, `"flat"` as documented, or
                one of the other recorded shapes, `"text"` and `"message"`.
            key_type: What key to make: `"rsa"` or `"ed25519"`.
            api_key_id: The id of the key; a new UUID, if None.
            private_key_pem: The account's key, unencrypted; a new one is made when it is first needed, if
                None.
            public_key_pem: The public half of a key that stays elsewhere, in place of `private_key_pem`.
            clock: Tells the time that signatures are checked by, as `time.time` does, in seconds.
            ledger: The account's books, in place of those made from the seed.
            edition: The month of the API to tell the account in, such as `"2026-10"`; that of `openapi.yaml`,
                if None.
            contract: The contract to serve, in place of one that belongs to this package.

        Raises:
            ContractError: There is no such edition, or the contract cannot be served.
            ValueError: Arguments contradict each other.
        """
        if private_key_pem is not None and public_key_pem is not None:
            raise ValueError("pass private_key_pem or public_key_pem, not both")
        if edition is not None and contract is not None:
            raise ValueError("pass edition or contract, not both")
        if error_shape not in ("nested", "flat", "text", "message"):
            raise ValueError(f"error_shape must be nested, flat, text or message, not {error_shape!r}")
        self.api_key_id = api_key_id or str(uuid.uuid4())
        self._seed, self._fills = seed, fills
        self._host, self._port = host, port
        self._fcm_member = fcm_member
        self._error_shape: ErrorShape = error_shape
        self._key_type: KeyType = key_type
        self._private_key_pem = private_key_pem
        self._public_key_pem = public_key_pem
        self._clock = clock
        self._ledger = ledger
        self._contract = load_contract(contract or find_contract(edition))
        self._access_token = secrets.token_urlsafe(32)
        self._lock = Lock()
        self._application: Application | None = None
        self._server: Server | None = None

    def __repr__(self) -> str:
        where = self.url if self._server else "stopped"
        return f"<MockExchange {where} edition={self.edition} seed={self._seed} fills={self._fills}>"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The base URL for clients, ending like the exchange's own in `/trade-api/v2`.

        Raises:
            RuntimeError: It is not started.
        """
        if self._server is None:
            raise RuntimeError("the mock exchange is not started; call start() or use it in a with statement")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._server.port}{self._contract.prefix}"

    @property
    def private_key_pem(self) -> str:
        """The private key to sign requests with, in PEM.

        Raises:
            RuntimeError: Only the public half was passed.
        """
        if self._public_key_pem is not None:
            raise RuntimeError("the mock exchange was given a public key only; its owner has the private one")
        if self._private_key_pem is None:
            self._private_key_pem = make_private_key(self._key_type)
        return self._private_key_pem

    @property
    def access_token(self) -> str:
        """The bearer token that is taken in place of signed headers, where the contract says so."""
        return self._access_token

    @property
    def edition(self) -> str:
        """The month of the API that the account is told in."""
        return self._contract.edition

    @property
    def ledger(self) -> Ledger:
        """The account's books, to compare answers with. To change them while serving, use `books`."""
        if self._ledger is None:
            self._ledger = make_account(self._seed, self._fills)
        return self._ledger

    @property
    def requests(self) -> list[RecordedRequest]:
        """All requests so far, oldest first."""
        return self.application.requests

    @property
    def application(self) -> Application:
        """What answers the requests, with or without a socket."""
        if self._application is None:
            if self._public_key_pem is None:
                key = derive_public_key(self.private_key_pem)
            else:
                key = read_public_key(self._public_key_pem)
            self._application = Application(
                self._contract,
                Verifier({self.api_key_id: key}, self._clock, self._contract.clock_tolerance_ms),
                Portfolio(self._contract, self.ledger, fcm_member=self._fcm_member),
                access_token=self._access_token,
                clock=self._clock,
                error_shape=self._error_shape,
                lock=self._lock,
            )
        return self._application

    @contextmanager
    def books(self) -> Iterator[Ledger]:
        """Opens the account's books for changes; requests wait until they are closed.

        Yields:
            The books.
        """
        with self._lock:
            yield self.ledger

    def start(self) -> Self:
        """Starts to serve.

        Returns:
            The exchange itself.

        Raises:
            ServerError: The port is taken, or the host is not one of this machine.
            RuntimeError: It is started already.
        """
        if self._server is not None:
            raise RuntimeError(f"the mock exchange is already started at {self.url}")
        self._server = Server(self.application.respond, self._host, self._port)
        return self

    def stop(self) -> None:
        """Stops to serve and frees the port. Does nothing if it is not started."""
        if self._server is not None:
            self._server.stop()
            self._server = None
