"""Credentials from environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ._api_key_id import check_api_key_id
from ._errors import ApiKeyIdError, PrivateKeyError, PrivateKeyPasswordError
from ._private_key import SigningKey, load_private_key

API_KEY_ID = "KALSHI_API_KEY_ID"
PRIVATE_KEY_PATH = "KALSHI_PRIVATE_KEY_PATH"
PRIVATE_KEY_PEM = "KALSHI_PRIVATE_KEY_PEM"
PRIVATE_KEY_PASSWORD = "KALSHI_PRIVATE_KEY_PASSWORD"  # noqa: S105 - the name of a variable


def read_credentials(environ: Mapping[str, str]) -> tuple[str, SigningKey]:
    """Return key id and private key named by the environment; a variable without text counts as not set.

    Raises:
        ApiKeyIdError: If the id is not set or cannot be one.
        PrivateKeyError: If no key, two keys or a wrong key is given. Each error names the variable.
    """
    api_key_id = environ.get(API_KEY_ID, "")
    if not api_key_id.strip():
        raise ApiKeyIdError(
            f"{API_KEY_ID} is not set; set it to the id shown beside the key in the account's settings"
        )
    path, pem = environ.get(PRIVATE_KEY_PATH, "").strip(), environ.get(PRIVATE_KEY_PEM, "").strip()
    if path and pem:
        raise PrivateKeyError(f"{PRIVATE_KEY_PATH} and {PRIVATE_KEY_PEM} are both set; unset one of them")
    if not path and not pem:
        raise PrivateKeyError(
            f"neither {PRIVATE_KEY_PATH} nor {PRIVATE_KEY_PEM} is set; "
            "set the first to the path of the private key's file, or the second to its text"
        )
    try:
        private_key = load_private_key(
            Path(path) if path else pem,
            environ.get(PRIVATE_KEY_PASSWORD, "").rstrip(
                "\r\n"
            ),  # files of secrets often end in a line break
            name=PRIVATE_KEY_PATH if path else PRIVATE_KEY_PEM,
        )
    except PrivateKeyPasswordError as error:
        raise PrivateKeyPasswordError(f"{error} (the password is that in {PRIVATE_KEY_PASSWORD})") from None
    return check_api_key_id(api_key_id, API_KEY_ID), private_key
