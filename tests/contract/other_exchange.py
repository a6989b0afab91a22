"""Another exchange that keeps the contract, sharing no code with the mock exchange.

Where the contract leaves a decision open it decides as it is told, mostly otherwise than the mock exchange
does. What is held costs by the first contracts bought, not by their average.
"""

import base64
import json
import random
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

Row = dict[str, Any]
PAGED = {
    "/portfolio/fills": (("fills",), {"ticker", "order_id", "min_ts", "max_ts", "limit", "cursor"}, 200),
    "/portfolio/positions": (
        ("market_positions", "event_positions"),
        {"cursor", "limit", "count_filter", "settlement_status", "ticker", "event_ticker"},
        1000,
    ),
    "/portfolio/settlements": (
        ("settlements",),
        {"limit", "cursor", "ticker", "event_ticker", "min_ts", "max_ts"},
        200,
    ),
}
CHOICES = {"count_filter": {"position", "total_traded"}, "settlement_status": {"all", "unsettled", "settled"}}


@dataclass(frozen=True)
class Decisions:
    """What the contract leaves open, decided.

    Attributes:
        oldest_first: Lists begin with the oldest item.
        bounds_included: Items at a bound of a window are in it.
        fractions_count: An item's time counts with its fraction of a second.
        parameters_first: Parameters are looked at before signatures.
        foreign_cursors_refused: A cursor that was never given is 400.
        limit_bounds_all: The limit bounds all lists of a page together.
        every_count: Of several counts all have to be other than zero.
        tolerance_ms: How far clocks may differ.
        optional_told: Whether optional fields are sent.
        settled_keep: A settled position tells what was held.
        profits_after_fees: Profits are told less the fees.
        unknown_ignored: Parameters that nobody knows are ignored.
        barred: The value of resting orders is refused with 403.
    """

    oldest_first: bool = True
    bounds_included: bool = False
    fractions_count: bool = True
    parameters_first: bool = True
    foreign_cursors_refused: bool = True
    limit_bounds_all: bool = True
    every_count: bool = True
    tolerance_ms: int = 60_000
    optional_told: bool = True
    settled_keep: bool = True
    profits_after_fees: bool = True
    unknown_ignored: bool = True
    barred: bool = True


