"""The processes of a run: the server, and one for each client."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal, Self, TypeAlias

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from .clients import Client
from .environments import CLEAN, ROOT

KeyKind: TypeAlias = Literal["rsa", "ed25519"]

_IMPORT = "import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"


class Process:
    """A process that reads and writes lines of JSON."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env=CLEAN,
        )

    def send(self, message: dict[str, Any]) -> None:
        """Write one line."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """Read one line; an end of the output is an answer, too."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"failed": "its process ended"}
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


class Laboratory:
    """Starts what measurements need, and keeps it until the end.

    Args:
        interpreters: The interpreter of each client's environment, by the client's key.
        folder: Where private keys are put while the run lasts.
        urls: The base URL for each listener of the server.
    """

    def __init__(self, interpreters: dict[str, str], folder: Path, urls: dict[str, Any]) -> None:
        self._interpreters = interpreters
        self._urls = urls
        self._keys = {kind: _make_key(kind, folder) for kind in ("rsa", "ed25519")}
        self._workers: dict[tuple[str, KeyKind, bool], Process] = {}
        self._stack = ExitStack()

    def ask(
        self,
        client: Client,
        command: dict[str, Any],
        *,
        key: KeyKind = "rsa",
        far: bool = False,
        fresh: bool = False,
        together: bool = False,
    ) -> dict[str, Any]:
        """Have a client's process do something.

        Args:
            client: The client.
            command: What to measure, a method of `benchmarks.worker.Measurements` with its arguments.
            key: Which kind of key it signs with.
            far: Whether the server waits before it answers.
            fresh: Whether it has to be a process that has done nothing yet.
            together: Whether it is the process of all clients that are asked so, of one interpreter.
        """
        command = {"module": client.module, **command}
        if fresh:
            with self._start(client, key, far) as worker:
                worker.send(command)
                return worker.receive()
        identity = (client.edition if together else client.key, key, far)
        if identity not in self._workers:
            self._workers[identity] = self._stack.enter_context(self._start(client, key, far))
        self._workers[identity].send(command)
        return self._workers[identity].receive()

    def time_import(self, client: Client) -> dict[str, Any]:
        """Have a new interpreter import what a program with that client imports."""
        python = self._interpreters[client.key]
        statement = f"from benchmarks.subjects.{client.module} import Client; print(Client.IMPORT)"
        code = subprocess.run(
            [python, "-c", statement], capture_output=True, text=True, cwd=ROOT, env=CLEAN, check=False
        )
        done = subprocess.run(
            [python, "-I", "-c", _IMPORT.format(statement=code.stdout.strip())],
            capture_output=True, text=True, env=CLEAN, check=False,
        )  # fmt: skip
        if done.returncode:
            return {"failed": done.stderr.strip().splitlines()[-1][:120]}
        return {"wall": [float(done.stdout)]}

    def restart(self) -> None:
        """Have every client begin anew, in another process."""
        self.close()
        self._workers.clear()

    def close(self) -> None:
        """End all processes."""
        self._stack.close()

    def _start(self, client: Client, key: KeyKind, far: bool) -> Process:
        python = self._interpreters[client.key]
        worker = Process(python, "-m", "benchmarks.worker", client.edition)
        pem, path = self._keys[key]
        url = self._urls[f"{client.edition} far" if far else client.edition]
        service = {
            "url": url,
            "api_key_id": "00000000-0000-4000-8000-000000000000",
            "edition": client.edition,
        }
        worker.send(service | {"private_key_path": str(path), "private_key_pem": pem})
        return worker


@contextmanager
def open_laboratory(interpreters: dict[str, str], history: int) -> Iterator[Laboratory]:
    """Start the server and make the keys; all is gone at the end.

    Args:
        interpreters: The interpreter of each client's environment.
        history: How many fills the account has.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        Process(sys.executable, "-m", "benchmarks.server", str(history)) as server,
    ):
        laboratory = Laboratory(interpreters, Path(folder), server.receive())
        try:
            yield laboratory
        finally:
            laboratory.close()


def _make_key(kind: str, folder: Path) -> tuple[str, Path]:
    key = (
        rsa.generate_private_key(public_exponent=65_537, key_size=2048)
        if kind == "rsa"
        else ed25519.Ed25519PrivateKey.generate()
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    path = folder / f"{kind}.pem"
    path.touch(mode=0o600)
    path.write_text(pem)
    return pem, path
