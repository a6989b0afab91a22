"""What an RSA signature says of itself: opened with the public key, by which scheme it was made.

The layouts are those of RFC 8017: EMSA-PSS in section 9.1, EMSA-PKCS1-v1_5 in section 9.2. The verifier has
no part in this, and this none in whether a request is let in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_HASHES = {"sha256": "SHA-256", "sha512": "SHA-512", "sha384": "SHA-384", "sha1": "SHA-1"}
_SALT_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """One way in which a signature can have been made.

    Attributes:
        remedies: What is to be changed of the scheme; empty if it is the right one.
        certain: Whether the signature must have been made with the key.
        hash_name: The hash of the message.
        digest: What the message's digest, after the salt's part in it, has to be.
        salt: The salt; None for a scheme without one.
    """

    remedies: tuple[str, ...]
    certain: bool
    hash_name: str
    digest: bytes
    salt: bytes | None

    def fits(self, message: bytes) -> bool:
        """Tells whether the signature was made over the message."""
        digest = hashlib.new(self.hash_name, message).digest()
        if self.salt is not None:
            digest = hashlib.new(self.hash_name, bytes(8) + digest + self.salt).digest()
        return digest == self.digest


def open_signature(key: RSAPublicKey, signature: bytes) -> list[Opened]:
    """Opens a signature.

    Args:
        key: The public key of the supposed sender.
        signature: The signature itself.

    Returns:
        The ways in which it can have been made with the key; none if it was not.
    """
    numbers, size = key.public_numbers(), (key.key_size + 7) // 8
    value = int.from_bytes(signature, "big")
    if len(signature) != size or value >= numbers.n:
        return []
    opened = pow(value, numbers.e, numbers.n).to_bytes(size, "big")
    return [*_open_pkcs1(opened), *_open_pss(opened, key.key_size - 1)]


def _open_pkcs1(opened: bytes) -> Iterator[Opened]:
    padding, _, info = opened[2:].partition(b"\x00")
    if opened[:2] != b"\x00\x01" or padding.strip(b"\xff"):
        return
    for name, shown in _HASHES.items():
        size = hashlib.new(name).digest_size
        # The identifier of the hash in front of the digest takes 15 bytes for SHA-1 and 19 for the others.
        if len(info) == size + (15 if name == "sha1" else 19):
            remedies = ["the padding is PSS, not PKCS#1 v1.5"]
            remedies += [] if name == "sha256" else [f"the hash is SHA-256, not {shown}"]
            yield Opened(tuple(remedies), True, name, info[-size:], None)


def _open_pss(opened: bytes, bits: int) -> Iterator[Opened]:
    if opened[-1] != 0xBC:
        return
    opened = opened[-((bits + 7) // 8) :]
    for name, mask_name in product(_HASHES, _HASHES):
        size = hashlib.new(name).digest_size
        masked, digest = opened[: -size - 1], opened[-size - 1 : -1]
        mask = _make_mask(mask_name, digest, len(masked))
        block = bytearray(left ^ right for left, right in zip(masked, mask, strict=True))
        block[0] &= 0xFF >> (-bits % 8)
        zeros, one, salt = bytes(block).partition(b"\x01")
        if not one or zeros.strip(b"\x00"):
            continue
        remedies = [] if name == "sha256" else [f"the hash is SHA-256, not {_HASHES[name]}"]
        if mask_name != "sha256":
            remedies.append(f"the mask is made with SHA-256, not {_HASHES[mask_name]}")
        if len(salt) != _SALT_LENGTH:
            remedies.append(f"the salt is {_SALT_LENGTH} bytes long, not {len(salt)}")
        # A few zeros in front of the salt come by chance in one of many signatures by other keys.
        yield Opened(tuple(remedies), len(zeros) >= 8, name, digest, bytes(salt))


def _make_mask(hash_name: str, seed: bytes, size: int) -> bytes:
    mask, counter = b"", 0
    while len(mask) < size:
        mask += hashlib.new(hash_name, seed + counter.to_bytes(4, "big")).digest()
        counter += 1
    return mask[:size]
