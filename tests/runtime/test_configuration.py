"""What clients are made from."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from pathlib import Path

import attrs
import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pydantic_core import to_json

from kalshi_auth import CredentialsError, KalshiAuth, PrivateKeyPasswordError
from kalshi_runtime import (
    AsyncClient,
    Configuration,
    ConfigurationError,
    KalshiError,
    SyncClient,
    UnknownSettingError,
)

from .shop import HOST, KEY, KEY_ID

PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
LOCKED = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"hunter2")).decode()
SECRETS = (PEM.splitlines()[1], LOCKED.splitlines()[1], "hunter2", KEY_ID)


class ShopConfiguration(Configuration):
    """A configuration as generated packages declare it."""

    __slots__ = ()

    DEFAULT_HOST = HOST
    HOSTS = {"production": HOST, "demo": "https://demo.example"}  # noqa: RUF012 - as generated


class ShopClient(SyncClient):
    """A client as generated packages declare it."""

    _configuration_class = ShopConfiguration


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The key in a file."""
    file = tmp_path / "kalshi.key"
    file.write_text(PEM)
    file.chmod(0o600)
    return file


def base_url(client: SyncClient | AsyncClient) -> str:
    """Return where a client's requests go."""
    return client._channel.settings.base_url


def signs(client: SyncClient | AsyncClient) -> bool:
    """Tell whether a client signs."""
    return client._channel.settings.auth is not None


def test_client_without_anything_calls_the_default_host_unsigned() -> None:
    """Operations without a security requirement need no key."""
    with ShopClient() as client:
        assert base_url(client) == HOST
        assert not signs(client)


def test_key_is_taken_from_every_setting(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PEM text or bytes, path, parsed key, ready auth; by attribute, keyword or both."""
    monkeypatch.setenv("HOME", str(key_file.parent))
    auth = KalshiAuth(KEY_ID, KEY)
    for settings in (
        {"private_key_pem": PEM},
        {"private_key_pem": PEM.encode()},
        {"private_key_path": key_file},
        {"private_key_path": str(key_file)},
        {"private_key_path": "~/kalshi.key"},
        {"private_key": KEY},
        {"private_key": PEM},
        {"private_key": key_file},
        {"private_key_pem": LOCKED, "private_key_password": "hunter2"},
        {"auth": auth, "api_key_id": None},
    ):
        configuration = ShopConfiguration()
        for name, value in ({"api_key_id": KEY_ID} | settings).items():
            setattr(configuration, name, value)
        with ShopClient(configuration) as client:
            assert signs(client)
    with SyncClient(host=HOST, api_key_id=KEY_ID, private_key=key_file) as client:
        assert signs(client)


def test_keywords_go_before_the_configuration(key_file: Path) -> None:
    """A key given as a keyword replaces the configuration's, in whatever form that is."""
    configuration = Configuration(HOST, api_key_id="other", private_key_path="/nowhere", timeout=3.0)
    with SyncClient(
        configuration, host="https://demo.example", api_key_id=KEY_ID, private_key=KEY, timeout=7.0
    ) as client:
        assert base_url(client) == "https://demo.example"
        assert repr(client._channel.settings.auth).startswith("KalshiAuth(Signer(api_key_id='a952…'")
        assert client._channel.settings.patience.timeout == httpx.Timeout(7.0).as_dict()
    assert (configuration.host, configuration.private_key_path) == (HOST, "/nowhere")


def test_configuration_changed_later_does_not_reach_the_client() -> None:
    """A client is what it was when it was made."""
    configuration = Configuration(HOST)
    with SyncClient(configuration) as client:
        configuration.host = "https://demo.example"
        assert base_url(client) == HOST


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"api_key_id": KEY_ID}, "api_key_id is given without a private key"),
        ({"api_key_id": KEY_ID, "private_key_pem": ""}, "api_key_id is given without a private key"),
        ({"private_key_pem": PEM}, "private_key_pem is given without api_key_id"),
        ({"private_key": KEY, "api_key_id": ""}, "private_key is given without api_key_id"),
        (
            {"api_key_id": KEY_ID, "private_key_pem": PEM, "private_key_path": "x"},
            "given more than once: private_key_path, private_key_pem",
        ),
        ({"auth": KalshiAuth(KEY_ID, KEY), "private_key_pem": PEM}, "auth is given, and a key as well"),
        (
            {"host": ""},
            "host is empty; give .*, such as https://shop.example/api/v2 .production",
        ),
        ({"timeout": 0}, "timeout is 0"),
        ({"timeout": "5"}, "timeout takes seconds"),
    ],
)
def test_configuration_that_does_not_fit_is_refused_when_the_client_is_made(
    settings: dict[str, object], text: str
) -> None:
    """Each time naming the setting."""
    with pytest.raises(ConfigurationError, match=text) as caught:
        ShopClient(ShopConfiguration(**settings))  # type: ignore[arg-type]
    assert isinstance(caught.value, KalshiError)
    assert isinstance(caught.value, ValueError)
    assert [secret for secret in SECRETS if secret in str(caught.value)] == []


