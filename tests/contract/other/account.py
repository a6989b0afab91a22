"""An account made at random, and what it did in each market."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

Row = dict[str, Any]
Kind = Literal["usual", "one market", "one instant", "extreme"]


def dollars(cents: int) -> str:
    """Cents as dollars, with more decimals than the mock exchange tells."""
    return f"{Decimal(cents) / 100:.6f}"


def tell_time(at: float) -> str:
    """A time as text, with an offset in place of a Z."""
    return datetime.fromtimestamp(at, UTC).isoformat()


class Market:
    """What an account did in one market."""

    def __init__(self, ticker: str, event: str) -> None:
        self.ticker, self.event = ticker, event
        self.lots: list[tuple[int, int]] = []  # signed count and cents for each contract
        self.paid = self.realized = self.fees = self.traded = 0
        self.at = 0.0
        self.settlement: Row | None = None

    @property
    def held(self) -> int:
        """Contracts, positive for YES."""
        return sum(count for count, _ in self.lots)

    @property
    def cost(self) -> int:
        """What the held contracts have cost."""
        return sum(abs(count) * price for count, price in self.lots)

    def trade(self, signed: int, yes_price: int) -> None:
        """Closes the oldest lots of the other side first, and opens one with the rest."""
        self.traded += abs(signed)
        way = 1 if signed > 0 else -1
        price = yes_price if way > 0 else 100 - yes_price
        rest = abs(signed)
        while rest and self.lots and self.lots[0][0] * way < 0:
            count, cost = self.lots[0]
            closed = min(rest, abs(count))
            self.realized += closed * (100 - price - cost)
            rest -= closed
            left = abs(count) - closed
            self.lots[:1] = [(-way * left, cost)] if left else []
        if rest:
            self.lots.append((way * rest, price))
            self.paid += rest * price


@dataclass
class Account:
    """The books of one account.

    Attributes:
        count: How many fills there are at most.
        seed: The same seed makes the same account.
        kind: What is unusual about it.
        deposits: What was paid in, in cents.
    """

    count: int = 60
    seed: int = 1
    kind: Kind = "usual"
    deposits: int = 1_000_000
    fills: list[Row] = field(default_factory=list)
    markets: dict[str, Market] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = random.Random(self.seed)
        now = 1_763_000_000.0
        self.balance = self.deposits
        for number in range(self.count):
            now += 0 if self.kind == "one instant" else rng.choice((0.25, 1, 1800.5))
            event = "EVENT" if self.kind == "one market" else f"EVENT{rng.randrange(1 + self.count // 12)}"
            ticker = f"{event}-M{0 if self.kind == 'one market' else rng.randrange(3)}"
            market = self.markets.setdefault(ticker, Market(ticker, event))
            if market.settlement:
                continue
            self._trade(rng, market, number, now)
            if self.kind != "one market" and rng.random() < 0.05:
                now += 0 if self.kind == "one instant" else 60
                self._settle(market, rng.choice(("yes", "no", "scalar", "void")), rng.randrange(1, 99), now)

    def _trade(self, rng: random.Random, market: Market, number: int, now: float) -> None:
        side = rng.choice(("yes", "no"))
        extreme = self.kind == "extreme"
        count = rng.randrange(1, 30) * (1_000_000 if extreme else 1)
        yes = rng.choice((1, 99)) if extreme else rng.randrange(3, 97)
        held = market.held if side == "yes" else -market.held
        action = "sell" if held > 0 and rng.random() < 0.5 else "buy"
        count = min(count, held) if action == "sell" else count
        signed = count if (side == "yes") == (action == "buy") else -count
        before = market.realized - market.cost
        market.trade(signed, yes)
        fee = rng.randrange(0, 9)
        market.fees += fee
        self.balance += market.realized - market.cost - before - fee
        market.at = now
        self.fills.append(
            {
                "fill_id": f"fill-{number}",
                "trade_id": f"fill-{number}",
                "order_id": f"order-{number // 2}",
                "ticker": market.ticker,
                "market_ticker": market.ticker,
                "side": side,
                "action": action,
                "count": count,
                "price": (yes if side == "yes" else 100 - yes) / 100,
                "yes_price": yes,
                "no_price": 100 - yes,
                "yes_price_fixed": dollars(yes),
                "no_price_fixed": dollars(100 - yes),
                "is_taker": number % 2 == 0,
                "created_time": tell_time(now),
                "ts": int(now),
                "fee": fee,
            }
        )

    def _settle(self, market: Market, result: str, value: int, at: float) -> None:
        yes, no = max(market.held, 0), max(-market.held, 0)
        pays = {"yes": 100, "no": 0, "scalar": value}.get(result)
        revenue = market.cost if pays is None else yes * pays + no * (100 - pays)
        if not yes and not no:
            return
        self.balance += revenue
        market.at = at
        market.settlement = {
            "ticker": market.ticker,
            "event_ticker": market.event,
            "market_result": result,
            "yes_count": yes,
            "yes_total_cost": market.cost if yes else 0,
            "no_count": no,
            "no_total_cost": market.cost if no else 0,
            "revenue": revenue,
            "settled_time": tell_time(at),
            "fee_cost": dollars(market.fees),
            **({} if pays is None else {"value": pays}),
        }
