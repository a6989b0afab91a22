"""Decoding a page and making a call take no more instructions than was committed to."""

import shutil

import pytest

from benchmarks.instructions import count_all, read_committed

ALLOWED = 1.10


@pytest.mark.skipif(
    shutil.which("valgrind") is None, reason="valgrind is not installed, which counts instructions"
)
def test_instructions_of_decode_and_call_stay_within_a_tenth() -> None:
    """A regression shows as a count, whatever else the machine does."""
    committed = read_committed()
    if not committed:
        pytest.skip(
            "no counts are kept for this version of Python: run `python -m benchmarks.instructions --write`"
        )
    counts = count_all()
    grown = {
        name: f"{counts[name].ratio} times its floor, committed {committed[name].ratio}"
        for name in committed
        if counts[name].ratio > ALLOWED * committed[name].ratio
    }
    assert {} == grown, (
        "if it is meant, run `python -m benchmarks.instructions --write` and say why in docs/performance.md"
    )
