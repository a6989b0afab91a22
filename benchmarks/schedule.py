"""Runs measurements: every round asks every client once, in an order of its own."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Sequence
from typing import Any

from .clients import Client
from .processes import Laboratory
from .rows import Measurement


class Samples:
    """What one measurement gave, by client: a figure per round, or why there is none."""

    def __init__(self, clients: Sequence[Client]) -> None:
        self.figures: dict[str, list[dict[str, float]]] = {client.key: [] for client in clients}
        self.reasons: dict[str, str] = {}
        self.failed: set[str] = set()

    def add(self, client: Client, answer: dict[str, Any]) -> None:
        """Keep the median of a round's calls."""
        if "cannot" in answer or "failed" in answer:
            self.reasons[client.key] = answer.get("cannot") or answer["failed"]
            self.failed |= {client.key} if "failed" in answer else set()
            return
        figures = {name: float(value) for name, value in answer.items() if not isinstance(value, list)}
        if "wall" in answer:
            figures["wall"] = statistics.median(answer["wall"])
        self.figures[client.key].append(figures)


def measure(
    laboratory: Laboratory,
    measurement: Measurement,
    clients: Sequence[Client],
    rounds: int,
    tell: Callable[[str], None],
) -> Samples:
    """Ask clients in shuffled turns.

    Args:
        laboratory: Where they run.
        measurement: What they are asked.
        clients: Who is asked.
        rounds: How often; a client that cannot do it is asked once.
        tell: Is told how far it is.
    """
    samples = Samples(clients)
    turns = [client for client in clients if takes_part(client, measurement)]
    share = math.ceil(rounds / measurement.processes)
    for number in range(rounds):
        tell(f"{number + 1}/{rounds}")
        if measurement.processes > 1 and number % share == 0:
            laboratory.restart()
        random.shuffle(turns)
        for client in turns:
            if client.key not in samples.reasons:
                samples.add(client, _ask(laboratory, measurement, client))
    return samples


def takes_part(client: Client, measurement: Measurement) -> bool:
    """Whether a client is asked at all."""
    if client.kind == "floor":
        return client.module in measurement.floors
    return measurement.peers or client.kind == "ours"


def _ask(laboratory: Laboratory, measurement: Measurement, client: Client) -> dict[str, Any]:
    command = dict(measurement.command)
    if command["do"] == "import":
        return laboratory.time_import(client)
    return laboratory.ask(
        client,
        command,
        key=measurement.key,
        far=measurement.far,
        fresh=measurement.fresh,
        together=measurement.together,
    )
