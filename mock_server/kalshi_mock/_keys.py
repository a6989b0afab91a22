"""The key that the mock exchange knows: made in memory, or taken from its owner."""

from __future__ import annotations

from typing import Literal

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key

from kalshi_mock._signature import PublicKey

KeyType = Literal["rsa", "ed25519"]


def make_private_key(key_type: KeyType) -> str:
    """Makes a private key.

    Args:
        key_type: `"rsa"` for RSA with 2048 bits, or `"ed25519"`.

    Returns:
        Its PEM: PKCS#1 for RSA, as the exchange hands them out, PKCS#8 for Ed25519.

    Raises:
        ValueError: There is no such type.
    """
    key: RSAPrivateKey | Ed25519PrivateKey
    if key_type == "rsa":
        key, layout = generate_private_key(65537, 2048), serialization.PrivateFormat.TraditionalOpenSSL
    elif key_type == "ed25519":
        key, layout = Ed25519PrivateKey.generate(), serialization.PrivateFormat.PKCS8
    else:
        raise ValueError(f"key_type must be 'rsa' or 'ed25519', not {key_type!r}")
    return key.private_bytes(serialization.Encoding.PEM, layout, serialization.NoEncryption()).decode("ascii")


def derive_public_key(private_key_pem: str) -> PublicKey:
    """Derives the public key.

    Args:
        private_key_pem: An unencrypted private key, RSA or Ed25519.

    Returns:
        The public key.

    Raises:
        ValueError: It is no such key.
    """
    try:
        key = serialization.load_pem_private_key(
            private_key_pem.encode(), password=None, unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError):
        raise ValueError(
            "private_key_pem is no unencrypted private key in PEM; pass one, or leave it out"
        ) from None
    return _supported(key.public_key())


def read_public_key(public_key_pem: str) -> PublicKey:
    """Reads a public key.

    Args:
        public_key_pem: An RSA or Ed25519 public key.

    Returns:
        The key.

    Raises:
        ValueError: It is no such key.
    """
    try:
        key = serialization.load_pem_public_key(public_key_pem.encode())
    except ValueError:
        raise ValueError("public_key_pem is no public key in PEM; pass one, or leave it out") from None
    return _supported(key)


def _supported(key: object) -> PublicKey:
    if isinstance(key, RSAPublicKey | Ed25519PublicKey):
        return key
    raise ValueError(f"the exchange takes RSA and Ed25519 keys, not {type(key).__name__.strip('_')}")
