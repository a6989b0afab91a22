"""The mock exchange as its users hold it: an account, a key and a server."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kalshi_mock._application import Application
from kalshi_mock._contract import find_contract, load_contract
from kalshi_mock._cues import Cues
from kalshi_mock._diagnosis import Diagnosis
from kalshi_mock._drift import Drift
from kalshi_mock._failures import ErrorShape
from kalshi_mock._keys import KeyType, derive_public_key, make_private_key, read_public_key
from kalshi_mock._ledger import Ledger
from kalshi_mock._markets import Markets
from kalshi_mock._portfolio import Portfolio
from kalshi_mock._server import Server
from kalshi_mock._signature import Verifier

if TYPE_CHECKING:
    from kalshi_mock._scenario import Scenario


class MockExchange(Cues, Markets):
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
        upcoming: int = 0,
        scenario: Scenario | Path | str | None = None,
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
        strict: bool = False,
        explain_signatures: bool = False,
        keep_requests: int = 10_000,
    ) -> None:
        """Says what is to be served; nothing is made or started yet.

        Args:
            seed: The same seed and `fills` give the same account. Key and key id are new each time.
            fills: How many fills the account has.
            upcoming: How many more are to come with `advance`, from the same seed.
            scenario: What happens to the account, in place of what is made from the seed; a path is that of a
                file.
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
            strict: Whether calls that were not foreseen with `expect` make `check_expectations` fail.
            explain_signatures: Whether a refusal's `details` tell in what way the signature is wrong, as
                `requests` always do.
            keep_requests: How many of the latest requests are kept.

        Raises:
            ContractError: There is no such edition, or the contract cannot be served.
            ScenarioError: The scenario cannot be read, or says what cannot be.
            ValueError: Arguments contradict each other.
        """
        if private_key_pem is not None and public_key_pem is not None:
            raise ValueError("pass private_key_pem or public_key_pem, not both")
        if edition is not None and contract is not None:
            raise ValueError("pass edition or contract, not both")
        if error_shape not in ("nested", "flat", "text", "message"):
            raise ValueError(f"error_shape must be nested, flat, text or message, not {error_shape!r}")
        if sum(each is not None for each in (ledger, scenario, upcoming or None)) > 1:
            raise ValueError("pass one of ledger, scenario and upcoming")
        served = load_contract(contract or find_contract(edition))
        Cues.__init__(self, served, strict=strict, keep_requests=keep_requests)
        Markets.__init__(self, seed=seed, fills=fills, upcoming=upcoming, ledger=ledger)
        self.api_key_id = api_key_id or str(uuid.uuid4())
        self._host, self._port = host, port
        self._fcm_member = fcm_member
        self._error_shape: ErrorShape = error_shape
        self._key_type: KeyType = key_type
        self._private_key_pem = private_key_pem
        self._public_key_pem = public_key_pem
        self._clock = clock
        self._explain_signatures = explain_signatures
        self._access_token = secrets.token_urlsafe(32)
        self._application: Application | None = None
        self._server: Server | None = None
        if scenario is not None:
            self._take(scenario)

    def __repr__(self) -> str:
        where = self.url if self._server else "stopped"
        return f"<MockExchange {where} edition={self.edition} seed={self._seed} fills={self._fills}>"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        __tracebackhide__ = True
        self.stop()
        if kind is None:
            self.check_expectations()

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
    def application(self) -> Application:
        """What answers the requests, with or without a socket."""
        if self._application is None:
            if self._public_key_pem is None:
                key = derive_public_key(self.private_key_pem)
            else:
                key = read_public_key(self._public_key_pem)
            self._application = Application(
                self._contract,
                Verifier({self.api_key_id: key}, self._tell_time, self._contract.clock_tolerance_ms),
                Portfolio(self._contract, self.ledger, fcm_member=self._fcm_member),
                diagnosis=Diagnosis(self._contract, {self.api_key_id: key}, self._tell_time),
                requests=self._requests,
                expectations=self._expectations,
                faults=self._faults,
                access_token=self._access_token,
                clock=self._tell_time,
                error_shape=self._error_shape,
                explain_signatures=self._explain_signatures,
                lock=self._lock,
                on_answer=self._pass_time,
            )
        return self._application

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

    def _take(self, scenario: Scenario | Path | str) -> None:
        # Loaded by those who have one, since the start is quick for all.
        from kalshi_mock._scenario import Scenario, ScenarioError

        told = scenario if isinstance(scenario, Scenario) else Scenario.read(scenario)
        source = "the scenario" if told is scenario else scenario
        try:
            self._ledger, self._market_clock = told.begin()
            for fault in told.faults:
                self.fail_next(**fault)
            self.drift(**told.drift)
            self.skew_clock(told.clock_skew_seconds)
        except (TypeError, ValueError) as error:
            raise ScenarioError(f"{source}: {error}") from None
        self._advance_each_request = told.advance_each_request

    def _tell_time(self) -> float:
        return self._clock() + self._skew_seconds

    def _change(self, drift: Drift) -> None:
        with self._lock:
            self.application.change(drift)
