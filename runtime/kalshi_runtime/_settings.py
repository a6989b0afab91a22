"""What a client has settled for all of its calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

import httpx
from msgspec.structs import replace

from kalshi_auth import KalshiAuth

from ._bodies import DEFAULT_MAX_RESPONSE_BYTES, check_limit
from ._calls import Call
from ._configuration import Configuration
from ._courses import Course
from ._deadlines import Deadline
from ._declarations import Operation
from ._drift import DriftPolicy
from ._errors import ArgumentError, ConfigurationError
from ._options import CallOptions
from ._patience import READERS, Patience
from ._rates import Rate, check_rate
from ._requests import build_parts
from ._templates import Templates
from ._timeouts import DEFAULT_TIMEOUT
from ._urls import check_base_url

T = TypeVar("T")


class Settings:
    """What is the same for every call of a client.

    Args:
        base_url: Where the paths of operations begin.
        auth: What signs requests, if the client has a key.
        patience: How long, and how often, calls are tried that do not say so themselves.
        rate: What spaces the requests, if something does.
        max_response_bytes: The largest body of an answer that is taken.
        drift: What to do about answers that are not what the contract says.
        own_http_client: Whether the HTTP client is not the user's.
    """

    def __init__(
        self,
        base_url: str,
        auth: KalshiAuth | None,
        patience: Patience,
        rate: Rate | None = None,
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
        drift: DriftPolicy | None = None,
        *,
        own_http_client: bool = False,
    ) -> None:
        self.base_url = base_url
        self._templates = Templates(base_url, own_http_client=own_http_client)
        self.auth = auth
        self.patience = patience
        self.rate = rate
        self.max_response_bytes = max_response_bytes
        self.drift = drift or DriftPolicy()

    @classmethod
    def from_configuration(cls, configuration: Configuration, *, own_http_client: bool) -> Self:
        """Check a configuration and take over what it says.

        Args:
            configuration: What the user gave.
            own_http_client: Whether the HTTP client is not the user's, who may have chosen its timeout.

        Raises:
            ConfigurationError: If something in it does not fit.
            CredentialsError: If key or key id cannot be used.
        """
        patience = Patience(DEFAULT_TIMEOUT.as_dict() if own_http_client else None)
        given = {name: getattr(configuration, name) for name in READERS}
        chosen = {name: _read(READERS[name], value) for name, value in given.items() if value is not None}
        patience = replace(patience, **chosen)
        rate, limit = configuration.requests_per_second, configuration.max_response_bytes
        return cls(
            check_base_url(configuration.host, configuration.HOSTS),
            configuration.make_auth(),
            patience,
            None if rate is None else Rate(_read(check_rate, rate)),
            DEFAULT_MAX_RESPONSE_BYTES if limit is None else _read(check_limit, limit),
            _read(DriftPolicy.from_setting, configuration.on_drift),
            own_http_client=own_http_client,
        )

    def get_auth(self, operation: Operation[Any]) -> KalshiAuth | None:
        """Return what signs an operation's requests.

        Raises:
            ConfigurationError: If the operation is signed and the client has no key.
        """
        if not operation.signed:
            return None
        if self.auth is None:
            raise ConfigurationError(
                f"{operation.id} is signed, and the client was made without credentials; "
                "make it with api_key_id and private_key, or with from_env()"
            )
        return self.auth

    def begin(
        self,
        http: httpx.Client | httpx.AsyncClient,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        options: CallOptions,
    ) -> tuple[Call, Course]:
        """Begin a call: its time runs from now on.

        Raises:
            ArgumentError: If an argument or option cannot be used.
            ConfigurationError: If the operation is signed and the client has no key.
        """
        patience = self.patience.override(operation, options) if options else self.patience
        auth = self.get_auth(operation)
        deadline = Deadline(patience.deadline)
        request = self._build_request(http, operation, arguments, patience)
        return (
            Call(operation, request, auth, deadline, self.max_response_bytes),
            Course(operation, auth, patience.max_retries, deadline),
        )

    def check_call(
        self, operation: Operation[Any], arguments: Mapping[str, Any], options: CallOptions
    ) -> None:
        """Raise what `begin` would raise for a call."""
        self.get_auth(operation)
        self.patience.override(operation, options)
        build_parts(operation, arguments)

    def _build_request(
        self,
        http: httpx.Client | httpx.AsyncClient,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        patience: Patience,
    ) -> httpx.Request:
        parts = build_parts(operation, arguments)
        extensions = {} if patience.timeout is None else {"timeout": patience.timeout}
        try:
            return self._templates.build(http, operation, parts, extensions)
        except httpx.InvalidURL as error:  # arguments that make the URL longer than httpx takes
            reason = str(error)
        raise ArgumentError(f"{operation.id}: the arguments make no URL: {reason}", operation=operation.id)


def _read(reader: Callable[[object], T], value: object) -> T:
    try:
        return reader(value)
    except (TypeError, ValueError) as error:
        reason = str(error)
    raise ConfigurationError(reason)
