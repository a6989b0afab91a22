"""The server of a soak: a history in pages, a share of its answers spoiled, in a process of its own.

    python -m tests.faults.soak.history PUBLIC_KEY SHARE

writes its URL as the first line, then what it counted for each line that it reads, and ends with its input.
"""

from __future__ import annotations

import base64
import json
import random
import sys
import threading
import time
from collections import Counter
from email.utils import formatdate
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ...runtime.shop import make_ware
from ..acts import answer
from ..evidence import read_header
from ..fault import Fault
from ..server import Act, FaultyServer
from ..table import FAULTS
from ..table_statuses import EXPIRED

PAGES, ITEMS = 10, 10
"""How many pages the history has, and how many items each."""

TOLERANCE = 10.0
"""Seconds that the time of a signature may be off."""


def can_befall(fault: Fault) -> bool:
    """Tell whether a fault can befall an answer; those that end well would be another history."""
    return fault.outcome is not None and bool(fault.acts) and fault.place is None and not fault.after


BEFALLING = {name: fault.acts[0] for name, fault in FAULTS.items() if can_befall(fault)}


def name_items() -> list[str]:
    """Return the ids of the whole history."""
    return [f"{page}.{item}" for page in range(PAGES) for item in range(ITEMS)]


class History(FaultyServer):
    """Answers what is signed right and now with a page, or with something else."""

    request_queue_size = 1024

    def __init__(self, key: Ed25519PublicKey, share: float) -> None:
        """Listen.

        Args:
            key: What signatures are verified with.
            share: Which part of the answers is spoiled.
        """
        super().__init__((), None, None)
        self._key = key
        self._share = share
        self.counts: Counter[str] = Counter()

    def next_act(self, head: bytes) -> Act:
        """Judge a request, and answer it or not."""
        target = head.split(b" ", 2)[1].decode()
        stamp = read_header(head, "kalshi-access-timestamp")
        try:
            signature = base64.b64decode(read_header(head, "kalshi-access-signature"))
            self._key.verify(signature, f"{stamp}GET{target.partition('?')[0]}".encode())
        except (InvalidSignature, ValueError):
            return self._count("wrong signatures", answer(b"", 418))
        date = {"Date": formatdate(usegmt=True)}
        if abs(int(stamp) / 1000 - time.time()) > TOLERANCE:
            return self._count("expired", answer(EXPIRED, 401, date))
        if random.random() < self._share:
            return self._count("spoiled", random.choice([*BEFALLING.values()]))
        return self._count("answered", answer(make_page(target), 200, date))

    def _count(self, name: str, act: Act) -> Act:
        with self._lock:
            self.counts[name] += 1
        return act


def make_page(target: str) -> dict[str, object]:
    """Return the page for a request."""
    number = int(parse_qs(urlsplit(target).query).get("cursor", ["0"])[0])
    wares = [make_ware(id=f"{number}.{item}") for item in range(ITEMS)]
    return {"wares": wares, "cursor": str(number + 1) if number + 1 < PAGES else ""}


def main() -> None:
    """Serve until the input ends."""
    key, share = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sys.argv[1])), float(sys.argv[2])
    with History(key, share) as server:
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        print(server.url, flush=True)
        for _ in sys.stdin:
            print(json.dumps({**server.counts, "open": server.lines}), flush=True)
        server.stopping.set()
        server.shutdown()


if __name__ == "__main__":
    main()
