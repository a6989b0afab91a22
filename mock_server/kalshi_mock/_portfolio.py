"""The operations: what each answers, told of one ledger in the fields of one contract."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping

from kalshi_mock._contract import Contract, ContractError, Operation, PagedList, Pagination
from kalshi_mock._cursor import read_cursor, write_cursor
from kalshi_mock._drift import Drift
from kalshi_mock._failures import FORBIDDEN, Refused
from kalshi_mock._fields import SHARD, SUBACCOUNT, EventPosition
from kalshi_mock._ledger import Ledger
from kalshi_mock._pages import Record, Snapshot
from kalshi_mock._parameters import Arguments
from kalshi_mock._position import Fill, Position, Settlement
from kalshi_mock._teller import Row, Teller

_KEPT_SNAPSHOTS = 16
_COUNTS: Mapping[str, Callable[[Position], int]] = {
    "position": lambda position: position.contracts,
    "total_traded": lambda position: position.spent,
}


class Portfolio:
    """Answers the operations of a contract."""

    def __init__(self, contract: Contract, ledger: Ledger, *, fcm_member: bool) -> None:
        """Takes the account.

        Args:
            contract: The edition to answer in.
            ledger: The account's books.
            fcm_member: Whether its owner may ask for the value of resting orders.

        Raises:
            ContractError: The contract has an operation or requires a field that is unknown here.
        """
        self._ledger = ledger
        self._fcm_member = fcm_member
        self._teller = Teller(contract)
        self._snapshots: OrderedDict[object, tuple[Snapshot[Row], Snapshot[Row]]] = OrderedDict()
        self._answers: Mapping[str, Callable[[Operation, Arguments], Row]] = {
            "GetBalance": self._balance,
            "GetFills": self._fills,
            "GetPositions": self._positions,
            "GetSettlements": self._settlements,
            "GetPortfolioRestingOrderTotalValue": self._resting_value,
        }
        for operation in contract.operations:
            if operation.id not in self._answers:
                raise ContractError(
                    f"the mock exchange does not know {operation.id}; teach it in _portfolio.py"
                )

    def answer(self, operation: Operation, arguments: Arguments) -> Row:
        """Answers a request that is in order.

        Args:
            operation: The operation.
            arguments: Its arguments, which keep to the contract.

        Returns:
            The body of the answer.

        Raises:
            Refused: The account may not call the operation.
        """
        answer = self._answers[operation.id](operation, arguments)
        # Pages are put together here; everything else comes from the teller, with its drift.
        return self._teller.drift.apply(operation.schema, answer) if operation.pagination else answer

    def change(self, drift: Drift) -> None:
        """Answers as a newer server would, from now on."""
        self._teller.drift = drift
        self._snapshots.clear()

    def _books(self, arguments: Arguments) -> Ledger:
        """Chooses the books of a subaccount and a shard: there is one of each, and all others are empty."""
        here = arguments.get("subaccount", SUBACCOUNT), arguments.get("exchange_index", SHARD)
        if here == (SUBACCOUNT, SHARD):
            return self._ledger
        empty = Ledger()
        # The balance of these never changed, and an answer has to tell a time all the same.
        empty.balance_at = self._ledger.balance_at
        return empty

    def _balance(self, operation: Operation, arguments: Arguments) -> Row:
        return self._teller.tell(operation.schema, self._books(arguments))

    def _resting_value(self, operation: Operation, _: Arguments) -> Row:
        if not self._fcm_member:
            raise Refused(FORBIDDEN)
        return self._teller.tell(operation.schema, self._ledger)

    def _fills(self, operation: Operation, arguments: Arguments) -> Row:
        tickers, orders = _texts(arguments, "ticker"), _texts(arguments, "order_id")

        def keep(fill: Fill) -> bool:
            return (tickers is None or fill.order.ticker in tickers) and (
                orders is None or fill.order.order_id in orders
            )

        books = self._books(arguments)
        record = Record(books.fills, books.fill_numbers(tickers, orders), keep)
        return self._page(operation, arguments, "Fill", record)

    def _settlements(self, operation: Operation, arguments: Arguments) -> Row:
        tickers, events = _texts(arguments, "ticker"), _texts(arguments, "event_ticker")

        def keep(settlement: Settlement) -> bool:
            return (tickers is None or settlement.ticker in tickers) and (
                events is None or settlement.event_ticker in events
            )

        books = self._books(arguments)
        record = Record(books.settlements, books.settlement_numbers(tickers, events), keep)
        return self._page(operation, arguments, "Settlement", record)

    def _page(
        self,
        operation: Operation,
        arguments: Arguments,
        schema: str,
        record: Record[Fill] | Record[Settlement],
    ) -> Row:
        paging = _paging(operation)
        place = read_cursor(operation.id, arguments.get(paging.cursor_parameter), ((int,),))
        items, last = record.read(
            paging.lists[0],
            _number(arguments, paging.limit_parameter) or 1,
            int(place[0] or 0) if place else None,
            _number(arguments, "min_ts"),
            _number(arguments, "max_ts"),
        )
        return {
            paging.lists[0].name: [self._teller.tell(schema, item) for item in items],
            paging.next_cursor: "" if last is None else write_cursor(operation.id, (last,)),
        }

    def _positions(self, operation: Operation, arguments: Arguments) -> Row:
        paging = _paging(operation)
        limit = _number(arguments, paging.limit_parameter) or 1
        books, status = self._books(arguments), arguments.get("settlement_status", "unsettled")
        kinds = ((str,), (int,), (int,), (str,), (int,), (str,))
        place = read_cursor(operation.id, arguments.get(paging.cursor_parameter), kinds)
        revision = books.revision
        after: tuple[tuple[int, str] | None, tuple[int, str] | None] = (None, None)
        if place and place[0] == status:
            revision = min(int(place[1] or 0), revision)
            after = (int(place[2] or 0), str(place[3])), (int(place[4] or 0), str(place[5]))
        markets, events = self._snapshot(paging, arguments, books, revision)
        market_rows, last_market, more_markets = markets.read(limit, after[0])
        event_rows, last_event, more_events = events.read(limit, after[1])
        cursor = ""
        if (more_markets or more_events) and last_market and last_event:
            cursor = write_cursor(operation.id, (str(status), revision, *last_market, *last_event))
        return {
            paging.lists[0].name: market_rows,
            paging.lists[1].name: event_rows,
            paging.next_cursor: cursor,
        }

    def _snapshot(
        self, paging: Pagination, arguments: Arguments, books: Ledger, revision: int
    ) -> tuple[Snapshot[Row], Snapshot[Row]]:
        tickers, events = _texts(arguments, "ticker"), _texts(arguments, "event_ticker")
        counts = _texts(arguments, "count_filter")
        status = arguments.get("settlement_status", "unsettled")
        key = (books is self._ledger, revision, tickers, events, counts, status)
        found = self._snapshots.get(key)
        if found is None:
            selected = [
                position
                for position in books.positions(revision)
                if (tickers is None or position.ticker in tickers)
                and (events is None or position.event_ticker in events)
                and (counts is None or any(_COUNTS[count](position) for count in counts))
                and (status == "all" or (position.result is None) == (status == "unsettled"))
            ]
            found = self._snapshots[key] = self._tell_positions(paging, selected)
            if len(self._snapshots) > _KEPT_SNAPSHOTS:
                self._snapshots.popitem(last=False)
        return found

    def _tell_positions(
        self, paging: Pagination, positions: list[Position]
    ) -> tuple[Snapshot[Row], Snapshot[Row]]:
        sums: dict[str, EventPosition] = {}
        for position in positions:
            sums.setdefault(position.event_ticker, EventPosition(position.event_ticker)).add(position)
        market_list, event_list = paging.lists
        ordered = sorted(
            (_key(market_list, each.at, each.ticker), index) for index, each in enumerate(positions)
        )
        names = sorted(sums, reverse=event_list.descending)
        return (
            Snapshot(
                [key for key, _ in ordered],
                [self._teller.tell("MarketPosition", positions[index]) for _, index in ordered],
            ),
            Snapshot(
                [(0, name) for name in names],
                [self._teller.tell("EventPosition", sums[name]) for name in names],
            ),
        )


def _key(order: PagedList, at: int, name: str) -> tuple[int, str]:
    if order.time is None:
        return (0, name)
    return (-at if order.descending else at, name)


def _paging(operation: Operation) -> Pagination:
    if operation.pagination is None:
        raise ContractError(f"{operation.id} has no x-pagination")
    return operation.pagination


def _texts(arguments: Arguments, name: str) -> Collection[str] | None:
    """Reads an argument that is one text or a list of them, as the edition has it."""
    value = arguments.get(name)
    if value is None:
        return None
    return tuple(value) if isinstance(value, list) else (str(value),)


def _number(arguments: Arguments, name: str) -> int | None:
    value = arguments.get(name)
    return value if isinstance(value, int) else None
