"""Who sent a request, by the three headers of the API's scheme.

Signed is the text of the timestamp header, the method in upper case and the path from the host's root as it
came on the wire, joined without separators; neither the query nor a body. RSA keys sign it with PSS, SHA-256,
MGF1 with SHA-256 and a salt of 32 bytes; Ed25519 keys sign the text itself. The header holds the signature in
standard base64.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from kalshi_mock._failures import (
    DOUBLED_HEADER,
    EXPIRED,
    MALFORMED_TIMESTAMP,
    UNKNOWN_KEY,
    WRONG_SIGNATURE,
    Refused,
    missing_header,
)

PublicKey = RSAPublicKey | Ed25519PublicKey
Headers = Iterable[tuple[bytes, bytes]]

KEY, SIGNATURE, TIMESTAMP = b"kalshi-access-key", b"kalshi-access-signature", b"kalshi-access-timestamp"
_SALT_LENGTH = 32
_MOST_DIGITS = 20


class Verifier:
    """Verifies requests against the known keys."""

    def __init__(self, keys: dict[str, PublicKey], clock: Callable[[], float], tolerance_ms: int) -> None:
        """Takes what it needs to know.

        Args:
            keys: The public keys by key id.
            clock: Tells the time as `time.time` does, in seconds.
            tolerance_ms: How far a timestamp may be from the clock, either way.
        """
        self._keys = keys
        self._clock = clock
        self._tolerance_ms = tolerance_ms

    def verify(self, method: str, path: bytes, headers: Headers) -> None:
        """Passes a request that is signed rightly.

        Args:
            method: The method.
            path: The path as it came on the wire, without the query.
            headers: All headers, their names in lower case.

        Raises:
            Refused: With status 401 and what is wrong.
        """
        found: dict[bytes, bytes] = {}
        for name, value in headers:
            if name in (KEY, SIGNATURE, TIMESTAMP):
                if name in found:
                    raise Refused(DOUBLED_HEADER)
                found[name] = value
        for name, what in ((KEY, "key"), (SIGNATURE, "signature"), (TIMESTAMP, "timestamp")):
            if not found.get(name):
                raise Refused(missing_header(what))
        key = self._keys.get(found[KEY].decode("latin-1"))
        if key is None:
            raise Refused(UNKNOWN_KEY)
        self._check_timestamp(found[TIMESTAMP])
        message = found[TIMESTAMP] + method.upper().encode("latin-1") + path
        if not is_signature(key, found[SIGNATURE], message):
            raise Refused(WRONG_SIGNATURE)

    def _check_timestamp(self, timestamp: bytes) -> None:
        if not timestamp.isdigit() or len(timestamp) > _MOST_DIGITS:
            raise Refused(MALFORMED_TIMESTAMP)
        if abs(int(timestamp) - int(self._clock() * 1000)) > self._tolerance_ms:
            raise Refused(EXPIRED)


def is_signature(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Tells whether a signature header fits a message.

    Args:
        key: The public key of the sender.
        signature: The header's value.
        message: What should have been signed.
    """
    try:
        raw = base64.b64decode(signature)
    except binascii.Error:
        return False
    if base64.b64encode(raw) != signature:
        return False  # Only the standard's own notation encodes back to itself.
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(raw, message, PSS(MGF1(SHA256()), _SALT_LENGTH), SHA256())
        else:
            key.verify(raw, message)
    except InvalidSignature:
        return False
    return True
