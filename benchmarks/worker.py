"""Runs a client in a process, and measures it when asked to. Standard library only.

    python -m benchmarks.worker 2025-11

reads the service as its first line of input and one command per line after it, which names the client's
module, and writes one line of JSON for each. What is measured is only ever the client's own call, in loops
of the same code for all of them.
"""

import asyncio
import gc
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from importlib import import_module
from itertools import count
from typing import Any

from .answers import Edition, make_page
from .subjects.protocol import CannotDoError, Service, Subject

WIRE_LACKS = frozenset({"client_order_id"})


class Measurements:
    """What can be asked for; each method is a command and returns figures by name."""

    def __init__(self, subject: Subject, edition: Edition, seconds_to_make: float) -> None:
        self._subject = subject
        self._edition = edition
        self._seconds_to_make = seconds_to_make
        self._runner = asyncio.Runner()
        self._opened = False

    def calls(self, what: str, seconds: float) -> dict[str, Any]:
        """Seconds and seconds of CPU per call, over as many calls as fit into some time."""
        call = self._find(what)
        call()  # connections, decoders and caches are made by the first
        gc.collect()
        return _repeat(call, seconds)

    def calls_async(self, seconds: float) -> dict[str, Any]:
        """Do what `calls` does with the asynchronous client, one call after the other."""
        self._open()

        async def run() -> dict[str, Any]:
            await self._subject.balance_async()
            gc.collect()
            wall: list[float] = []
            stop, busy = time.perf_counter() + seconds, time.process_time()
            while time.perf_counter() < stop or not wall:
                start = time.perf_counter()
                await self._subject.balance_async()
                wall.append(time.perf_counter() - start)
            return {"wall": wall, "cpu": (time.process_time() - busy) / len(wall)}

        return self._runner.run(run())

    def readers(self, tasks: int, calls: int) -> dict[str, Any]:
        """Seconds per call with many readers at once, and how late the loop came to a timer of 1 ms."""
        self._open()

        async def read() -> None:
            for _ in range(calls):
                await self._subject.balance_async()

        async def run() -> dict[str, Any]:
            await asyncio.gather(*(self._subject.balance_async() for _ in range(tasks)))
            gc.collect()
            late: list[float] = []
            ticker = asyncio.create_task(_tick(late))
            start, busy = time.perf_counter(), time.process_time()
            await asyncio.gather(*(read() for _ in range(tasks)))
            wall, cpu = time.perf_counter() - start, time.process_time() - busy
            ticker.cancel()
            return {"wall": [wall / tasks / calls], "cpu": cpu / tasks / calls, "late": max(late)}

        return self._runner.run(run())

    def history(self, how: str) -> dict[str, Any]:
        """Seconds for 100,000 fills, of a history as long as the server has it."""
        gc.collect()
        start, busy = time.perf_counter(), time.process_time()
        number = sum(1 for _ in self._find(how)())
        wall, cpu = time.perf_counter() - start, time.process_time() - busy
        return {"wall": [wall * 100_000 / number], "cpu": cpu * 100_000 / number, "items": number}

    def history_async(self, how: str) -> dict[str, Any]:
        """Do what `history` does, asynchronously."""
        self._open()

        async def run() -> int:
            number = 0
            async for _ in self._find(how)():
                number += 1
            return number

        gc.collect()
        start, busy = time.perf_counter(), time.process_time()
        number = self._runner.run(run())
        wall, cpu = time.perf_counter() - start, time.process_time() - busy
        return {"wall": [wall * 100_000 / number], "cpu": cpu * 100_000 / number, "items": number}

    def start(self) -> dict[str, Any]:
        """Seconds from an interpreter that has imported nothing of a client to its first answer."""
        start = time.perf_counter()
        self._subject.balance()
        return {"wall": [self._seconds_to_make + time.perf_counter() - start]}

    def memory(self, pages: int) -> dict[str, Any]:
        """Bytes that some pages of fills take while they are held, as Python's allocator counts them."""
        size = len(self._subject.page())
        gc.collect()
        tracemalloc.start()
        held = [self._subject.page(str(size * number or "")) for number in range(pages)]
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return {"bytes": taken, "items": sum(map(len, held))}

    def _find(self, what: str) -> Callable[[], Any]:
        if what == "decode" or what == "decode_wire":
            body = make_page(self._edition, absent=WIRE_LACKS if what == "decode_wire" else frozenset())
            return lambda: self._subject.decode(body)
        found: Callable[[], Any] = getattr(self._subject, what)
        return found

    def _open(self) -> None:
        if not self._opened:
            self._runner.run(self._subject.open_async())
            self._opened = True


def _repeat(call: Callable[[], Any], seconds: float) -> dict[str, Any]:
    wall: list[float] = []
    clock = time.perf_counter
    stop, busy = clock() + seconds, time.process_time()
    while clock() < stop or not wall:
        start = clock()
        call()
        wall.append(clock() - start)
    return {"wall": wall, "cpu": (time.process_time() - busy) / len(wall)}


async def _tick(late: list[float], interval: float = 0.001) -> None:
    for _ in count():
        start = time.perf_counter()
        await asyncio.sleep(interval)
        late.append(time.perf_counter() - start - interval)


def main() -> None:
    """Answer commands until standard input ends."""
    # What the client prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    edition: Edition = sys.argv[1]  # type: ignore[assignment]
    service = Service(**json.loads(sys.stdin.readline()))
    made: dict[str, Measurements] = {}
    for line in sys.stdin:
        command = json.loads(line)
        module = command.pop("module")
        try:
            if module not in made:
                start = time.perf_counter()
                subject = import_module(f"benchmarks.subjects.{module}").Client(service)
                made[module] = Measurements(subject, edition, time.perf_counter() - start)
            answer = getattr(made[module], command.pop("do"))(**command)
        except CannotDoError as reason:
            answer = {"cannot": str(reason)}
        except Exception as error:
            answer = {"failed": f"{type(error).__name__}: {str(error)[:120]}"}
        print(json.dumps(answer), file=answers)


if __name__ == "__main__":
    main()
