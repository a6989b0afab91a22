"""Signatures, verified by other implementations."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from kalshi_auth import ApiKeyIdError, PrivateKeyError, Signer, SigningError, SigningKey, load_private_key

Verifier = Callable[[SigningKey, bytes, bytes], bool]

MESSAGES = sorted((Path(__file__).parent.parent / "vectors").glob("*/3-message.txt"))


@pytest.mark.parametrize("message_file", MESSAGES, ids=lambda file: file.parent.name)
def test_signature_of_each_vector_verifies_elsewhere(
    message_file: Path, key: SigningKey, api_key_id: str, verifies: Verifier
) -> None:
    """Stage four: another implementation accepts the signature of every vector's message."""
    message = message_file.read_bytes().removesuffix(b"\n")
    assert verifies(key, message, Signer(api_key_id, key).sign(message))


def test_signature_of_another_message_is_refused_elsewhere(
    key: SigningKey, api_key_id: str, verifies: Verifier
) -> None:
    """The verifiers can say no."""
    assert not verifies(key, b"1GET/b", Signer(api_key_id, key).sign(b"1GET/a"))


@pytest.mark.parametrize("salt_length", [0, 20, 222])
def test_signature_with_another_salt_is_refused_elsewhere(
    rsa_key: rsa.RSAPrivateKey, salt_length: int, verifies: Verifier
) -> None:
    """The verifiers hold us to a salt of 32 bytes."""
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length)
    assert not verifies(rsa_key, b"1GET/a", rsa_key.sign(b"1GET/a", pss, hashes.SHA256()))


@pytest.mark.parametrize("bits", [2048, 2049, 3072])
def test_signature_of_other_key_lengths_verifies_elsewhere(
    bits: int, api_key_id: str, verifies: Verifier
) -> None:
    """Longer keys sign as well, one whose bits do not fill its bytes included."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    assert verifies(key, b"1GET/a", Signer(api_key_id, key).sign(b"1GET/a"))


def test_signed_request_gives_exactly_three_headers(
    key: SigningKey, api_key_id: str, verifies: Verifier
) -> None:
    """Key id, timestamp and a signature in standard base64 with padding over the message."""
    headers = Signer(api_key_id, key).sign_request(
        1703123456789, "get", "/trade-api/v2/portfolio/fills?limit=5"
    )
    signature = base64.b64decode(headers.pop("KALSHI-ACCESS-SIGNATURE"), validate=True)
    assert headers == {"KALSHI-ACCESS-KEY": api_key_id, "KALSHI-ACCESS-TIMESTAMP": "1703123456789"}
    assert verifies(key, b"1703123456789GET/trade-api/v2/portfolio/fills", signature)


def test_signed_request_with_wrong_path_raises_before_signing(key: SigningKey, api_key_id: str) -> None:
    """A whole URL is no path."""
    with pytest.raises(SigningError, match="without scheme and host"):
        Signer(api_key_id, key).sign_request(1, "GET", "https://api.elections.kalshi.com/x")


def test_signer_with_key_of_an_own_implementation_delegates(api_key_id: str) -> None:
    """A key in a hardware module or a cloud service needs only cryptography's interface."""

    class RemoteKey(rsa.RSAPrivateKey):
        key_size = 3072

        def sign(self, data: Any, padding: Any, algorithm: Any) -> bytes:
            return b"signed elsewhere: " + bytes(data)

    RemoteKey.__abstractmethods__ = frozenset()
    assert Signer(api_key_id, RemoteKey()).sign(b"x") == b"signed elsewhere: x"  # type: ignore[abstract]


def test_signer_with_unusable_parts_raises(api_key_id: str, rsa_key: rsa.RSAPrivateKey) -> None:
    """The signer by itself checks what it is given."""
    with pytest.raises(PrivateKeyError, match="public key"):
        Signer(api_key_id, rsa_key.public_key())  # type: ignore[arg-type]
    with pytest.raises(ApiKeyIdError, match="empty"):
        Signer(" ", rsa_key)


def test_signer_shared_by_64_threads_signs_each_message(
    key: SigningKey, pems: dict[str, str], api_key_id: str
) -> None:
    """One signer serves many threads: every signature fits its own message."""
    name = "rsa pkcs8" if isinstance(key, rsa.RSAPrivateKey) else "ed25519 pkcs8"
    signer = Signer(api_key_id, load_private_key(pems[name]))
    messages = [f"{number}GET/x".encode() for number in range(256)]
    with ThreadPoolExecutor(64) as pool:
        signatures = list(pool.map(signer.sign, messages))
    public_key = key.public_key()
    for message, signature in zip(messages, signatures, strict=True):
        try:
            if isinstance(public_key, ed25519.Ed25519PublicKey):
                public_key.verify(signature, message)
            else:
                pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
                public_key.verify(signature, message, pss, hashes.SHA256())
        except InvalidSignature:
            pytest.fail(f"the signature of {message!r} does not fit")
