"""The table of faults: what is promised of each, which the tests run and docs/reliability.md tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .fault import Fault, Scene
from .table_bodies import BODIES
from .table_scenes import CALLERS, INTERRUPTIONS, PLAIN, WALKS
from .table_statuses import CLOCK, LIMITED, PASSING, REDIRECTS, REFUSED
from .table_transport import BREAKING, REACHING, SIZES, SLOW

TABLE: Mapping[str, Sequence[Fault | Scene]] = {
    "Reaching the server": REACHING,
    "Connections that break": BREAKING,
    "Slowness": SLOW,
    "Size and compression": SIZES,
    "Too many requests": LIMITED,
    "A server that fails": PASSING,
    "A server that refuses": REFUSED,
    "Clocks": CLOCK,
    "Redirects": REDIRECTS,
    "Bodies that are not what the contract says": BODIES,
    "Walks through pages": WALKS,
    "Interruptions": INTERRUPTIONS,
    "Many callers, and the process around them": CALLERS,
    "httpx with `KalshiAuth` alone": PLAIN,
}
FAULTS = {row.name: row for rows in TABLE.values() for row in rows if isinstance(row, Fault)}
SCENES = [row for rows in TABLE.values() for row in rows if isinstance(row, Scene)]
