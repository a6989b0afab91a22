"""One signature and nothing else, as the floors make it."""

import base64
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from .protocol import Service

_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)
_SHA256 = hashes.SHA256()


class Signature:
    """Makes the three headers for a path."""

    def __init__(self, service: Service) -> None:
        self._key_id = service.api_key_id
        key = load_pem_private_key(service.private_key_pem.encode(), None)
        if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
            raise TypeError(f"keys are RSA or Ed25519 here, not {type(key).__name__}")
        self._key = key

    def make_headers(self, path: str) -> dict[str, str]:
        """Sign a GET of a path."""
        timestamp = str(time.time_ns() // 1_000_000)
        message = f"{timestamp}GET{path}".encode()
        if isinstance(self._key, Ed25519PrivateKey):
            signature = self._key.sign(message)
        else:
            signature = self._key.sign(message, _PSS, _SHA256)
        return {
            "KALSHI-ACCESS-KEY": self._key_id,
            "KALSHI-ACCESS-TIMESTAMP": timestamp,
            "KALSHI-ACCESS-SIGNATURE": base64.b64encode(signature).decode(),
        }
