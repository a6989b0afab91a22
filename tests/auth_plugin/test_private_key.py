"""Keys that must load, in the forms in which people have them."""

import io
import os
import pathlib
import textwrap
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from kalshi_auth import PrivateKeySource, SigningKey, load_private_key

FORMS = ("rsa pkcs1", "rsa pkcs8", "ed25519 pkcs8")


def indent(pem: str) -> str:
    """Return the PEM as it stands in an indented YAML block."""
    return textwrap.indent(pem, "    ")


DISGUISES: dict[str, Callable[[str], str | bytes]] = {
    "text": lambda pem: pem,
    "bytes": lambda pem: pem.encode(),
    "no line break at the end": lambda pem: pem.rstrip("\n"),
    "white space around": lambda pem: f"\n\t  {pem}\n\n ",
    "CRLF": lambda pem: pem.replace("\n", "\r\n"),
    "CR only": lambda pem: pem.replace("\n", "\r"),
    "byte order mark": lambda pem: "\ufeff" + pem,
    "byte order mark in UTF-8": lambda pem: b"\xef\xbb\xbf" + pem.encode(),
    "UTF-16": lambda pem: pem.encode("utf-16"),
    "double quotes": lambda pem: f'"{pem}"',
    "single quotes": lambda pem: f"'{pem}'\n",
    "literal \\n": lambda pem: pem.replace("\n", "\\n"),
    "literal \\r\\n": lambda pem: pem.replace("\n", "\\r\\n"),
    "literal \\\\n in quotes": lambda pem: '"' + pem.replace("\n", "\\\\n") + '"',
    "spaces for line breaks": lambda pem: pem.replace("\n", " "),
    "indented": indent,
    "one long line": lambda pem: "".join(
        line if line.startswith("-----E") else line + ("\n" if line.startswith("-----B") else "")
        for line in pem.replace("-----END", "\n-----END").splitlines()
    ).replace("-----END", "\n-----END"),
    "text around": lambda pem: f"Bag Attributes\n    friendlyName: kalshi\n{pem}\nthat was it\n",
}


def same_key(left: SigningKey, right: SigningKey) -> bool:
    """Compare two private keys by their public halves."""
    return left.public_key() == right.public_key()


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("form", FORMS)
def test_key_text_in_disguise_loads(
    form: str, disguise: str, pems: dict[str, str], rsa_key: rsa.RSAPrivateKey, ed25519_key: SigningKey
) -> None:
    """What copying, variables and editors do to a key does it no harm."""
    loaded = load_private_key(DISGUISES[disguise](pems[form]))
    assert same_key(loaded, rsa_key if form.startswith("rsa") else ed25519_key)


@pytest.mark.parametrize(
    "disguise", ["text", "CRLF", "literal \\n", "spaces for line breaks", "indented", "UTF-16"]
)
@pytest.mark.parametrize("form", FORMS)
def test_key_with_password_in_disguise_loads(
    form: str,
    disguise: str,
    pems: dict[str, str],
    password: str,
    rsa_key: SigningKey,
    ed25519_key: SigningKey,
) -> None:
    """Encrypted keys as well, the old form's headers included; the password is text or bytes."""
    source = DISGUISES[disguise](pems[f"{form} with password"])
    expected = rsa_key if form.startswith("rsa") else ed25519_key
    assert same_key(load_private_key(source, password), expected)
    assert same_key(load_private_key(source, password.encode()), expected)


def test_key_file_by_path_loads(rsa_pem: str, rsa_key: SigningKey, tmp_path: pathlib.Path) -> None:
    """A pathlib path, any other path object, and one that starts in the home directory."""
    file = tmp_path / "kalshi.key"
    file.touch(mode=0o600)
    file.write_text(rsa_pem)

    class OwnPath:
        def __fspath__(self) -> str:
            return str(file)

    assert same_key(load_private_key(file), rsa_key)
    assert same_key(load_private_key(OwnPath()), rsa_key)


def test_key_file_below_home_loads(
    rsa_pem: str, rsa_key: SigningKey, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tilde means the home directory, as it does in a shell."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "kalshi.key").touch(mode=0o600)
    (tmp_path / "kalshi.key").write_text(rsa_pem)
    assert same_key(load_private_key(pathlib.Path("~/kalshi.key")), rsa_key)


@pytest.mark.skipif(not pathlib.Path("/dev/fd").exists(), reason="no /dev/fd here")
def test_key_from_a_pipe_loads(rsa_pem: str, rsa_key: SigningKey) -> None:
    """What a shell's process substitution gives, so that a password manager needs no file."""
    reading, writing = os.pipe()
    with io.FileIO(reading), io.FileIO(writing, "w") as pipe:
        pipe.write(rsa_pem.encode())
        pipe.close()
        assert same_key(load_private_key(pathlib.Path(f"/dev/fd/{reading}")), rsa_key)


def test_key_file_replaced_while_running_leaves_loaded_key(
    pems: dict[str, str], rsa_key: SigningKey, ed25519_key: SigningKey, tmp_path: pathlib.Path
) -> None:
    """A loaded key stays; the next load takes the new file."""
    file = tmp_path / "kalshi.key"
    file.touch(mode=0o600)
    file.write_text(pems["rsa pkcs1"])
    before = load_private_key(file)
    file.write_text(pems["ed25519 pkcs8"])
    assert same_key(before, rsa_key)
    assert same_key(load_private_key(file), ed25519_key)


def test_key_already_parsed_is_returned_as_it_is(key: SigningKey) -> None:
    """A loaded key is used itself."""
    assert load_private_key(key) is key


def test_key_with_empty_password_counts_as_without(rsa_pem: str, rsa_key: SigningKey) -> None:
    """An empty variable for the password is no password."""
    assert same_key(load_private_key(rsa_pem, ""), rsa_key)
    assert same_key(load_private_key(rsa_pem, b""), rsa_key)


def test_key_bundle_with_certificate_takes_the_key(rsa_pem: str, rsa_key: SigningKey) -> None:
    """Other blocks beside the one private key do not matter."""
    bundle: PrivateKeySource = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" + rsa_pem
    assert same_key(load_private_key(bundle), rsa_key)
