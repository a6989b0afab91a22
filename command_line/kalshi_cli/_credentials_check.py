"""The part of a checkup that needs no network: variables, key file, key, signature."""

from __future__ import annotations

import stat
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from kalshi_auth import (
    ApiKeyIdError,
    PrivateKeyError,
    Signer,
    SigningKey,
    build_message,
    load_private_key,
    system_clock_ms,
)
from kalshi_cli._findings import Finding, broken, doubtful, fine, left_out

_ID, _PATH, _PEM, _PASSWORD = (
    "KALSHI_API_KEY_ID",
    "KALSHI_PRIVATE_KEY_PATH",
    "KALSHI_PRIVATE_KEY_PEM",
    "KALSHI_PRIVATE_KEY_PASSWORD",
)
_NEW_KEY = "take the key as it was downloaded, or make a new one in the account's settings"


def check_credentials(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Look at everything that a signed request is made from.

    Args:
        environ: The environment variables.

    Yields:
        Environment variables, key file, private key, local signature.
    """
    variables = check_variables(environ)
    yield variables
    path = environ.get(_PATH, "").strip()
    yield check_key_file(Path(path).expanduser()) if path else left_out("key file", f"{_PATH} is not set")
    loaded = load_key(environ)
    if isinstance(loaded, Finding):
        yield loaded
        yield left_out("local signature", "there is no key to sign with")
        return
    yield fine("private key", f"{describe_key(loaded)}, which the exchange takes")
    yield check_signature(environ, loaded)


def check_variables(environ: Mapping[str, str]) -> Finding:
    """Look whether key id and key are named at all, and only once."""
    step = "environment"
    path, pem = (environ.get(name, "").strip() for name in (_PATH, _PEM))
    if not environ.get(_ID, "").strip():
        return broken(
            step,
            f"{_ID} is not set",
            f"export {_ID}=… with the id that the account's settings show",
        )
    if not path and not pem:
        return broken(
            step,
            f"neither {_PATH} nor {_PEM} is set",
            f"export {_PATH}=… with the path of the private key's file",
        )
    if path and pem:
        return broken(step, f"{_PATH} and {_PEM} are both set", "unset one of them")
    return fine(step, f"{_ID} and {_PATH if path else _PEM} are set")


def check_key_file(path: Path) -> Finding:
    """Look whether the file is there, can be read, and is its owner's alone."""
    step = "key file"
    try:
        mode = path.stat().st_mode
        with path.open("rb") as file:
            file.read(1)
    except FileNotFoundError:
        return broken(step, f"there is no file {str(path)!r}", f"check {_PATH}; a relative path begins here")
    except IsADirectoryError:
        return broken(step, f"{str(path)!r} is a folder", f"let {_PATH} name the key's file in it")
    except PermissionError:
        return broken(step, f"this user may not read {str(path)!r}", f"chmod 600 {path}, as its owner")
    except (OSError, ValueError) as error:
        return broken(step, f"{str(path)!r} cannot be read: {error}", f"check {_PATH}")
    if sys.platform != "win32" and stat.S_IMODE(mode) & 0o077:
        return doubtful(
            step,
            f"{str(path)!r} is open to other users of this machine (mode {stat.S_IMODE(mode):03o})",
            f"chmod 600 {path}",
        )
    return fine(step, f"{str(path)!r} can be read, by its owner alone")


def load_key(environ: Mapping[str, str]) -> SigningKey | Finding:
    """Load the private key, or say why it cannot be used."""
    path, pem = (environ.get(name, "").strip() for name in (_PATH, _PEM))
    if not path and not pem:
        return left_out("private key", "none is named")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # permissions have a step of their own
            return load_private_key(
                Path(path) if path else pem,
                environ.get(_PASSWORD, "").rstrip("\r\n"),
                name=_PATH if path else _PEM,
            )
    except PrivateKeyError as error:
        return broken("private key", str(error), _NEW_KEY)


def describe_key(key: SigningKey) -> str:
    """Name the type and the length of a key."""
    return f"RSA of {key.key_size:,} bits" if isinstance(key, rsa.RSAPrivateKey) else "Ed25519"


def check_signature(environ: Mapping[str, str], key: SigningKey) -> Finding:
    """Sign a request and verify the signature, by the text of the scheme and not by the signer's own code."""
    step = "local signature"
    message = build_message(system_clock_ms(), "GET", "/trade-api/v2/portfolio/balance")
    try:
        signature = Signer(environ.get(_ID, ""), key).sign(message)
        public = key.public_key()
        if isinstance(public, ed25519.Ed25519PublicKey):
            public.verify(signature, message)
        else:
            pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
            public.verify(signature, message, pss, hashes.SHA256())
    except ApiKeyIdError as error:
        return broken(step, str(error), f"correct {_ID}")
    except InvalidSignature:
        return broken(step, "what the key signed does not verify, so the key is damaged", _NEW_KEY)
    return fine(step, "a request was signed and the signature verified")
