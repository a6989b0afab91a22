"""Keys that must not load: each error says what was found and what to do, and shows nothing of the key."""

import base64
import contextlib
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from kalshi_auth import (
    KalshiAuth,
    PrivateKeyError,
    PrivateKeyFileError,
    PrivateKeyFileWarning,
    PrivateKeyPasswordError,
    load_private_key,
)


class Wrong(NamedTuple):
    """A wrong key and what its error must say."""

    make: Callable[[dict[str, str]], object]
    found: str
    remedy: str


def serialize(key: object, form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    """Return any private key as PEM."""
    pem: bytes = key.private_bytes(Encoding.PEM, form, NoEncryption())  # type: ignore[attr-defined]
    return pem.decode()


def body_of(pem: str) -> str:
    """Return the base64 between the lines."""
    return "\n".join(pem.splitlines()[1:-1])


def public_pem(pem: str, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    """Return the public half as PEM."""
    key = load_pem_private_key(pem.encode(), None)
    return key.public_key().public_bytes(Encoding.PEM, form).decode()


def relabel(pem: str, label: str) -> str:
    """Return the PEM with another label on both lines."""
    return f"-----BEGIN {label}-----\n{body_of(pem)}\n-----END {label}-----\n"


def flip(pem: str) -> str:
    """Return the PEM with one changed character in the middle of the key."""
    middle = len(pem) // 2
    return pem[:middle] + ("A" if pem[middle] != "A" else "B") + pem[middle + 1 :]


REMEDY = "RSA keys of at least 2048 bits and Ed25519 keys"
WRONG: dict[str, Wrong] = {
    "None": Wrong(lambda _: None, "is None", "give PEM text"),
    "number": Wrong(lambda _: 7, "of type int", "give PEM text"),
    "empty": Wrong(lambda _: "", "is empty", "BEGIN and END lines"),
    "white space": Wrong(lambda _: b" \r\n\t", "is empty", "BEGIN and END lines"),
    "empty quotes": Wrong(lambda _: '""', "is empty", "BEGIN and END lines"),
    "other text": Wrong(lambda _: "hello world", "no PEM key but 11 characters", "pathlib.Path"),
    "missing file as text": Wrong(lambda _: "/nowhere/kalshi.key", "no PEM key", "pathlib.Path"),
    "key id": Wrong(lambda _: "a952bcbe-ec3b-4b5b-b8f9-11dae589608c", "a key's id", "swapped"),
    "public key": Wrong(
        lambda pems: public_pem(pems["rsa pkcs1"]), "a public key", "private key that belongs"
    ),
    "public key, PKCS#1": Wrong(
        lambda pems: public_pem(pems["rsa pkcs1"], PublicFormat.PKCS1),
        "a public key",
        "private key that belongs",
    ),
    "public key, SSH": Wrong(
        lambda _: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@host", "an SSH public key", "use the private key"
    ),
    "public key, parsed": Wrong(
        lambda pems: load_pem_private_key(pems["rsa pkcs1"].encode(), None).public_key(),
        "a public key",
        "private key that belongs",
    ),
    "certificate": Wrong(
        lambda pems: relabel(pems["rsa pkcs1"], "CERTIFICATE"), "a certificate", "private key file"
    ),
    "certificate request": Wrong(
        lambda pems: relabel(pems["rsa pkcs1"], "CERTIFICATE REQUEST"),
        "a certificate request",
        "private key file",
    ),
    "EC, PKCS#8": Wrong(lambda _: serialize(ec.generate_private_key(ec.SECP256R1())), "ECPrivateKey", REMEDY),
    "EC, own form": Wrong(
        lambda _: serialize(ec.generate_private_key(ec.SECP256R1()), PrivateFormat.TraditionalOpenSSL),
        "elliptic-curve (EC) key",
        REMEDY,
    ),
    "EC, parsed": Wrong(lambda _: ec.generate_private_key(ec.SECP256R1()), "ECPrivateKey", REMEDY),
    "DSA": Wrong(lambda pems: relabel(pems["rsa pkcs1"], "DSA PRIVATE KEY"), "a DSA key", REMEDY),
    "Ed448": Wrong(lambda _: serialize(ed448.Ed448PrivateKey.generate()), "Ed448PrivateKey", REMEDY),
    "X25519": Wrong(lambda _: serialize(x25519.X25519PrivateKey.generate()), "X25519PrivateKey", REMEDY),
    "OpenSSH": Wrong(
        lambda pems: serialize(load_pem_private_key(pems["rsa pkcs1"].encode(), None), PrivateFormat.OpenSSH),
        "OpenSSH format",
        "ssh-keygen -p -m PEM",
    ),
    "algorithm unknown": Wrong(
        lambda pems: pems["ed25519 pkcs8"].replace("K2VwB", "K2V/B"), "of a kind or encryption", REMEDY
    ),
    "PuTTY": Wrong(lambda _: "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none", "PuTTY format", "puttygen"),
    "PGP": Wrong(
        lambda pems: relabel(pems["rsa pkcs1"], "PGP PRIVATE KEY BLOCK"), "'PGP PRIVATE KEY BLOCK'", REMEDY
    ),
    "RSA of 1024 bits": Wrong(
        lambda _: serialize(rsa.generate_private_key(65537, 1024)), "1024 bits, which is too short", REMEDY
    ),
    "RSA of 1024 bits, parsed": Wrong(lambda _: rsa.generate_private_key(65537, 1024), "1024 bits", REMEDY),
    "half a file": Wrong(lambda pems: pems["rsa pkcs1"][:800], "cut off", "copy the whole text"),
    "first line only": Wrong(
        lambda pems: pems["rsa pkcs8"].splitlines()[0], "cut off", "copy the whole text"
    ),
    "a line lost": Wrong(
        lambda pems: pems["rsa pkcs1"].replace(pems["rsa pkcs1"].splitlines()[5] + "\n", ""),
        "lost a part",
        "copy the whole key",
    ),
    "a character lost": Wrong(
        lambda pems: pems["rsa pkcs8"].replace("\n", "\n", 1)[:100] + pems["rsa pkcs8"][101:],
        "lost a part",
        "copy the whole key",
    ),
    "a line lost, encrypted": Wrong(
        lambda pems: pems["rsa pkcs8 with password"].replace(
            pems["rsa pkcs8 with password"].splitlines()[5] + "\n", ""
        ),
        "lost a part",
        "copy the whole key",
    ),
    "a character changed": Wrong(lambda pems: flip(pems["rsa pkcs1"]), "is damaged", "copy the whole key"),
    "other label": Wrong(
        lambda pems: relabel(pems["ed25519 pkcs8"], "RSA PRIVATE KEY"),
        "after 'BEGIN RSA PRIVATE KEY'",
        "copy",
    ),
    "empty block": Wrong(lambda _: relabel("\n\n", "PRIVATE KEY"), "not base64", "copy the whole key"),
    "placeholder": Wrong(
        lambda _: relabel("\n...\n", "RSA PRIVATE KEY"), "placeholder", "copy the whole key"
    ),
    "lines lost": Wrong(
        lambda pems: body_of(pems["rsa pkcs1"]), "without its BEGIN and END lines", "whole text"
    ),
    "two keys": Wrong(
        lambda pems: pems["rsa pkcs1"] + pems["ed25519 pkcs8"], "2 private keys", "leave the one"
    ),
    "DER": Wrong(lambda pems: base64.b64decode(body_of(pems["rsa pkcs1"])), "binary (DER", "openssl pkey"),
    "binary": Wrong(lambda _: bytes([137, 80, 78, 71, 200, 0]), "binary", "as it was downloaded"),
    "JSON": Wrong(lambda pems: f'{{"key": "{pems["rsa pkcs1"]!r}"}}', "holds JSON", "only the key"),
    "HTML": Wrong(lambda _: "<!doctype html><title>Sign in</title>", "holds HTML", "only the key"),
    "encrypted, PKCS#8": Wrong(
        lambda pems: pems["rsa pkcs8 with password"], "is encrypted", "give its password"
    ),
    "encrypted, PKCS#1": Wrong(
        lambda pems: pems["rsa pkcs1 with password"], "is encrypted", "give its password"
    ),
}


NO_TEXT = ("None", "number", "public key, parsed", "EC, parsed", "RSA of 1024 bits, parsed")


@pytest.mark.parametrize("name", WRONG)
def test_wrong_key_raises_saying_what_and_what_to_do(name: str, pems: dict[str, str]) -> None:
    """Each mistake has words of its own, with the name of the argument before them."""
    wrong = WRONG[name]
    with pytest.raises(PrivateKeyError) as caught:
        load_private_key(wrong.make(pems))  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.startswith("private_key ")
    assert wrong.found in message
    assert wrong.remedy in message
    assert len(message) < 300


@pytest.mark.parametrize("name", [name for name in WRONG if name not in NO_TEXT])
def test_wrong_key_in_a_file_raises_naming_the_file(name: str, pems: dict[str, str], tmp_path: Path) -> None:
    """The same words for a file, after its path."""
    wrong = WRONG[name]
    content = wrong.make(pems)
    assert isinstance(content, str | bytes)
    file = tmp_path / "kalshi.key"
    file.touch(mode=0o600)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(PrivateKeyError) as caught:
        load_private_key(file)
    assert str(caught.value).startswith(f"private_key: {str(file)!r} ")
    assert wrong.found in str(caught.value)


def test_dsa_key_raises(pems: dict[str, str]) -> None:
    """A DSA key in PKCS#8 is known only after parsing."""
    numbers = dsa.generate_parameters(1024).generate_private_key()
    with pytest.raises(PrivateKeyError, match="DSAPrivateKey"):
        load_private_key(serialize(numbers))


@pytest.mark.parametrize("form", ["rsa pkcs1", "rsa pkcs8", "ed25519 pkcs8"])
def test_password_wrong_raises(form: str, pems: dict[str, str]) -> None:
    """A wrong password is named as a possible cause, and not shown."""
    with pytest.raises(PrivateKeyPasswordError, match="password is wrong, or it is damaged") as caught:
        load_private_key(pems[f"{form} with password"], "Tr0ub4dor&3")
    assert "Tr0ub4dor&3" not in str(caught.value)


@pytest.mark.parametrize("form", ["rsa pkcs1", "rsa pkcs8", "ed25519 pkcs8"])
def test_password_for_open_key_raises(form: str, pems: dict[str, str], password: str) -> None:
    """A password too many is a sign of the wrong key."""
    with pytest.raises(PrivateKeyPasswordError, match="is not encrypted, yet a password was given"):
        load_private_key(pems[form], password)


def test_password_for_parsed_key_raises(rsa_key: rsa.RSAPrivateKey, password: str) -> None:
    """A parsed key has no use for a password."""
    with pytest.raises(PrivateKeyPasswordError, match="leave the password out"):
        load_private_key(rsa_key, password)


def test_file_named_as_text_raises_naming_pathlib(
    rsa_pem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text is never opened; if it is the name of a file, the error says what to write."""
    monkeypatch.chdir(tmp_path)
    Path("kalshi.key").write_text(rsa_pem)
    with pytest.raises(PrivateKeyError, match=r"give pathlib.Path\('kalshi.key'\)"):
        load_private_key("kalshi.key")


def test_file_missing_raises_with_absolute_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path is shown as it was looked for."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PrivateKeyFileError) as caught:
        load_private_key(Path("kalshi.key"))
    assert str(tmp_path / "kalshi.key") in str(caught.value)


def test_file_is_directory_raises(tmp_path: Path) -> None:
    """A folder is not a file."""
    with pytest.raises(PrivateKeyFileError, match="is a directory"):
        load_private_key(tmp_path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that opens and cannot be read")
def test_file_unreadable_raises_with_the_systems_reason() -> None:
    """What the system says of the file is passed on."""
    with pytest.raises(PrivateKeyFileError, match=r"cannot be read \(Input/output error\)"):
        load_private_key(Path("/proc/self/mem"))


def test_file_forbidden_raises_naming_the_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of another user."""

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PrivateKeyFileError, match=r"this user may not read .* 'chmod 600'"):
        load_private_key(tmp_path / "kalshi.key")


def test_file_too_large_raises(tmp_path: Path) -> None:
    """A large file is not read to its end."""
    file = tmp_path / "video"
    file.touch(mode=0o600)
    file.write_bytes(bytes(64 * 1024 + 1))
    with pytest.raises(PrivateKeyFileError, match="larger than 65,536 bytes"):
        load_private_key(file)


def test_file_with_impossible_name_raises() -> None:
    """A NUL character, and a name longer than the system takes."""
    with pytest.raises(PrivateKeyFileError, match="cannot be a path"):
        load_private_key(Path("a\0b"))
    with pytest.raises(PrivateKeyFileError, match="cannot be read"):
        load_private_key(Path("a" * 1000))


@pytest.mark.parametrize("form", ["rsa pkcs1", "ed25519 pkcs8"])
@pytest.mark.parametrize("part", [str, body_of, lambda pem: body_of(pem).replace("\n", "")])
def test_key_text_as_path_raises_without_showing_it(
    part: Callable[[str], str], form: str, pems: dict[str, str]
) -> None:
    """The text of a key, whole or in part, must not come back as the name of a missing file."""
    with pytest.raises(PrivateKeyFileError) as caught:
        load_private_key(Path(part(pems[form])))
    assert "text of a key and not the path" in str(caught.value)
    assert pems[form].splitlines()[1] not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o602, 0o777])
