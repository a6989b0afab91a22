"""Floor: msgspec into its own kind of class, whose instances are made in C."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from .protocol import Service, Subject


class Fill(msgspec.Struct, frozen=True):
    """A fill of 2025-11."""

    fill_id: str
    trade_id: str
    order_id: str
    ticker: str
    market_ticker: str
    side: Literal["yes", "no"]
    action: Literal["buy", "sell"]
    count: int
    price: Decimal
    yes_price: int
    no_price: int
    yes_price_fixed: Decimal
    no_price_fixed: Decimal
    is_taker: bool
    client_order_id: str | None = None
    created_time: datetime | None = None
    ts: int | None = None


class Page(msgspec.Struct, frozen=True):
    """A page of them."""

    fills: list[Fill]
    cursor: str | None = None


class Client(Subject):
    """Reads a page's body."""

    IMPORT = "import msgspec"

    def __init__(self, service: Service) -> None:
        self._decode = msgspec.json.Decoder(Page).decode

    def decode(self, body: bytes) -> Any:
        return self._decode(body)
