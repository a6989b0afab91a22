"""One mutant under the gate."""

from __future__ import annotations

import copy
import json
import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from gate.contract import Contract
from gate.edition import Edition, all_editions, find_edition
from gate.findings import Outcome
from gate.run import LAYERS, Gate
from gate.servers import make_mock, open_mock
from gate.target import ssl_context
from proof import client, contract
from proof.mutant import Mutant
from proof.server import SERVER

MUTANTS: tuple[Mutant, ...] = (
    *SERVER,
    *contract.CONTRACT,
    *contract.NEWER,
    *client.CLIENT,
    *client.NEWER,
)
# Fewer than CI takes, since each mutant gets a whole run; enough for two of the largest pages.
EXAMPLES, PROPERTIES, FILLS, SEED = 6, 12, 260, 7
# Read here, so that the processes of the trials, which are forked off this one, need not.
all_editions()
ssl_context()
# What a mutant cannot touch need not be looked at.
SKIPPED = {
    "server": ("document", "requests"),
    "contract": (),
    "client": ("schemathesis", "meaning", "signatures"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """How the gate took a mutant.

    Attributes:
        name: The mutant.
        kind: Its family, and its edition.
        layers: The layers that noticed.
        place: The first place that was named, and what was said of it.
        equivalent: Why nobody could notice, if so.
        seconds: How long it took.
    """

    name: str
    kind: str
    layers: tuple[str, ...]
    place: str
    equivalent: str
    seconds: float

    @property
    def in_order(self) -> bool:
        """Whether it was noticed, or could not be."""
        return bool(self.layers) != bool(self.equivalent)


def try_mutant(number: int, private_key_pem: str) -> Trial:
    """Runs the gate on a mutant.

    Args:
        number: Its place among all mutants; -1 tries none at all, which nothing may notice.
        private_key_pem: The key of the mock exchange.

    Returns:
        How the gate took it.
    """
    mutant = (
        MUTANTS[number] if number >= 0 else Mutant("nothing is wrong", "server", equivalent="it is no mutant")
    )
    start = time.monotonic()
    with ExitStack() as stack:
        edition = find_edition(mutant.edition)
        exchange = make_mock(edition, seed=SEED, fills=FILLS, private_key_pem=private_key_pem)
        if mutant.contract is not None:
            document = copy.deepcopy(edition.contract.document)
            mutant.contract(document)
            spec = Path(stack.enter_context(tempfile.TemporaryDirectory())) / edition.spec.name
            spec.write_text(json.dumps(document), encoding="utf-8")
            edition = Edition(Contract(document), spec, edition.package)
        if mutant.server is not None:
            mutant.server(exchange)
        target, key = stack.enter_context(open_mock(exchange))
        if mutant.client is not None:
            stack.enter_context(mutant.client())
        layers = [layer for layer in LAYERS if number < 0 or layer not in SKIPPED[mutant.family]]
        gate = Gate(edition, target, key, seed=SEED, layers=layers, brief=True)
        gate.examples, gate.properties = EXAMPLES, PROPERTIES
        findings = gate.run()
    failed = [finding for finding in findings if finding.outcome is Outcome.FAILED]
    problem = failed[0].problems[0] if failed else None
    return Trial(
        name=mutant.name,
        kind=mutant.kind,
        layers=tuple(dict.fromkeys(finding.layer for finding in failed)),
        place="" if problem is None else f"{problem.place}: {problem.text}",
        equivalent=mutant.equivalent,
        seconds=time.monotonic() - start,
    )


def workers() -> int:
    """How many mutants are tried at once."""
    return min(os.cpu_count() or 1, 4)
