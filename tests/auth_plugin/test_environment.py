"""Credentials from environment variables."""

from pathlib import Path

import httpx
import pytest

from kalshi_auth import ApiKeyIdError, CredentialsError, KalshiAuth, PrivateKeyError, PrivateKeyPasswordError


def headers_of(auth: KalshiAuth) -> httpx.Headers:
    """Return the headers of a request that the auth signed."""
    return next(auth.auth_flow(httpx.Request("GET", "https://host/x"))).headers


def test_environment_with_text_signs(api_key_id: str, rsa_pem: str) -> None:
    """The key's text in a variable, with the line breaks written as backslash-n."""
    environ = {"KALSHI_API_KEY_ID": api_key_id, "KALSHI_PRIVATE_KEY_PEM": rsa_pem.replace("\n", "\\n")}
    assert headers_of(KalshiAuth.from_env(environ))["KALSHI-ACCESS-KEY"] == api_key_id


def test_environment_of_the_process_with_path_and_password_signs(
    api_key_id: str, pems: dict[str, str], password: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an argument the process' own variables count; a line break after the password does not."""
    file = tmp_path / "kalshi.key"
    file.touch(mode=0o600)
    file.write_text(pems["rsa pkcs8 with password"])
    monkeypatch.setenv("KALSHI_API_KEY_ID", f"{api_key_id}\n")
    monkeypatch.setenv("KALSHI_PRIVATE_KEY_PATH", f"{file}\n")
    monkeypatch.setenv("KALSHI_PRIVATE_KEY_PEM", "")
    monkeypatch.setenv("KALSHI_PRIVATE_KEY_PASSWORD", f"{password}\n")
    assert headers_of(KalshiAuth.from_env(clock=lambda: 7))["KALSHI-ACCESS-TIMESTAMP"] == "7"


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"KALSHI_API_KEY_ID": ""}, ApiKeyIdError, "KALSHI_API_KEY_ID is not set"),
        ({"KALSHI_API_KEY_ID": "a b"}, ApiKeyIdError, "KALSHI_API_KEY_ID has white space"),
        ({"KALSHI_PRIVATE_KEY_PATH": "x"}, PrivateKeyError, "_PATH and KALSHI_PRIVATE_KEY_PEM are both set"),
        (
            {"KALSHI_PRIVATE_KEY_PEM": " "},
            PrivateKeyError,
            "neither KALSHI_PRIVATE_KEY_PATH nor KALSHI_PRIVATE_KEY_PEM",
        ),
        ({"KALSHI_PRIVATE_KEY_PEM": "x"}, PrivateKeyError, "KALSHI_PRIVATE_KEY_PEM holds no PEM key"),
        (
            {"KALSHI_PRIVATE_KEY_PASSWORD": "x"},
            PrivateKeyPasswordError,
            "KALSHI_PRIVATE_KEY_PEM is not encrypted.* KALSHI_PRIVATE_KEY_PASSWORD",
        ),
        (
            {"KALSHI_PRIVATE_KEY_PEM": "", "KALSHI_PRIVATE_KEY_PATH": "/nowhere/kalshi.key"},
            PrivateKeyError,
            "KALSHI_PRIVATE_KEY_PATH: there is no file '/nowhere/kalshi.key'",
        ),
    ],
)
def test_environment_wrong_raises_naming_the_variable(
    changes: dict[str, str], error: type[CredentialsError], message: str, api_key_id: str, rsa_pem: str
) -> None:
    """Each error begins with the variable to change."""
    environ = {"KALSHI_API_KEY_ID": api_key_id, "KALSHI_PRIVATE_KEY_PEM": rsa_pem} | changes
    with pytest.raises(error, match=message):
        KalshiAuth.from_env(environ)


def test_environment_with_key_text_as_path_raises_without_showing_it(api_key_id: str, rsa_pem: str) -> None:
    """The usual mix-up of the two variables."""
    with pytest.raises(PrivateKeyError, match="KALSHI_PRIVATE_KEY_PATH is the text of a key") as caught:
        KalshiAuth.from_env({"KALSHI_API_KEY_ID": api_key_id, "KALSHI_PRIVATE_KEY_PATH": rsa_pem})
    assert rsa_pem.splitlines()[1] not in str(caught.value)
