"""A request's signature in the making, of which any part can be made otherwise."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519, padding
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm

from kalshi_auth import KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, SigningKey

Pairs = list[tuple[str, str | bytes]]
Scheme = Callable[[SigningKey, bytes], bytes]


def encode(raw: bytes) -> str:
    """Writes bytes in standard base64."""
    return base64.b64encode(raw).decode("ascii")


def pss(digest: HashAlgorithm, salt: Any, mask: HashAlgorithm | None = None) -> Scheme:
    """RSA-PSS with the given details; an Ed25519 key has none of them and signs the text itself."""

    def sign(key: SigningKey, text: bytes) -> bytes:
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return key.sign(text)
        return key.sign(text, padding.PSS(padding.MGF1(mask or digest), salt), digest)

    return sign


def pkcs1(key: SigningKey, text: bytes) -> bytes:
    """Signs with the padding of PKCS #1 v1.5, which the API does not use."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(text)
    return key.sign(text, padding.PKCS1v15(), SHA256())


AS_DOCUMENTED = pss(SHA256(), 32)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is signed, and how it is told.

    Attributes:
        key: What signs.
        key_id: The header with the key's id.
        timestamp: The header with the time.
        method: The method that is signed.
        path: The path that is signed.
        query: The query as it is sent, which is not signed.
        signed_timestamp: The time that is signed, where it is not the header's.
        scheme: How the text is signed.
        encode: How the signature becomes text.
    """

    key: SigningKey
    key_id: str
    timestamp: str
    method: str
    path: str
    query: str
    signed_timestamp: str | None = None
    scheme: Scheme = AS_DOCUMENTED
    encode: Callable[[bytes], str] = encode

    def headers(self) -> Pairs:
        """The three headers."""
        text = f"{self.signed_timestamp or self.timestamp}{self.method}{self.path}"
        return [
            (KEY_HEADER, self.key_id),
            (SIGNATURE_HEADER, self.encode(self.scheme(self.key, text.encode()))),
            (TIMESTAMP_HEADER, self.timestamp),
        ]
