"""What a client has settled for all of its calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import httpx

from kalshi_auth import KalshiAuth

from ._configuration import Configuration
from ._declarations import Operation
from ._errors import ArgumentError, ArgumentTypeError, ConfigurationError
from ._options import CallOptions
from ._requests import build_parts, refuse_unknown
from ._timeouts import DEFAULT_TIMEOUT, make_timeout
from ._urls import check_base_url

_OPTIONS = CallOptions.__optional_keys__


class Settings:
    """What is the same for every call of a client.

    Args:
        base_url: Where the paths of operations begin.
        auth: What signs requests, if the client has a key.
        timeout: As httpx wants it among a request's extensions; ``None`` leaves it to the HTTP client.
    """

    def __init__(
        self, base_url: str, auth: KalshiAuth | None, timeout: Mapping[str, float | None] | None
    ) -> None:
        self.base_url = base_url
        self.auth = auth
        self.timeout = timeout

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
        timeout: httpx.Timeout | None = DEFAULT_TIMEOUT if own_http_client else None
        if configuration.timeout is not None:
            try:
                timeout = make_timeout(configuration.timeout)
            except (TypeError, ValueError) as error:
                raise ConfigurationError(str(error)) from None
        base_url = check_base_url(configuration.host, configuration.HOSTS)
        return cls(base_url, configuration.make_auth(), None if timeout is None else timeout.as_dict())

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

    def build_request(
        self,
        http: httpx.Client | httpx.AsyncClient,
        operation: Operation[Any],
        arguments: Mapping[str, Any],
        options: CallOptions,
    ) -> httpx.Request:
        """Build the request of a call, as yet unsigned.

        Raises:
            ArgumentError: If an argument or option cannot be used.
        """
        timeout = _get_timeout(operation, options, self.timeout) if options else self.timeout
        parts = build_parts(operation, arguments)
        parts.headers["accept"] = "application/json"
        try:
            return http.build_request(
                operation.method,
                self.base_url + parts.path,
                params=parts.query or None,
                headers=parts.headers,
                content=parts.content,
                extensions=None if timeout is None else {"timeout": timeout},
            )
        except httpx.InvalidURL as error:  # arguments that make the URL longer than httpx takes
            reason = str(error)
        raise ArgumentError(f"{operation.id}: the arguments make no URL: {reason}", operation=operation.id)

    def check_call(
        self, operation: Operation[Any], arguments: Mapping[str, Any], options: CallOptions
    ) -> None:
        """Raise what `get_auth` and `build_request` would raise for a call."""
        self.get_auth(operation)
        _get_timeout(operation, options, self.timeout)
        build_parts(operation, arguments)


def _get_timeout(
    operation: Operation[Any], options: CallOptions, default: Mapping[str, float | None] | None
) -> Mapping[str, float | None] | None:
    for name in options:
        if name not in _OPTIONS:
            raise refuse_unknown(operation, name, _OPTIONS)
    timeout = options.get("timeout")
    if timeout is None:
        return default
    try:
        return make_timeout(timeout).as_dict()
    except TypeError as error:
        failure: ArgumentError = ArgumentTypeError(
            f"{operation.id}: {error}", operation=operation.id, parameter="timeout"
        )
    except ValueError as error:
        failure = ArgumentError(f"{operation.id}: {error}", operation=operation.id, parameter="timeout")
    raise failure
