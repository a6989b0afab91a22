"""Every row of the table, by both clients: what comes of it, and what it leaves behind."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from typing import Any

import attrs
import pytest

from kalshi_runtime import ApiException
from kalshi_runtime._drift import DriftPolicy, DriftWatch

from ..runtime.observation import observe
from ..runtime.shop import GET_SHELF, Driver, Kind, Shelf
from .acts import fine
from .driving import KINDS
from .evidence import PEM, check_signed, find_secrets, no_complaints
from .fault import Fault
from .places import Authority, find_place
from .table import FAULTS

DEADLINE = 10.0
SLACK = 2.0
ONCE = [name for name, fault in FAULTS.items() if fault.acts and not fault.place and not fault.after]


def make_driver(kind: Kind, fault: Fault, url: str) -> Driver:
    """Make a client as the row wants it, with retries as they are by default."""
    keywords: dict[str, Any] = {"deadline": DEADLINE, "max_retries": None, **fault.client}
    driver = Driver(kind, host=url, private_key=PEM, **keywords)
    driver.client._channel.settings.drift = DriftPolicy(watch=DriftWatch())
    return driver


def end(driver: Driver) -> None:
    """Close everything, and check that no task is left."""
    for _ in range(3):  # for generators of httpx, which tell the event loop when they are dropped
        driver._wait(asyncio.sleep(0))
    assert [task for task in asyncio.all_tasks(driver._runner.get_loop()) if not task.done()] == []
    driver.end()


def call(driver: Driver) -> Shelf | ApiException:
    """Call, and return the error if there is one."""
    try:
        return driver.call(GET_SHELF)
    except ApiException as error:
        return error


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FAULTS)
def test_fault_has_the_outcome_that_is_promised(
    kind: Kind,
    name: str,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Class and text, attempts, time, signatures, and no trace of a secret anywhere."""
    fault = FAULTS[name]
    caplog.set_level(logging.DEBUG)
    with no_complaints(fault.warns), find_place(fault, authority, monkeypatch) as (url, server):
        driver = make_driver(kind, fault, url)
        began = time.monotonic()
        result = call(driver)
        took = time.monotonic() - began
        end(driver)
        if server is not None:
            assert server.wait_for_lines(0)
            seen = server.connections if fault.greet or fault.place else len(server.heads)
            assert seen == fault.attempts
        heads = [] if server is None else server.heads
    assert took < fault.client.get("deadline", DEADLINE) + SLACK
    assert took >= fault.after * (fault.attempts - 1)
    check_signed(heads)
    assert find_secrets(caplog.text, heads) == []
    attempts = [
        record.attempt for record in caplog.records if record.name == "kalshi" and hasattr(record, "attempt")
    ]
    assert attempts == [*range(1, fault.attempts + 1)]
    if isinstance(result, Shelf):
        assert fault.outcome is None
        return
    assert isinstance(result, fault.outcome or ())
    assert re.search(fault.says, str(result))
    assert {key: getattr(result, key) for key in fault.holds} == fault.holds
    assert (result.attempts, result.operation, result.__context__) == (fault.attempts, "GetShelf", None)
    assert find_secrets(observe(result), heads) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ONCE)
def test_fault_that_happens_once_leaves_the_client_usable(
    kind: Kind, name: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What passes is not even noticed; after what does not, the next call is answered."""
    fault = FAULTS[name]
    once = attrs.evolve(fault, acts=(fault.acts[0], fine))
    with no_complaints(fault.warns), find_place(once, authority, monkeypatch) as (url, server):
        driver = make_driver(kind, fault, url)
        first = call(driver)
        assert isinstance(first, Shelf) == (fault.outcome is None or fault.attempts > 1)
        assert isinstance(call(driver), Shelf)
        assert server is not None
        assert len(server.heads) == 3 if fault.attempts > 1 else 2
        end(driver)
        assert server.wait_for_lines(0)
