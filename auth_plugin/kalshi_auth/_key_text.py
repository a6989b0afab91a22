"""Finds the private key in what people paste, store in variables and keep in files."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import textwrap

from ._errors import PrivateKeyError

REMEDY = "the API takes RSA keys of at least 2048 bits and Ed25519 keys: make one in the account's settings"

_PRIVATE_LABELS = {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY"}

# Patterns are compiled when a key is read, not when the package is imported.
_BEGIN = r"-----BEGIN ([A-Z0-9 ]{1,40})-----"
_BLOCK = _BEGIN + r"((?s:.*?))-----END \1-----"
_ENCRYPTION_HEADERS = r"\s*(Proc-Type:\s*\S+)\s+(DEK-Info:\s*\S+)\s((?s:.*))"
_BASE64 = r"[A-Za-z0-9+/]+={0,2}"
_BARE_BODY = r"M[A-I][A-Za-z0-9+/=\s]{40,}\Z"  # base64 of an ASN.1 SEQUENCE: 0x30 and a length
_LITERAL_LINE_BREAK = r"\\+[rn]"  # variables and JSON often hold backslash-n for a line break

# (what a PEM label looks like, what that is, what to do)
_OTHER_LABELS = (
    (r".*PUBLIC KEY", "a public key", "use the private key that belongs to it"),
    (r"(X509 |TRUSTED )?CERTIFICATE", "a certificate", "use the private key file, without certificates"),
    (r".*CERTIFICATE REQUEST", "a certificate request", "use the private key file instead"),
    (r"EC PRIVATE KEY", "an elliptic-curve (EC) key", REMEDY),
    (r"DSA PRIVATE KEY", "a DSA key", REMEDY),
    (
        r"OPENSSH PRIVATE KEY",
        "a key in OpenSSH format",
        "convert a copy of an RSA key with 'ssh-keygen -p -m PEM -f COPY', or make a new key in PEM format",
    ),
)

# (how text without PEM begins, what that is, what to do)
_OTHER_TEXTS = (
    (
        r"PuTTY-User-Key-File",
        "a key in PuTTY format",
        "export an RSA key as PEM with 'puttygen KEY -O private-openssh'",
    ),
    (r"ssh-|ecdsa-", "an SSH public key", "use the private key, in PEM format"),
    (
        r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z",
        "a key's id and no key",
        "were the key id and the private key swapped?",
    ),
    (
        _BARE_BODY,
        "a key without its BEGIN and END lines",
        "give the whole text, both lines included",
    ),
)


def extract_private_key(content: str | bytes, name: str) -> bytes:
    r"""Return the one private key block of a text as clean PEM.

    Accepted as they are often met: a byte order mark, UTF-16, CRLF, indentation, surrounding quotation marks,
    literal ``\n``, line breaks lost to spaces, and text around the block.

    Args:
        content: PEM text, or the bytes of a file.
        name: What the content is called in an error.

    Raises:
        PrivateKeyError: If there is no such block, saying what was found instead and never showing it.
    """
    text = _decode(content, name).strip().strip("\"'`").strip()
    text = re.sub(_LITERAL_LINE_BREAK, "\n", text)
    if not text:
        raise PrivateKeyError(
            f"{name} is empty; give the private key's PEM text, BEGIN and END lines included"
        )
    if text[0] in "{[<":
        kind = "HTML or XML" if text[0] == "<" else "JSON"
        raise PrivateKeyError(
            f"{name} holds {kind} and not a PEM key; give only the key, from BEGIN to END line"
        )
    blocks = re.findall(_BLOCK, text)
    private = [(label, body) for label, body in blocks if label in _PRIVATE_LABELS]
    if not private:
        raise PrivateKeyError(f"{name} holds {_explain(text)}")
    if len(private) > 1:
        raise PrivateKeyError(
            f"{name} holds {len(private)} private keys; leave the one that belongs to the key id"
        )
    return _normalise(*private[0], name)


def resembles_key(text: str) -> bool:
    """Tell whether a text may be a key or a part of one, and so must not be shown."""
    return "-----" in text or "\n" in text or len(text) > 1024 or bool(re.match(_BARE_BODY, text))


def is_encrypted(pem: bytes) -> bool:
    """Tell whether a PEM block needs a password, in the old form (a header) or the new one (its label)."""
    return b"ENCRYPTED" in pem


def _decode(content: str | bytes, name: str) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if content[0] == 0x30:  # an ASN.1 SEQUENCE
        raise PrivateKeyError(
            f"{name} is binary (DER or PKCS#12) and not PEM; "
            "convert it with 'openssl pkey -inform DER -in KEY -out KEY.pem'"
        )
    raise PrivateKeyError(f"{name} is binary and not PEM text; give the private key as it was downloaded")


def _explain(text: str) -> str:
    """Say what a text without a private key block is, and what to do."""
    if begin := re.search(_BEGIN, text):
        label = begin[1]
        for pattern, what, remedy in _OTHER_LABELS:
            if re.fullmatch(pattern, label):
                return f"{what}; {remedy}"
        if label in _PRIVATE_LABELS:
            return f"a key that was cut off ('{begin[0]}' has no END line); copy the whole text again"
        return f"a PEM block of another kind ('{label}'); {REMEDY}"
    for pattern, what, remedy in _OTHER_TEXTS:
        if re.match(pattern, text):
            return f"{what}; {remedy}"
    return (
        f"no PEM key but {len(text)} characters of other text; give the PEM text, "
        "or the path of the key's file as pathlib.Path(...)"
    )


def _normalise(label: str, body: str, name: str) -> bytes:
    headers = ""
    if match := re.fullmatch(_ENCRYPTION_HEADERS, body):
        headers, body = f"{match[1]}\n{match[2]}\n\n", match[3]
    body = "".join(body.split())
    if not re.fullmatch(_BASE64, body):
        raise PrivateKeyError(
            f"{name} holds a '{label}' block with characters that are not base64 (a placeholder?); "
            "copy the whole key again"
        )
    if not headers:
        _check_length(body, label, name)
    lines = "\n".join(textwrap.wrap(body, 64))
    return f"-----BEGIN {label}-----\n{headers}{lines}\n-----END {label}-----\n".encode("ascii")


def _check_length(body: str, label: str, name: str) -> None:
    """Compare the length that the key itself states with what is there."""
    try:
        der = base64.b64decode(body, validate=True)
    except binascii.Error:
        der = b""
    stated = _stated_length(der)
    if len(der) < stated or not der:
        raise PrivateKeyError(
            f"{name} holds a '{label}' block that lost a part of its text; copy the whole key again"
        )


def _stated_length(der: bytes) -> int:
    """Return the length of the outermost ASN.1 element, its header included (X.690, section 8.1.3)."""
    if len(der) < 2 or der[1] < 0x80:
        return 2 + (der[1] if len(der) >= 2 else 0)
    octets = der[1] & 0x7F
    return 2 + octets + int.from_bytes(der[2 : 2 + octets])
