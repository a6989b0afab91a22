"""What a client is made from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, Self

import httpx

from kalshi_auth import KalshiAuth, PrivateKeySource, load_private_key

from ._drift import OnDrift
from ._errors import ConfigurationError, UnknownSettingError
from ._texts import find_near_name

_KEY_SETTINGS: Final = ("private_key", "private_key_path", "private_key_pem")
_SECURE: Final = frozenset({"api_key_id", "private_key", "private_key_pem", "private_key_password"})


class Configuration:
    """What a client is made from; attributes may be set until then.

        configuration = Configuration()
        configuration.api_key_id = "a952bcbe-ec3b-4b5b-b8f9-11dae589608c"
        configuration.private_key_path = "~/kalshi.key"

    A client reads it when it is made; what is changed later does not reach the client.

    Attributes:
        host: The base URL: scheme, host, and the path that all operations share.
        api_key_id: The id that the exchange shows beside the key.
        private_key: The key as PEM text, path (``pathlib.Path``) or parsed key.
        private_key_path: The path of the key's file instead; ``~`` is the home folder.
        private_key_pem: The key as PEM text instead.
        private_key_password: The password of an encrypted key.
        auth: A ready `kalshi_auth.KalshiAuth` instead of key id and key.
        timeout: Seconds for each of connecting, writing, reading and waiting for a free connection; an
            ``httpx.Timeout`` tells them apart. ``None`` means 5, 10, 30 and 10 seconds.
        max_retries: How many attempts may follow the first where that is safe; ``None`` means 3.
        deadline: Seconds for a whole call with all of its attempts; ``None`` means 60, ``math.inf`` no end.
        requests_per_second: How many requests may go out in a second; ``None`` means any number.
        max_response_bytes: The largest answer that is taken, decompressed; ``None`` means 32 MiB.
        on_drift: What to do about answers that are not what the contract says: ``"raise"``, which ``None``
            means, ``"warn"`` or ``"ignore"``.
        limits: How many connections are held; ``None`` means 100, of which 20 are kept for 30 idle seconds.
    """

    DEFAULT_HOST: ClassVar[str] = ""
    """The base URL of a configuration that names none."""

    HOSTS: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The base URLs that the contract names, by environment."""

    # No dataclass and no Struct, since what writes JSON takes these as they are, keys included.
    __slots__ = (  # noqa: RUF023 - in the order in which they are told
        "host",
        "api_key_id",
        "private_key",
        "private_key_path",
        "private_key_pem",
        "private_key_password",
        "auth",
        "timeout",
        "max_retries",
        "deadline",
        "requests_per_second",
        "max_response_bytes",
        "on_drift",
        "limits",
    )

    def __init__(
        self,
        host: str | None = None,
        *,
        api_key_id: str | None = None,
        private_key: PrivateKeySource | None = None,
        private_key_path: str | os.PathLike[str] | None = None,
        private_key_pem: str | bytes | None = None,
        private_key_password: str | bytes | None = None,
        auth: KalshiAuth | None = None,
        timeout: float | httpx.Timeout | None = None,
        max_retries: int | None = None,
        deadline: float | None = None,
        requests_per_second: float | None = None,
        max_response_bytes: int | None = None,
        on_drift: OnDrift | None = None,
        limits: httpx.Limits | None = None,
    ) -> None:
        self.host = self.DEFAULT_HOST if host is None else host
        self.api_key_id = api_key_id
        self.private_key = private_key
        self.private_key_path = private_key_path
        self.private_key_pem = private_key_pem
        self.private_key_password = private_key_password
        self.auth = auth
        self.timeout = timeout
        self.max_retries = max_retries
        self.deadline = deadline
        self.requests_per_second = requests_per_second
        self.max_response_bytes = max_response_bytes
        self.on_drift = on_drift
        self.limits = limits

    def __repr__(self) -> str:
        shown = self._list_settings()
        shown |= {name: "[secure]" for name in _SECURE if shown[name] is not None}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown.items())})"

    if not TYPE_CHECKING:  # to which it would mean that every attribute may be set

        def __setattr__(self, name: str, value: object) -> None:
            known = Configuration.__slots__
            if name not in known:
                near = find_near_name(name, known)
                advice = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
                raise UnknownSettingError(f"a configuration has no setting {name}; {advice}")
            object.__setattr__(self, name, value)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds a private key and cannot be pickled; make a new one in the other "
            "process, for example with from_env()"
        )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Make a configuration from environment variables.

        ``KALSHI_API_KEY_ID``, and either ``KALSHI_PRIVATE_KEY_PATH`` or ``KALSHI_PRIVATE_KEY_PEM``;
        ``KALSHI_PRIVATE_KEY_PASSWORD`` if the key is encrypted, and ``KALSHI_HOST`` for another base URL.

        Args:
            environ: The variables, by default ``os.environ``.

        Raises:
            CredentialsError: If id or key is missing or cannot be used. The error names the variable.
        """
        try:
            host = (os.environ if environ is None else environ).get("KALSHI_HOST", "").strip()
            return cls(host or cls.DEFAULT_HOST, auth=KalshiAuth.from_env(environ))
        finally:
            environ = None  # tracebacks show the locals of this frame

    def override(self, host: str | None, other: Configuration) -> Self:
        """Return a copy in which what is given here goes before; a key replaces any key of this one."""
        given = {name: value for name, value in other._list_settings().items() if value is not None}
        if any(name in given for name in _KEY_SETTINGS):
            given = dict.fromkeys((*_KEY_SETTINGS, "auth"), None) | given
        given["host"] = self.host if host is None else host
        return type(self)(**(self._list_settings() | given))

    def make_auth(self) -> KalshiAuth | None:
        """Return what signs requests, ``None`` if there is neither key id nor key.

        Raises:
            ConfigurationError: If one of the two is missing, or the key is given twice.
            CredentialsError: If one of them cannot be used; its text says why.
        """
        given = [name for name in _KEY_SETTINGS if getattr(self, name) not in (None, "", b"")]
        if self.auth is not None:
            if given or self.api_key_id:
                raise ConfigurationError("auth is given, and a key as well; give one of them")
            return self.auth
        if len(given) > 1:
            raise ConfigurationError(
                f"the private key is given more than once: {', '.join(given)}; give one of them"
            )
        if not given and not self.api_key_id:
            return None
        if not given:
            raise ConfigurationError(
                f"api_key_id is given without a private key; give one of {', '.join(_KEY_SETTINGS)}"
            )
        if not self.api_key_id:
            raise ConfigurationError(f"{given[0]} is given without api_key_id, the id shown beside the key")
        # Passed on without a local variable, which tracebacks would show.
        key = load_private_key(self._get_key_source(given[0]), self.private_key_password, name=given[0])
        return KalshiAuth(self.api_key_id, key)

    def _list_settings(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Configuration.__slots__}

    def _get_key_source(self, name: str) -> PrivateKeySource:
        if name == "private_key_path" and self.private_key_path is not None:
            return Path(self.private_key_path).expanduser()
        source: PrivateKeySource = getattr(self, name)
        return source
