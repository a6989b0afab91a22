"""The pure signer: a key id and a parsed key; time and request are arguments."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding

from ._api_key_id import check_api_key_id
from ._boundary import hide_locals
from ._message import build_message
from ._private_key import SigningKey, check_signing_key, describe_key
from ._secrecy import KeyHolder, mask_key_id

KEY_HEADER = "KALSHI-ACCESS-KEY"
TIMESTAMP_HEADER = "KALSHI-ACCESS-TIMESTAMP"
SIGNATURE_HEADER = "KALSHI-ACCESS-SIGNATURE"

# The API's guide on API keys: PSS with MGF1, both over SHA-256, and a salt as long as the digest.
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)
_SHA256 = hashes.SHA256()


class Signer(KeyHolder):
    """Signs requests with one key. Has no clock, no lock and no other state, so threads may share it.

    An RSA key signs with RSA-PSS over SHA-256, an Ed25519 key signs the message itself (the API takes these
    since September 2026). The parsed key decides, since PEM labels fit both. Any implementation of
    `cryptography`'s ``RSAPrivateKey`` will do, one that asks a hardware module included.

    Args:
        api_key_id: The id that the exchange shows beside the key.
        private_key: A parsed key, for example from `load_private_key`.

    Raises:
        ApiKeyIdError: If the id is empty or could not be a header's value.
        PrivateKeyError: If the key is of another kind or an RSA key of fewer than 2048 bits.
    """

    __slots__ = ("_api_key_id", "_private_key")

    @hide_locals
    def __init__(self, api_key_id: str, private_key: SigningKey) -> None:
        self._api_key_id = check_api_key_id(api_key_id)
        self._private_key = check_signing_key(private_key)

    def sign(self, message: bytes) -> bytes:
        """Return the raw signature of a message, made anew on each call (RSA-PSS is randomised)."""
        if isinstance(self._private_key, ed25519.Ed25519PrivateKey):
            return self._private_key.sign(message)
        return self._private_key.sign(message, _PSS, _SHA256)

    def sign_request(self, timestamp_ms: int, method: str, path: str) -> dict[str, str]:
        """Return the three headers that authenticate a request.

        Args:
            timestamp_ms: Milliseconds since the Unix epoch.
            method: The HTTP method.
            path: The path as it stands on the request line; a query is ignored.

        Returns:
            ``KALSHI-ACCESS-KEY``, ``KALSHI-ACCESS-TIMESTAMP`` and ``KALSHI-ACCESS-SIGNATURE``. They serve for
            this method and path only, and for some seconds: sign each attempt anew.

        Raises:
            SigningError: If a part could not stand on a request line.
        """
        return {
            KEY_HEADER: self._api_key_id,
            TIMESTAMP_HEADER: str(timestamp_ms),
            SIGNATURE_HEADER: base64.b64encode(
                self.sign(build_message(timestamp_ms, method, path)),
            ).decode("ascii"),
        }

    def __repr__(self) -> str:
        return (
            f"Signer(api_key_id={mask_key_id(self._api_key_id)!r}, key={describe_key(self._private_key)!r})"
        )
