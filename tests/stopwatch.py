"""Processor time, in which other processes do not count; to be compared with a floor of the same run."""

import time
from collections.abc import Callable


def measure(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that work takes."""
    began = time.process_time()
    work()
    return time.process_time() - began
