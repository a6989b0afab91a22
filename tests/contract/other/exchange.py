"""The exchange: what it makes of a request, and what it answers."""

import base64
import secrets
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Self
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

from tests.contract.other.account import Account, Market, Row, dollars, tell_time
from tests.contract.other.decisions import Decisions, Manners
from tests.contract.other.notation import LISTS, OLDER, PAGED, tell
from tests.contract.other.server import Server

CHOICES = {"count_filter": {"position", "total_traded"}, "settlement_status": {"all", "unsettled", "settled"}}
NUMBERS = {"limit", "min_ts", "max_ts", "subaccount", "exchange_index"}
LEAST, GREATEST = -(2**63), 2**63 - 1


class Refusal(Exception):  # noqa: N818 - it is an answer of the server, not an error of it
    """A request that is not answered."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class OtherExchange:
    """Serves an account, signed for with an Ed25519 key.

    Args:
        decisions: What the contract leaves open.
        manners: How answers go over the wire.
        account: The account; one made at random if left out.
        prefix: What the paths begin with.
        edition: In whose fields the account is told.

    Attributes:
        asked: How many requests have come.
    """

    def __init__(
        self,
        decisions: Decisions,
        manners: Manners | None = None,
        *,
        account: Account | None = None,
        prefix: str = "/trade-api/v2",
        edition: str = OLDER,
    ) -> None:
        self.decisions, self.prefix, self.edition = decisions, prefix, edition
        self.manners = manners or Manners()
        self.account = account or Account()
        self.key = ed25519.Ed25519PrivateKey.generate()
        self.key_id = "other-key"
        self._cursors: dict[str, int] = {}
        self.asked = 0
        self._server = Server(self.answer, self.manners)
        self.url = f"http://127.0.0.1:{self._server.port}{prefix}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def answer(self, target: str, headers: Iterable[tuple[str, str]]) -> tuple[int, Row]:
        """Answers a request."""
        path, _, query = target.partition("?")
        self.asked += 1
        if self.manners.busy_every and not self.asked % self.manners.busy_every:
            return 429, self._describe("too many requests")
        try:
            if self.decisions.parameters_first:
                self._read_query(path, query)
            self._check_signature(path, headers)
            return 200, self._tell(path.removeprefix(self.prefix), self._read_query(path, query))
        except Refusal as refusal:
            return refusal.status, self._describe(refusal.code)

    def _describe(self, code: str) -> Row:
        flat = {"code": code, "message": code, **({"service": "other"} if self.edition == OLDER else {})}
        shapes: dict[str, Row] = {
            "flat": flat,
            "nested": {"error": {"code": code, "message": code}},
            "text": {"error": code},
            "message": {"msg": code},
        }
        return shapes[self.decisions.error]

    def _check_signature(self, path: str, headers: Iterable[tuple[str, str]]) -> None:
        found: dict[str, list[str]] = {}
        for name, value in headers:
            found.setdefault(name.upper(), []).append(value)
        if self.decisions.first_header_counts:
            found = {name: values[:1] for name, values in found.items()}
        try:
            [key_id], [signature], [at] = (
                found[f"KALSHI-ACCESS-{name}"] for name in ("KEY", "SIGNATURE", "TIMESTAMP")
            )
            lenient = self.decisions.base64_lenient
            raw = base64.b64decode(signature + "=" * 3 if lenient else signature, validate=not lenient)
            exact = lenient or base64.b64encode(raw).decode() == signature
            if key_id != self.key_id or not exact or not at.isdecimal():
                raise Refusal(401, "unauthorized")
            if abs(int(at) - time.time() * 1000) > self.decisions.tolerance_ms:
                raise Refusal(401, "expired")
            self.key.public_key().verify(raw, f"{at}GET{path}".encode())
        except (KeyError, ValueError, InvalidSignature):
            raise Refusal(401, "unauthorized") from None

    def _read_query(self, path: str, query: str) -> dict[str, str]:
        place = path.removeprefix(self.prefix)
        _, known, greatest = PAGED[self.edition].get(place, ((), set(), 0))
        found: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name not in known:
                if self.decisions.unknown_ignored:
                    continue
                raise Refusal(400, f"unknown {name}")
            if name in found:
                if self.decisions.repeated_refused:
                    raise Refusal(400, f"{name} comes twice")
                continue
            found[name] = value
        if self.decisions.empty_is_absent:
            found = {name: value for name, value in found.items() if value}
        for name, value in found.items():
            self._check_value(place, name, value)
            if name in NUMBERS:
                found[name] = self._read_number(name, value, greatest)
        low, high = int(found.get("min_ts", LEAST)), int(found.get("max_ts", GREATEST))
        if low > high and self.decisions.inverted_refused:
            raise Refusal(400, "the window ends before it begins")
        return found

    def _check_value(self, place: str, name: str, value: str) -> None:
        most = LISTS[self.edition].get((place, name))
        items = [value] if most is None else value.split(",")
        wrong = name in CHOICES and not set(items) <= CHOICES[name]
        if name == "cursor" and value and self.decisions.foreign_cursors_refused:
            wrong = value not in self._cursors
        if wrong or (most is not None and len(items) > most):
            raise Refusal(400, f"wrong {name}")

    def _read_number(self, name: str, text: str, greatest: int) -> str:
        least, most = {
            "limit": (1, greatest),
            "subaccount": (0, 63),
            "exchange_index": (0, 2**31 - 1),
        }.get(name, (LEAST, GREATEST))
        if self.decisions.numbers_lenient:
            text = text.strip().removeprefix("+").removesuffix(".0")
        number = text.lstrip("-")
        if not (number.isascii() and number.isdecimal() and text.count("-") < 2 and len(text) < 25):
            raise Refusal(400, f"wrong {name}")
        if not least <= int(text) <= most:
            raise Refusal(400, f"{name} is out of bounds")
        return text

    def _tell(self, place: str, query: dict[str, str]) -> Row:
        there = all(query.get(name, "0") == "0" for name in ("subaccount", "exchange_index"))
        if place == "/portfolio/balance":
            return self._tell_balance(self.account.balance if there else 0)
        if place == "/portfolio/summary/total_resting_order_value":
            if self.decisions.barred:
                raise Refusal(403, "forbidden")
            return {"total_resting_order_value": 0} | self._break_down("resting_order_value_breakdown", 0)
        if place not in PAGED[self.edition]:
            raise Refusal(404, "no such path")
        names, _, _ = PAGED[self.edition][place]
        whole = self._select(place, query) if there else {name: [] for name in names}
        limit = int(query.get("limit", 100))
        start = self._cursors.get(query.get("cursor", ""), 0)
        # Together: the lists are one row of items, and a page a piece of it.
        together = [(name, row) for name in names for row in whole[name]]
        if not self.decisions.limit_bounds_all:
            page = {name: whole[name][start : start + limit] for name in names}
            longest = max(map(len, whole.values()))
        else:
            piece = together[start : start + limit]
            page = {name: [row for key, row in piece if key == name] for name in names}
            longest = len(together)
        optional = self.decisions.optional_told
        told: Row = {
            name: [tell(self.edition, name, row, optional=optional) for row in rows]
            for name, rows in page.items()
        }
        if start + limit < longest + (self.decisions.full_page_goes_on and start < longest):
            return told | {"cursor": self._make_cursor(start + limit)}
        return told | ({"cursor": ""} if place == "/portfolio/fills" else {})

    def _tell_balance(self, cents: int) -> Row:
        at = int(self.account.fills[-1]["ts"]) if self.account.fills else 0
        body: Row = {"balance": cents, "portfolio_value": 0, "updated_ts": at}
        if self.edition == OLDER:
            return body
        return body | {"balance_dollars": dollars(cents)} | self._break_down("balance_breakdown", cents)

    def _break_down(self, name: str, cents: int) -> Row:
        if self.edition == OLDER:
            return {}
        return {name: [{"exchange_index": 0, "balance": dollars(cents)}] if cents else []}

    def _make_cursor(self, start: int) -> str:
        cursor = {
            "plain": f"from-{start}",
            "long": f"{start}-{'x' * 3000}",
            "odd": f"a+b/c={start}&limit=1#%20? é",
            "fresh": f"{secrets.token_urlsafe(6)}-{start}",
        }[self.decisions.cursors]
        self._cursors[cursor] = start
        return cursor

    def _select(self, place: str, query: dict[str, str]) -> dict[str, list[Row]]:
        if place == "/portfolio/positions":
            return self._positions(query)
        events = set(query["event_ticker"].split(",")) if "event_ticker" in query else None
        markets = self.account.markets
        if place == "/portfolio/fills":
            name, field, source = "fills", "created_time", self.account.fills
        else:
            name, field = "settlements", "settled_time"
            source = [market.settlement for market in markets.values() if market.settlement]
        tickers = None if "ticker" not in query else {query["ticker"]}
        if tickers is not None and (place, "ticker") in LISTS[self.edition]:
            tickers = set(query["ticker"].split(","))
        rows = [
            row
            for row in source
            if (tickers is None or row["ticker"] in tickers)
            and query.get("order_id") in (None, row.get("order_id"))
            and (events is None or markets[row["ticker"]].event in events)
            and self._in_window(row[field], query)
        ]
        rows.sort(key=lambda row: str(row[field]), reverse=not self.decisions.oldest_first)
        return {name: rows}

    def _in_window(self, text: str, query: dict[str, str]) -> bool:
        at = datetime.fromisoformat(text).timestamp()
        at = at if self.decisions.fractions_count else int(at)
        low, high = int(query.get("min_ts", LEAST)), int(query.get("max_ts", GREATEST))
        return low <= at <= high if self.decisions.bounds_included else low < at < high

    def _positions(self, query: dict[str, str]) -> dict[str, list[Row]]:
        status = query.get("settlement_status", "unsettled")
        counts = query.get("count_filter", "")
        events = set(query["event_ticker"].split(",")) if "event_ticker" in query else None
        test = all if self.decisions.every_count else any
        chosen = [
            market
            for market in self.account.markets.values()
            if market.traded
            and (not self.decisions.held_only or self._position(market)["position"])
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
        if over and market.settlement:
            profit += market.settlement["revenue"] - market.cost
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
            "last_updated_ts": tell_time(market.at),
        }

    def _event(self, name: str) -> Row:
        markets = [each for each in self.account.markets.values() if each.event == name and each.traded]
        rows = [
            row for row in map(self._position, markets) if row["position"] or not self.decisions.held_only
        ]
        sums = {
            "total_cost": sum(row["total_traded"] for row in rows),
            "event_exposure": sum(row["market_exposure"] for row in rows),
            "realized_pnl": sum(row["realized_pnl"] for row in rows),
            "fees_paid": sum(row["fees_paid"] for row in rows),
        }
        listed = {row["ticker"] for row in rows}
        return {
            "event_ticker": name,
            **sums,
            **{f"{key}_dollars": dollars(value) for key, value in sums.items()},
            "total_cost_shares": sum(each.traded for each in markets if each.ticker in listed),
        }
