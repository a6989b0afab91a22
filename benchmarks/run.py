"""Benchmarks as ratios within one run; `make bench` runs it.

Times on shared machines drift by themselves, so every figure is a ratio to a floor that was measured in the
same run, interleaved with it.
"""

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from rich.console import Console
from rich.table import Table

from kalshi_portfolio import operations
from kalshi_runtime import decode

ROUNDS = 400
IMPORT_ROUNDS = 30
FLOOR_IMPORT = (
    "import httpx; from cryptography.hazmat.primitives.asymmetric import padding, rsa; "
    "from cryptography.hazmat.primitives import hashes, serialization"
)


def fills_page(count: int = 200) -> bytes:
    """A page of fills with all 17 documented fields, no two fills alike."""
    rng = random.Random(1)
    start = datetime(2025, 11, 15, 12, tzinfo=UTC)
    fills = []
    for index in range(count):
        yes = rng.randint(1, 99)
        when = start + timedelta(microseconds=rng.randrange(10**11))
        fill_id, order_id, client_order_id = (str(UUID(int=rng.getrandbits(128))) for _ in range(3))
        ticker = f"KXHIGHNY-25NOV{rng.randint(10, 30)}-B{rng.randint(40, 70)}"
        side = rng.choice(["yes", "no"])
        fills.append(
            {
                "fill_id": fill_id,
                "trade_id": fill_id,
                "order_id": order_id,
                "client_order_id": client_order_id,
                "ticker": ticker,
                "market_ticker": ticker,
                "side": side,
                "action": rng.choice(["buy", "sell"]),
                "count": rng.randint(1, 500),
                "price": (yes if side == "yes" else 100 - yes) / 100,
                "yes_price": yes,
                "no_price": 100 - yes,
                "yes_price_fixed": f"{yes / 100:.4f}",
                "no_price_fixed": f"{(100 - yes) / 100:.4f}",
                "is_taker": index % 3 == 0,
                "created_time": when.isoformat().replace("+00:00", "Z"),
                "ts": int(when.timestamp()),
            }
        )
    return json.dumps({"fills": fills, "cursor": "EhIKEMdJ"}).encode()


def interleave(subjects: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each subject, measured in shuffled turns."""
    times: dict[str, list[float]] = {name: [] for name in subjects}
    names = list(subjects)
    for _ in range(rounds):
        random.shuffle(names)
        for name in names:
            start = time.perf_counter()
            subjects[name]()
            times[name].append(time.perf_counter() - start)
    return times


def run_python(code: str) -> Callable[[], object]:
    """A fresh interpreter that runs the code."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def add_rows(
    table: Table, times: dict[str, list[float]], floor: str, unit: float, goals: dict[str, str]
) -> None:
    """One row a subject, as a ratio to the floor with the quartiles of the ratio's spread."""
    base = statistics.median(times[floor])
    for name, measured in times.items():
        low, middle, high = statistics.quantiles(measured, n=4)
        table.add_row(
            name,
            f"{middle / unit:,.1f}",
            f"{middle / base:.2f}",
            f"{low / base:.2f} to {high / base:.2f}",
            goals.get(name, "floor" if name == floor else ""),
        )
    table.add_section()


def main() -> None:
    """Measure, and print one table."""
    body = fills_page()
    table = Table(header_style="bold")
    for column in ("what", "median", "ratio", "quartiles", "goal"):
        table.add_column(column, justify="left" if column in {"what", "goal"} else "right")
    decoding = {
        "json.loads, 200 fills (µs)": lambda: json.loads(body),
        "decode of 200 fills (µs)": lambda: decode(operations.GET_FILLS, body),
    }
    times = interleave(decoding, ROUNDS)
    add_rows(table, times, "json.loads, 200 fills (µs)", 1e-6, {"decode of 200 fills (µs)": "at most 0.80"})
    bare = statistics.median(interleave({"": run_python("pass")}, IMPORT_ROUNDS)[""])
    importing = {
        "import httpx and RSA (ms)": run_python(FLOOR_IMPORT),
        "import kalshi_portfolio (ms)": run_python("import kalshi_portfolio"),
    }
    times = interleave(importing, IMPORT_ROUNDS)
    times = {name: [seconds - bare for seconds in measured] for name, measured in times.items()}
    add_rows(
        table, times, "import httpx and RSA (ms)", 1e-3, {"import kalshi_portfolio (ms)": "at most 1.40"}
    )
    Console().print(table)


if __name__ == "__main__":
    main()