class Refusal(Exception):  # noqa: N818 - it is an answer of the server, not an error of it
    """A request that is not answered."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def dollars(cents: int) -> str:
    """Cents as dollars, with more decimals than the mock exchange tells."""
    return f"{Decimal(cents) / 100:.6f}"


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


class OtherExchange:
    """Serves an account made at random, signed for with an Ed25519 key.

    Args:
        decisions: What the contract leaves open.
        fills: How many fills there are.
        seed: The same seed makes the same account.
        prefix: What the paths begin with.
    """

    def __init__(
        self, decisions: Decisions, *, fills: int = 60, seed: int = 1, prefix: str = "/trade-api/v2"
    ) -> None:
        self.decisions, self.prefix = decisions, prefix
        self.key = ed25519.Ed25519PrivateKey.generate()
        self.key_id = "other-key"
        self.deposits = 1_000_000
        self.fills: list[Row] = []
        self.markets: dict[str, Market] = {}
        self._make(random.Random(seed), fills)
        exchange = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet for an answer

            def do_GET(self) -> None:
                status, body = exchange.answer(self.path, self.headers.items())
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}{prefix}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, target: str, headers: list[tuple[str, str]]) -> tuple[int, Row]:
        """Answers a request."""
        path, _, query = target.partition("?")
        try:
            if self.decisions.parameters_first:
                self._check_query(path, query)
            self._check_signature(path, headers)
            self._check_query(path, query)
            return 200, self._tell(path.removeprefix(self.prefix), dict(parse_qsl(query)))
        except Refusal as refusal:
            return refusal.status, {"code": refusal.code, "message": refusal.code, "service": "other"}

    def _check_signature(self, path: str, headers: list[tuple[str, str]]) -> None:
        found: dict[str, list[str]] = {}
        for name, value in headers:
            found.setdefault(name.upper(), []).append(value)
        try:
            [key_id], [signature], [at] = (
                found[f"KALSHI-ACCESS-{name}"] for name in ("KEY", "SIGNATURE", "TIMESTAMP")
            )
            raw = base64.b64decode(signature, validate=True)
            if key_id != self.key_id or base64.b64encode(raw).decode() != signature or not at.isdecimal():
                raise Refusal(401, "unauthorized")
            if abs(int(at) - time.time() * 1000) > self.decisions.tolerance_ms:
                raise Refusal(401, "expired")
            self.key.public_key().verify(raw, f"{at}GET{path}".encode())
        except (KeyError, ValueError, InvalidSignature):
            raise Refusal(401, "unauthorized") from None

    def _check_query(self, path: str, query: str) -> None:
        place = path.removeprefix(self.prefix)
        _, known, greatest = PAGED.get(place, ((), set(), 0))
        pairs = parse_qsl(query, keep_blank_values=True)
        names = [name for name, _ in pairs]
        for name, value in pairs:
            if name not in known:
                if self.decisions.unknown_ignored:
                    continue
                raise Refusal(400, f"unknown {name}")
            items = value.split(",") if name in ("count_filter", "event_ticker") else [value]
            wrong = name in CHOICES and not set(items) <= CHOICES[name]
            wrong |= len(items) > 10 or names.count(name) > 1
            if name in ("limit", "min_ts", "max_ts"):
                bounds = (1, greatest) if name == "limit" else (-(2**63), 2**63 - 1)
                number = value.lstrip("-")
                wrong |= not (
                    number.isascii() and number.isdecimal() and value.count("-") < 2 and len(value) < 25
                )
                wrong = wrong or not bounds[0] <= int(value) <= bounds[1]
            if name == "cursor" and value and self.decisions.foreign_cursors_refused:
                wrong |= not value.startswith("from-") or not value[5:].isdecimal()
            if wrong:
                raise Refusal(400, f"wrong {name}")

    def _tell(self, place: str, query: dict[str, str]) -> Row:
        if place == "/portfolio/balance":
            return {"balance": self.balance, "portfolio_value": 0, "updated_ts": int(self.fills[-1]["ts"])}
        if place == "/portfolio/summary/total_resting_order_value":
            if self.decisions.barred:
                raise Refusal(403, "forbidden")
            return {"total_resting_order_value": 0}
        names, _, _ = PAGED[place]
        whole = self._select(place, query)
        cursor = query.get("cursor", "")
        start = int(cursor[5:]) if cursor.startswith("from-") and cursor[5:].isdecimal() else 0
        limit = int(query.get("limit", 100))
        # Together: the lists are one row of items, and a page a piece of it.
        together = [(name, row) for name in names for row in whole[name]]
        if not self.decisions.limit_bounds_all:
            page = {name: whole[name][start : start + limit] for name in names}
            more = any(start + limit < len(rows) for rows in whole.values())
        else:
            piece = together[start : start + limit]
            page = {name: [row for key, row in piece if key == name] for name in names}
            more = start + limit < len(together)
        if more:
            return {**page, "cursor": f"from-{start + limit}"}
        return {**page, "cursor": ""} if place == "/portfolio/fills" else {**page}

    def _select(self, place: str, query: dict[str, str]) -> dict[str, list[Row]]:
        if place == "/portfolio/positions":
            return self._positions(query)
        events = set(query["event_ticker"].split(",")) if "event_ticker" in query else None
        if place == "/portfolio/fills":
            name, field, source = "fills", "created_time", self.fills
        else:
            name, field = "settlements", "settled_time"
            source = [market.settlement for market in self.markets.values() if market.settlement]
        rows = [
            row
            for row in source
            if query.get("ticker") in (None, row["ticker"])
            and query.get("order_id") in (None, row.get("order_id"))
            and (events is None or self.markets[row["ticker"]].event in events)
            and self._in_window(row[field], query)
        ]
        rows.sort(key=lambda row: str(row[field]), reverse=not self.decisions.oldest_first)
        hidden = set() if self.decisions.optional_told else {"created_time", "fee_cost", "event_ticker"}
        return {name: [{key: row[key] for key in row if key not in hidden} for row in rows]}

    def _in_window(self, text: str, query: dict[str, str]) -> bool:
        at = datetime.fromisoformat(text).timestamp()
        at = at if self.decisions.fractions_count else int(at)
        low, high = int(query.get("min_ts", -(2**62))), int(query.get("max_ts", 2**62))
        return low <= at <= high if self.decisions.bounds_included else low < at < high

    def _positions(self, query: dict[str, str]) -> dict[str, list[Row]]:
        status = query.get("settlement_status", "unsettled")
        counts = query.get("count_filter", "")
        events = set(query["event_ticker"].split(",")) if "event_ticker" in query else None
        test = all if self.decisions.every_count else any
        chosen = [
            market
            for market in self.markets.values()
            if market.traded
            and (status == "all" or bool(market.settlement) == (status == "settled"))
            and query.get("ticker") in (None, market.ticker)
            and (events is None or market.event in events)
            and (not counts or test(self._position(market)[name] for name in counts.split(",")))
        ]
        rows = [self._position(market) for market in chosen]
        rows.sort(key=lambda row: str(row["last_updated_ts"]), reverse=not self.decisions.oldest_first)
        # An event is told whole, whichever of its markets were asked for.
        names = sorted({market.event for market in chosen})
        return {"market_positions": rows, "event_positions": [self._event(name) for name in names]}

    def _position(self, market: Market) -> Row:
        over = market.settlement is not None and not self.decisions.settled_keep
        exposure, fees = 0 if over else market.cost, market.fees
        profit = market.realized - (fees if self.decisions.profits_after_fees else 0)
        return {
            "ticker": market.ticker,
            "total_traded": market.paid,
            "total_traded_dollars": dollars(market.paid),
            "position": 0 if over else market.held,
            "market_exposure": exposure,
            "market_exposure_dollars": dollars(exposure),
            "realized_pnl": profit,
            "realized_pnl_dollars": dollars(profit),
            "resting_orders_count": 0,
            "fees_paid": fees,
            "fees_paid_dollars": dollars(fees),
            "last_updated_ts": datetime.fromtimestamp(market.at, UTC).isoformat(),
        }

    def _event(self, name: str) -> Row:
        rows = [
            self._position(market)
            for market in self.markets.values()
            if market.event == name and market.traded
        ]
        sums = {
            "total_cost": sum(row["total_traded"] for row in rows),
            "event_exposure": sum(row["market_exposure"] for row in rows),
            "realized_pnl": sum(row["realized_pnl"] for row in rows),
            "fees_paid": sum(row["fees_paid"] for row in rows),
        }
        return {
            "event_ticker": name,
            **sums,
            **{f"{key}_dollars": dollars(value) for key, value in sums.items()},
        }

    def _make(self, rng: random.Random, fills: int) -> None:
        now = 1_763_000_000.0
        self.balance = self.deposits
        for number in range(fills):
            now += rng.choice((0.25, 1, 1800.5))
            event = f"EVENT{rng.randrange(1 + fills // 12)}"
            ticker = f"{event}-M{rng.randrange(3)}"
            market = self.markets.setdefault(ticker, Market(ticker, event))
            if market.settlement:
                continue
            side, count, yes = rng.choice(("yes", "no")), rng.randrange(1, 30), rng.randrange(3, 97)
            held = market.held if side == "yes" else -market.held
            action = "sell" if held > 0 and rng.random() < 0.5 else "buy"
            count = min(count, held) if action == "sell" else count
            signed = count if (side == "yes") == (action == "buy") else -count
            before = (market.realized, market.cost)
            market.trade(signed, yes)
            fee = rng.randrange(0, 9)
            market.fees += fee
            self.balance += market.realized - before[0] - (market.cost - before[1]) - fee
            market.at = now
            self.fills.append(self._fill(number, market, side, action, count, yes, now))
            if rng.random() < 0.05:
                now += 60
                self._settle(market, rng.choice(("yes", "no", "scalar", "void")), rng.randrange(1, 99), now)

    def _fill(
        self, number: int, market: Market, side: str, action: str, count: int, yes: int, at: float
    ) -> Row:
        return {
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
            "created_time": datetime.fromtimestamp(at, UTC).isoformat(),
            "ts": int(at),
        }

    def _settle(self, market: Market, result: str, value: int, at: float) -> None:
        yes, no = max(market.held, 0), max(-market.held, 0)
        pays = {"yes": 100, "no": 0, "scalar": value}.get(result)
        revenue = market.cost if pays is None else yes * pays + no * (100 - pays)
        if not yes and not no:
            return
        self.balance += revenue
        market.at = at
        if not self.decisions.settled_keep:
            market.realized += revenue - market.cost
        market.settlement = {
            "ticker": market.ticker,
            "event_ticker": market.event,
            "market_result": result,
            "yes_count": yes,
            "yes_total_cost": market.cost if yes else 0,
            "no_count": no,
            "no_total_cost": market.cost if no else 0,
            "revenue": revenue,
            "settled_time": datetime.fromtimestamp(at, UTC).isoformat(),
            "fee_cost": dollars(market.fees),
            **({} if pays is None else {"value": pays}),
        }
