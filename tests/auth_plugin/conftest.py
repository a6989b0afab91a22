"""Keys made for this run, verifiers that share no code with the signer, and a server that keeps raw bytes."""

import hashlib
import shutil
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

KEY_ID = "a952bcbe-ec3b-4b5b-b8f9-11dae589608c"  # the guide's example, of nobody's account
PASSWORD = "correct horse battery"

Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
Verifier = Callable[[Key, bytes, bytes], bool]


@pytest.fixture(scope="session")
def api_key_id() -> str:
    """A key id of the usual shape."""
    return KEY_ID


@pytest.fixture(scope="session")
def password() -> str:
    """The password of the encrypted keys."""
    return PASSWORD


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    """An RSA key of the shortest length that is accepted."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def ed25519_key() -> ed25519.Ed25519PrivateKey:
    """An Ed25519 key."""
    return ed25519.Ed25519PrivateKey.generate()


@pytest.fixture(scope="session", params=["rsa", "ed25519"])
def key(
    request: pytest.FixtureRequest, rsa_key: rsa.RSAPrivateKey, ed25519_key: ed25519.Ed25519PrivateKey
) -> Key:
    """Each kind of key in turn."""
    return rsa_key if request.param == "rsa" else ed25519_key


@pytest.fixture(scope="session")
def pems(rsa_key: rsa.RSAPrivateKey, ed25519_key: ed25519.Ed25519PrivateKey) -> dict[str, str]:
    """The two keys in each PEM form that people have; those with a password are named so."""
    locked = BestAvailableEncryption(PASSWORD.encode())
    forms: dict[str, tuple[Key, PrivateFormat, KeySerializationEncryption]] = {
        "rsa pkcs1": (rsa_key, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        "rsa pkcs8": (rsa_key, PrivateFormat.PKCS8, NoEncryption()),
        "ed25519 pkcs8": (ed25519_key, PrivateFormat.PKCS8, NoEncryption()),
        "rsa pkcs1 with password": (rsa_key, PrivateFormat.TraditionalOpenSSL, locked),
        "rsa pkcs8 with password": (rsa_key, PrivateFormat.PKCS8, locked),
        "ed25519 pkcs8 with password": (ed25519_key, PrivateFormat.PKCS8, locked),
    }
    return {
        name: private_key.private_bytes(Encoding.PEM, form, encryption).decode()
        for name, (private_key, form, encryption) in forms.items()
    }


@pytest.fixture(scope="session")
def rsa_pem(pems: dict[str, str]) -> str:
    """The RSA key as the exchange lets it be downloaded."""
    return pems["rsa pkcs1"]


@pytest.fixture(params=["openssl", "python"])
def verifies(request: pytest.FixtureRequest, tmp_path: Path) -> Verifier:
    """Two verifiers of other making: the openssl command, and one that needs nothing but this environment."""
    if request.param == "python":
        return verify_in_python
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the openssl command is not installed")

    def verify(key: Key, message: bytes, signature: bytes) -> bool:
        return verify_by_openssl(openssl, tmp_path, key, message, signature)

    return verify


def verify_by_openssl(openssl: str, folder: Path, key: Key, message: bytes, signature: bytes) -> bool:
    """Ask the openssl command; the salt must be 32 bytes long, no more and no less."""
    public_key = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public_file, message_file, signature_file = folder / "public", folder / "message", folder / "signature"
    public_file.write_bytes(public_key)
    message_file.write_bytes(message)
    signature_file.write_bytes(signature)
    if isinstance(key, rsa.RSAPrivateKey):
        options = ["rsa_padding_mode:pss", "rsa_pss_saltlen:32", "rsa_mgf1_md:sha256"]
        command = ["dgst", "-sha256", *(word for option in options for word in ("-sigopt", option))]
        command += ["-verify", str(public_file), "-signature", str(signature_file), str(message_file)]
    else:
        command = ["pkeyutl", "-verify", "-pubin", "-inkey", str(public_file), "-rawin"]
        command += ["-in", str(message_file), "-sigfile", str(signature_file)]
    finished = subprocess.run([openssl, *command], capture_output=True, check=False)
    assert b"Verif" in finished.stdout + finished.stderr, finished.stderr  # else it did not understand us
    return finished.returncode == 0


def verify_in_python(key: Key, message: bytes, signature: bytes) -> bool:
    """RSA by arithmetic, Ed25519 by the public key (its one form of signature leaves nothing to choose)."""
    if isinstance(key, rsa.RSAPrivateKey):
        return verify_pss(key.public_key().public_numbers(), message, signature)
    try:
        key.public_key().verify(signature, message)
    except InvalidSignature:
        return False
    return True


def verify_pss(numbers: rsa.RSAPublicNumbers, message: bytes, signature: bytes) -> bool:
    """RSASSA-PSS-VERIFY of RFC 8017, sections 8.1.2 and 9.1.2: SHA-256, MGF1-SHA-256, 32 bytes of salt."""
    bits = numbers.n.bit_length() - 1
    size = (bits + 7) // 8
    if len(signature) != (numbers.n.bit_length() + 7) // 8:
        return False
    encoded = pow(int.from_bytes(signature), numbers.e, numbers.n).to_bytes(size)
    masked, digest, trailer = encoded[: size - 33], encoded[size - 33 : -1], encoded[-1]
    mask = b"".join(hashlib.sha256(digest + n.to_bytes(4)).digest() for n in range(size // 32 + 1))
    block = bytearray(a ^ b for a, b in zip(masked, mask, strict=False))
    block[0] &= 0xFF >> (8 * size - bits)
    padding, salt = bytes(block[:-32]), bytes(block[-32:])
    expected = hashlib.sha256(bytes(8) + hashlib.sha256(message).digest() + salt).digest()
    return trailer == 0xBC and padding == bytes(len(padding) - 1) + b"\x01" and digest == expected


class RecordingServer(socketserver.ThreadingTCPServer):
    """Answers every request with ``{}`` and keeps the bytes of its head, parsed by nobody."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        """Listen on a free port of the loopback."""
        super().__init__(("127.0.0.1", 0), _RecordingHandler)
        self.heads: list[bytes] = []

    @property
    def url(self) -> str:
        """The server's root, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _RecordingHandler(socketserver.StreamRequestHandler):
    server: RecordingServer

    def handle(self) -> None:
        head = b""
        while line := self.rfile.readline():
            head += line
            if line == b"\r\n":
                self.server.heads.append(head)
                head = b""
                self.wfile.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                )


@pytest.fixture(scope="session")
def running_server() -> Iterator[RecordingServer]:
    """The server, for tests that read only the last head."""
    with RecordingServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server(running_server: RecordingServer) -> RecordingServer:
    """The server, having seen nothing."""
    running_server.heads.clear()
    return running_server
