"""Loads private keys, and explains each way in which one can be wrong."""

from __future__ import annotations

import os
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from ._boundary import hide_locals
from ._errors import PrivateKeyError, PrivateKeyPasswordError
from ._key_file import read_key_file
from ._key_text import REMEDY, extract_private_key, is_encrypted

SigningKey: TypeAlias = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
PrivateKeySource: TypeAlias = str | bytes | os.PathLike[str] | SigningKey

_MIN_RSA_BITS = 2048


@hide_locals
def load_private_key(
    source: PrivateKeySource, password: str | bytes | None = None, *, name: str = "private_key"
) -> SigningKey:
    """Load an RSA or Ed25519 private key.

    RSA numbers are checked for consistency, which takes some 35 ms: a damaged key is better found here than
    by 401s of the exchange, and a key is loaded once per client. A file is read now and not watched, so a key
    that is replaced while a program runs is used by what is made afterwards.

    Args:
        source: PEM text (PKCS#1 or PKCS#8; ``str`` or ``bytes``), the path of such a file (``pathlib.Path``
            or any ``os.PathLike``), or a parsed key. A ``str`` is always taken for the key's text and never
            opened as a file, so that a mangled key can never end up in a message about a missing file.
        password: The password of an encrypted key; empty means none.
        name: What to call the source in an error, such as the name of an environment variable.

    Returns:
        The parsed key.

    Raises:
        PrivateKeyFileError: If the file is missing or cannot be read.
        PrivateKeyPasswordError: If the password is missing, wrong or superfluous.
        PrivateKeyError: If it is no private key, damaged, of another kind, or an RSA key below 2048 bits.

    Warns:
        PrivateKeyFileWarning: If every user of the machine may read or change the file.
    """
    if isinstance(source, os.PathLike):
        return _parse(read_key_file(source, name), password, f"{name}: {os.fsdecode(source)!r}")
    if isinstance(source, str):
        _refuse_file_name(source, name)
    if isinstance(source, str | bytes | bytearray):
        return _parse(source if isinstance(source, str) else bytes(source), password, name)
    if password:
        raise PrivateKeyPasswordError(
            f"{name} is a parsed key, which needs no password; leave the password out"
        )
    return check_signing_key(source, name)


def check_signing_key(key: object, name: str = "private_key") -> SigningKey:
    """Return a parsed key if the API can verify its signatures.

    Raises:
        PrivateKeyError: If it is of another kind, or an RSA key below 2048 bits.
    """
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    if isinstance(key, rsa.RSAPrivateKey):
        if key.key_size < _MIN_RSA_BITS:
            raise PrivateKeyError(
                f"{name} is an RSA key of {key.key_size} bits, which is too short; {REMEDY}"
            )
        return key
    kind = type(key).__name__
    if kind.endswith("PublicKey"):
        raise PrivateKeyError(f"{name} is a public key ({kind}); use the private key that belongs to it")
    if kind.endswith("PrivateKey"):
        raise PrivateKeyError(f"{name} is a key of another kind ({kind}); {REMEDY}")
    raise PrivateKeyError(
        f"{name} is {'None' if key is None else f'of type {kind}'}; "
        "give PEM text, the path of the key's file as pathlib.Path(...), or a parsed key"
    )


def describe_key(key: SigningKey) -> str:
    """Name the kind of a key, and nothing that tells it from others of its kind."""
    return f"RSA, {key.key_size} bits" if isinstance(key, rsa.RSAPrivateKey) else "Ed25519"


def _parse(content: str | bytes, password: str | bytes | None, name: str) -> SigningKey:
    pem = extract_private_key(content, name)
    # Variables of the environment that are not UTF-8 come with surrogates.
    secret = password.encode("utf-8", "surrogateescape") if isinstance(password, str) else password
    if is_encrypted(pem) and not secret:
        raise PrivateKeyPasswordError(f"{name} is encrypted; give its password")
    if secret and not is_encrypted(pem):
        raise PrivateKeyPasswordError(
            f"{name} is not encrypted, yet a password was given; leave the password out"
        )
    # Imported here since it takes nearly as long as all the rest of the package's import.
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, secret or None)
    except UnsupportedAlgorithm:
        raise PrivateKeyError(
            f"{name} is of a kind or encryption that cannot be read here; {REMEDY}"
        ) from None
    except (ValueError, TypeError):
        if secret:
            raise PrivateKeyPasswordError(
                f"{name} does not open: its password is wrong, or it is damaged"
            ) from None
        label = pem.split(b"-----")[1].decode()
        raise PrivateKeyError(
            f"{name} is damaged: what stands after '{label}' is not such a key; copy the whole key again"
        ) from None
    return check_signing_key(key, name)


def _refuse_file_name(text: str, name: str) -> None:
    # os.path.isfile answers False where Path.is_file raises, such as for a name that is too long.
    if "-----" not in text and os.path.isfile(text):  # noqa: PTH113
        raise PrivateKeyError(f"{name} is the name of a file, given as text; give pathlib.Path({text!r})")
