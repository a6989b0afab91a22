"""What a call leaves behind: requests at the server, logs, and nothing else."""

from __future__ import annotations

import base64
import gc
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kalshi_runtime import ContractDriftWarning

from ..runtime.shop import KEY, KEY_ID

PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
_RAW = KEY.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
SECRETS = [KEY_ID, PEM.splitlines()[1], base64.b64encode(_RAW).decode(), _RAW.hex()]


def read_header(head: bytes, name: str) -> str:
    """Return a header of a request."""
    return head.decode("latin-1").lower().partition(f"\r\n{name}: ")[2] and next(
        line.partition(": ")[2]
        for line in head.decode("latin-1").split("\r\n")
        if line.lower().startswith(f"{name}: ")
    )


def read_signatures(heads: Sequence[bytes]) -> list[str]:
    """Return the signatures of requests."""
    return [read_header(head, "kalshi-access-signature") for head in heads]


def check_signed(heads: Sequence[bytes], *, of_one_call: bool = True) -> None:
    """Check that each request is signed, and each attempt at one call by a time of its own."""
    stamps = [read_header(head, "kalshi-access-timestamp") for head in heads]
    assert len(set(stamps)) == len(heads) or not of_one_call
    for head, stamp, signature in zip(heads, stamps, read_signatures(heads), strict=True):
        method, target, _ = head.decode("ascii").split(" ", 2)
        message = f"{stamp}{method}{target.partition('?')[0]}".encode()
        KEY.public_key().verify(base64.b64decode(signature), message)


def find_secrets(text: str, heads: Sequence[bytes]) -> list[str]:
    """Return the secrets that a text holds: key, key id, signatures."""
    return [secret for secret in (*SECRETS, *read_signatures(heads)) if secret and secret in text]


@contextmanager
def no_complaints(drift: int = 0) -> Iterator[None]:
    """Check that neither a warning, nor asyncio, nor the garbage collector complains.

    Args:
        drift: How many warnings of drift there have to be.
    """
    complaints: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            complaints.append(record.getMessage())

    listener = Listener(logging.WARNING)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
            gc.collect()
        drifted = [warning for warning in caught if warning.category is ContractDriftWarning]
        assert len(drifted) == drift, drifted
        caught = [warning for warning in caught if warning not in drifted]
        complaints += [f"{warning.category.__name__}: {warning.message}" for warning in caught]
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    assert not complaints, complaints
