"""The answers that every client reads, as bytes that are made once. Standard library only."""

import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias
from uuid import UUID

Edition: TypeAlias = Literal["2025-11", "2026-10"]
"""Which month's shape of the API a client was written for: each is served the answers that it can read."""

PAGE_SIZE = 200
SEED = 1  # of a page and of a history alike, so that the page is how the history begins
NEWEST = datetime(2026, 10, 15, 12, tzinfo=UTC)
SPACING = timedelta(seconds=60.25)


def make_balance(edition: Edition) -> bytes:
    """A balance."""
    balance: dict[str, Any] = {"balance": 980_123, "portfolio_value": 19_800, "updated_ts": 1_781_159_348}
    if edition == "2026-10":
        balance |= {"balance_dollars": "9801.2300", "balance_breakdown": []}
        balance = dict(sorted(balance.items()))
    return json.dumps(balance, separators=(",", ":")).encode()


def make_page(edition: Edition, *, absent: frozenset[str] = frozenset()) -> bytes:
    """A page of 200 fills with every field that is documented, no two fills alike.

    Args:
        edition: The shape of the fills.
        absent: Optional fields that every fill lacks, as on the wire.
    """
    rng = random.Random(SEED)
    fills = [
        {key: value for key, value in make_fill(edition, rng, index).items() if key not in absent}
        for index in range(PAGE_SIZE)
    ]
    return wrap_page(encode_fill(fill) for fill in fills)


def make_fill(edition: Edition, rng: random.Random, index: int) -> dict[str, Any]:
    """One fill, the index-th newest."""
    yes = rng.randint(1, 99)
    when = NEWEST - index * SPACING + timedelta(microseconds=rng.randrange(10**6))
    fill_id, order_id, client_order_id = (str(UUID(int=rng.getrandbits(128), version=4)) for _ in range(3))
    ticker = f"KXHIGHNY-25NOV{rng.randint(10, 30)}-B{rng.randint(40, 70)}"
    side, action = rng.choice(["yes", "no"]), rng.choice(["buy", "sell"])
    count = rng.randint(1, 500)
    yes_dollars, no_dollars = f"{yes / 100:.4f}", f"{(100 - yes) / 100:.4f}"
    ids = {"fill_id": fill_id, "trade_id": fill_id, "order_id": order_id}
    markets = {"ticker": ticker, "market_ticker": ticker}
    direction = {"side": side, "action": action}
    moment = {"created_time": when.isoformat().replace("+00:00", "Z"), "ts": int(when.timestamp())}
    if edition == "2025-11":
        return {
            **ids,
            "client_order_id": client_order_id,
            **markets,
            **direction,
            "count": count,
            "price": (yes if side == "yes" else 100 - yes) / 100,
            "yes_price": yes,
            "no_price": 100 - yes,
            "yes_price_fixed": yes_dollars,
            "no_price_fixed": no_dollars,
            "is_taker": index % 3 == 0,
            **moment,
        }
    fill = {
        **ids,
        **markets,
        **direction,
        **moment,
        "exchange_index": 0,
        "outcome_side": side,
        "book_side": "bid" if side == "yes" else "ask",
        "count_fp": f"{count}.00",
        "yes_price_dollars": yes_dollars,
        "no_price_dollars": no_dollars,
        "is_taker": index % 3 == 0,
        "fee_cost": f"{rng.randint(0, 9999) / 10_000:.4f}",
        "subaccount_number": 0,
    }
    return dict(sorted(fill.items()))  # the server of 2026 sorts its keys


def encode_fill(fill: dict[str, Any]) -> bytes:
    """A fill as JSON."""
    return json.dumps(fill, separators=(",", ":")).encode()


def wrap_page(fills: Iterable[bytes], cursor: str = str(PAGE_SIZE)) -> bytes:
    """A page of encoded fills."""
    return b'{"fills":[' + b",".join(fills) + b'],"cursor":"' + cursor.encode() + b'"}'


class History:
    """An account's whole history of fills, newest first, cut into pages by Unix seconds and cursor."""

    def __init__(self, edition: Edition, length: int) -> None:
        rng = random.Random(SEED)
        fills = [make_fill(edition, rng, index) for index in range(length)]
        self.seconds = [-fill["ts"] for fill in fills]  # negated, so that they ascend
        self.fills = [encode_fill(fill) for fill in fills]

    def cut(self, start: int, stop: int, limit: int) -> bytes:
        """The page of fills from one index up to another, with the cursor of the next page."""
        end = min(start + limit, stop)
        return wrap_page(self.fills[start:end], f"{end}" if end < stop else "")