def test_file_open_to_all_warns_and_loads(mode: int, rsa_pem: str, api_key_id: str, tmp_path: Path) -> None:
    """A file that everyone may read or change works, with a warning that names the remedy."""
    file = tmp_path / "kalshi.key"
    file.write_text(rsa_pem)
    file.chmod(mode)
    with pytest.warns(PrivateKeyFileWarning, match=f"mode {mode:o}.*chmod 600"):
        KalshiAuth(api_key_id, file)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640])
def test_file_closed_to_others_loads_silently(mode: int, rsa_pem: str, tmp_path: Path) -> None:
    """A group may read it, as mounted secrets have it."""
    file = tmp_path / "kalshi.key"
    file.write_text(rsa_pem)
    file.chmod(mode)
    load_private_key(file)


def test_error_unhandled_prints_only_our_sentence(tmp_path: Path) -> None:
    """What a person sees ends in one line with the reason, and no second traceback from the depths."""
    program = "from kalshi_auth import load_private_key\nload_private_key('-----BEGIN PRIVATE KEY-----')"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert finished.stderr.count("Traceback") == 1
    assert "PrivateKeyError: private_key holds a key that was cut off" in finished.stderr.splitlines()[-1]


def test_wrapped_key_of_any_width_loads_the_same(rsa_pem: str, rsa_key: rsa.RSAPrivateKey) -> None:
    """The width of the lines means nothing."""
    for width in (1, 63, 76, 10_000):
        lines = "\n".join(textwrap.wrap(body_of(rsa_pem).replace("\n", ""), width))
        pem = f"-----BEGIN RSA PRIVATE KEY-----\n{lines}\n-----END RSA PRIVATE KEY-----"
        assert load_private_key(pem).public_key() == rsa_key.public_key()


@given(st.text() | st.binary(), st.none() | st.text() | st.binary())
def test_any_content_raises_only_our_error(content: str | bytes, password: str | bytes | None) -> None:
    """Whatever is given for a key, the answer is ours and no traceback from the depths."""
    with pytest.raises(PrivateKeyError):
        load_private_key(content, password)


@settings(max_examples=200)
@given(st.data())
def test_any_damage_loads_or_raises_our_error(pems: dict[str, str], data: st.DataObject) -> None:
    """A key with a part cut out or replaced is refused in words, unless the damage did no harm."""
    pem = pems["ed25519 pkcs8"]
    start = data.draw(st.integers(0, len(pem)))
    end = data.draw(st.integers(start, min(len(pem), start + 8)))
    damaged = pem[:start] + data.draw(st.text(max_size=3)) + pem[end:]
    with contextlib.suppress(PrivateKeyError):
        assert isinstance(load_private_key(damaged), ed25519.Ed25519PrivateKey)
