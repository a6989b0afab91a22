"""Request signing for Kalshi's API, as an httpx authentication.

    import httpx
    from pathlib import Path
    from kalshi_auth import KalshiAuth

    auth = KalshiAuth("a952bcbe-ec3b-4b5b-b8f9-11dae589608c", Path("kalshi.key"))
    with httpx.Client(base_url="https://api.elections.kalshi.com/trade-api/v2", auth=auth) as client:
        print(client.get("/portfolio/balance").json())

`KalshiAuth` needs httpx and cryptography only. Beneath it, `Signer` signs anything else (it is pure: time
and request are arguments), `build_message` makes the text that is signed, and `load_private_key` reads keys
of every usual form and explains what is wrong with the others. All errors are `KalshiError`.

Secrets stay inside: no message, ``repr``, pickle or traceback of this package shows a private key, a password
or a signature, and neither does the ``repr`` or the pickle of a signed request's headers. What cannot be
promised is other code that takes a header's value and prints it.
"""

from ._auth import KalshiAuth, system_clock_ms
from ._errors import (
    ApiKeyIdError,
    CredentialsError,
    KalshiError,
    PrivateKeyError,
    PrivateKeyFileError,
    PrivateKeyFileWarning,
    PrivateKeyPasswordError,
    SignedRequestRedirectedError,
    SigningError,
)
from ._message import build_message
from ._private_key import PrivateKeySource, SigningKey, load_private_key
from ._signer import KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, Signer

__all__ = [
    "KEY_HEADER",
    "SIGNATURE_HEADER",
    "TIMESTAMP_HEADER",
    "ApiKeyIdError",
    "CredentialsError",
    "KalshiAuth",
    "KalshiError",
    "PrivateKeyError",
    "PrivateKeyFileError",
    "PrivateKeyFileWarning",
    "PrivateKeyPasswordError",
    "PrivateKeySource",
    "SignedRequestRedirectedError",
    "Signer",
    "SigningError",
    "SigningKey",
    "build_message",
    "load_private_key",
    "system_clock_ms",
]