def test_key_that_is_wrong_is_refused_by_the_name_of_its_setting(tmp_path: Path) -> None:
    """The errors are those of the keys' own room."""
    for name, value in (("private_key_pem", "x"), ("private_key_path", tmp_path / "absent")):
        with pytest.raises(CredentialsError, match=name):
            SyncClient(Configuration(HOST, api_key_id=KEY_ID, **{name: value}))  # type: ignore[arg-type]
    with pytest.raises(PrivateKeyPasswordError, match="private_key_pem"):
        SyncClient(Configuration(HOST, api_key_id=KEY_ID, private_key_pem=LOCKED))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("https://shop.example",), "SyncClient takes a Configuration, or keywords such as host=…, not str"),
        (({"host": HOST},), "not dict"),
    ],
)
def test_client_made_from_something_else_is_refused(arguments: tuple[object], text: str) -> None:
    """A host by position is the likeliest mistake."""
    with pytest.raises(ConfigurationError, match=text):
        SyncClient(*arguments)  # type: ignore[arg-type]


def test_setting_unknown_is_refused_with_the_one_that_was_meant() -> None:
    """A misspelt key would else be no key."""
    configuration = ShopConfiguration()
    with pytest.raises(UnknownSettingError, match="no setting private_key_pam; did you mean private_key_pem"):
        configuration.private_key_pam = PEM  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no setting verify; there are host, api_key_id"):
        configuration.verify = False  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        Configuration(HOST, PEM)  # type: ignore[call-arg]


def test_configuration_printed_shows_no_secret() -> None:
    """Neither key nor password nor key id."""
    configuration = ShopConfiguration(
        api_key_id=KEY_ID,
        private_key=PEM,
        private_key_pem=LOCKED,
        private_key_password="hunter2",
        private_key_path="kalshi.key",
    )
    text = repr(configuration)
    assert [secret for secret in SECRETS if secret in text] == []
    assert f"ShopConfiguration(host='{HOST}', api_key_id='[secure]'" in text
    assert "private_key_path='kalshi.key'" in text
    assert "api_key_id=None" in repr(Configuration())


def test_configuration_and_client_refuse_to_be_pickled_or_copied() -> None:
    """Keys do not travel by accident, and connections cannot."""
    configuration = Configuration(HOST, api_key_id=KEY_ID, private_key_pem=PEM)
    clients = (SyncClient(configuration), AsyncClient(configuration))
    for thing in (configuration, *clients):
        with pytest.raises(TypeError, match="holds a private key"):
            pickle.dumps(thing)
    for client in clients:
        for duplicate in (copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match=r"neither copied nor pickled; make a new .*Client"):
                duplicate(client)
    clients[0].close()


@pytest.mark.parametrize(
    "write", [msgspec.json.encode, msgspec.to_builtins, to_json, dataclasses.asdict, attrs.asdict, vars]
)
def test_configuration_is_nothing_that_serializers_take(write: Callable[[object], object]) -> None:
    """They would write the key into whatever they write."""
    configuration = ShopConfiguration(api_key_id=KEY_ID, private_key_pem=PEM)
    with pytest.raises((TypeError, ValueError)) as caught:
        write(configuration)
    assert PEM not in str(caught.value)


def test_client_from_environment_reads_all_variables(key_file: Path) -> None:
    """Id, key in either form, host; keywords go before them."""
    environ = {"KALSHI_API_KEY_ID": KEY_ID, "KALSHI_PRIVATE_KEY_PATH": str(key_file)}
    with ShopClient.from_env(environ) as client:
        assert (base_url(client), signs(client)) == (HOST, True)
    environ = {
        "KALSHI_API_KEY_ID": KEY_ID,
        "KALSHI_PRIVATE_KEY_PEM": LOCKED.replace("\n", "\\n"),
        "KALSHI_PRIVATE_KEY_PASSWORD": "hunter2",
        "KALSHI_HOST": "https://demo.example/v2/",
    }
    with ShopClient.from_env(environ) as client:
        assert base_url(client) == "https://demo.example/v2"
    with ShopClient.from_env(environ=environ, host="https://other.example", timeout=1.0) as client:
        assert base_url(client) == "https://other.example"
    assert base_url(AsyncClient.from_env(environ)) == "https://demo.example/v2"


def test_client_from_environment_without_argument_reads_the_process(
    monkeypatch: pytest.MonkeyPatch, key_file: Path
) -> None:
    """By default the variables are those of the process; empty ones count as not set."""
    for name, value in (
        ("KALSHI_API_KEY_ID", KEY_ID),
        ("KALSHI_PRIVATE_KEY_PATH", str(key_file)),
        ("KALSHI_PRIVATE_KEY_PEM", ""),
        ("KALSHI_HOST", ""),
    ):
        monkeypatch.setenv(name, value)
    with ShopClient.from_env() as client:
        assert (base_url(client), signs(client)) == (HOST, True)


@pytest.mark.parametrize(
    ("environ", "text"),
    [
        ({}, "KALSHI_API_KEY_ID is not set"),
        ({"KALSHI_API_KEY_ID": KEY_ID}, "neither KALSHI_PRIVATE_KEY_PATH nor KALSHI_PRIVATE_KEY_PEM is set"),
        ({"KALSHI_API_KEY_ID": KEY_ID, "KALSHI_PRIVATE_KEY_PEM": PEM[:60]}, "KALSHI_PRIVATE_KEY_PEM"),
    ],
)
def test_client_from_environment_without_credentials_is_refused(environ: dict[str, str], text: str) -> None:
    """The error names the variable."""
    with pytest.raises(CredentialsError, match=text):
        ShopClient.from_env(environ)


def test_client_from_environment_with_a_wrong_host_is_refused() -> None:
    """As any other host."""
    environ = {"KALSHI_API_KEY_ID": KEY_ID, "KALSHI_PRIVATE_KEY_PEM": PEM, "KALSHI_HOST": "shop.example"}
    with pytest.raises(ConfigurationError, match=r"the scheme .* is missing"):
        ShopClient.from_env(environ)
