"""What has to stay as it was: memory, file descriptors, threads, tasks, connections."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

_PAGES = Path("/proc/self/statm")
_DESCRIPTORS = Path("/dev/fd")


class Sample(NamedTuple):
    """What was measured at one moment.

    Attributes:
        megabytes: Resident memory; 0 where the system does not tell.
        blocks: Blocks of memory that Python holds.
        descriptors: Open file descriptors; 0 where the system does not tell.
        threads: Running threads.
        tasks: Tasks of the event loop.
        connections: Connections that the server has open.
        pooled: Connections that the clients hold, among them those whose other end the server has closed.
        stuck: Those of them that are not idle, though nothing is under way.
    """

    megabytes: float
    blocks: int
    descriptors: int
    threads: int
    tasks: int
    connections: int
    pooled: int
    stuck: int

    def __str__(self) -> str:
        return ", ".join(f"{value:,.0f} {name}" for name, value in self._asdict().items())

    @classmethod
    def take(cls, loop: asyncio.AbstractEventLoop, connections: int, pooled: int, stuck: int) -> Sample:
        """Measure now, while nothing is under way."""
        gc.collect()
        pages = int(_PAGES.read_text(encoding="ascii").split()[1]) if _PAGES.exists() else 0
        return cls(
            megabytes=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
            blocks=sys.getallocatedblocks(),
            descriptors=len([*_DESCRIPTORS.iterdir()]) if _DESCRIPTORS.exists() else 0,
            threads=threading.active_count(),
            tasks=len(asyncio.all_tasks(loop)),
            connections=connections,
            pooled=pooled,
            stuck=stuck,
        )


ALLOWED = {"megabytes": 6.0, "blocks": 1_500.0}
"""By how much may differ what is not counted one by one."""


def find_leaks(samples: Sequence[Sample], idle: int) -> list[str]:
    """Compare the later samples with the earlier ones, and say what grew.

    Args:
        samples: In order, the first of them after the readers had warmed up.
        idle: How many connections the clients may keep between rounds.
    """
    half = len(samples) // 2
    leaks: list[str] = []
    for name in ("megabytes", "blocks", "threads", "tasks"):
        earlier = median(getattr(sample, name) for sample in samples[:half])
        later = median(getattr(sample, name) for sample in samples[half:])
        if later > earlier + ALLOWED.get(name, 0):
            leaks.append(f"{name} went from {earlier:,.0f} to {later:,.0f}")
    # Idle connections come and go; each has one descriptor.
    bare = [sample.descriptors - sample.pooled for sample in samples if sample.descriptors]
    if bare and max(bare[half:]) > max(bare[:half]):
        leaks.append(
            f"descriptors beside those of connections went from {max(bare[:half])} to {max(bare[half:])}"
        )
    stuck = max(sample.stuck for sample in samples)
    if stuck:
        leaks.append(f"{stuck} connections are lost: neither idle nor in use")
    most = max(sample.connections for sample in samples)
    if most > idle:
        leaks.append(f"{most} connections are open, of which {idle} may be kept")
    return leaks
