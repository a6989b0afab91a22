"""The main job from end to end: sign, call, decode, page and check every operation against the mock exchange.

`make` runs it. Needs the extra `mock`, and rich for the tables.
"""

import asyncio
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from kalshi_mock import MockExchange
from kalshi_portfolio import AsyncKalshiClient, KalshiClient, models
from kalshi_portfolio.errors import UnauthorizedError

CENT = Decimal("0.01")
ROWS = 6
console = Console()


def dollars(cents: int) -> str:
    """Whole cents as a text in dollars."""
    return f"{cents * CENT:,.2f}"


def table(title: str, *columns: str) -> Table:
    """An empty table; columns marked with `>` are aligned to the right."""
    made = Table(title=title, title_justify="left", header_style="bold", title_style="bold cyan")
    for column in columns:
        made.add_column(
            column.lstrip(">"), justify="right" if column.startswith(">") else "left", no_wrap=True
        )
    return made


def show_fills(fills: list[models.Fill]) -> None:
    """The newest fills."""
    shown = table(f"Fills ({len(fills):,} in all)", "when (UTC)", "market", "did", ">contracts", ">YES $")
    for fill in fills[:ROWS]:
        when = f"{fill.created_time:%m-%d %H:%M}" if fill.created_time else "unknown"
        did = f"{fill.action} {str(fill.side).upper()}"
        shown.add_row(when, fill.ticker, did, f"{fill.count:,}", f"{fill.yes_price_fixed}")
    console.print(shown)


def show_positions(positions: list[models.MarketPosition]) -> None:
    """The largest open positions."""
    shown = table(
        f"Open positions ({len(positions)})", "market", ">contracts", ">exposure $", ">realised $", ">fees $"
    )
    for held in sorted(positions, key=lambda position: position.market_exposure, reverse=True)[:ROWS]:
        side = "YES" if held.position > 0 else "NO"
        shown.add_row(
            held.ticker,
            f"{abs(held.position):,} {side}",
            dollars(held.market_exposure),
            dollars(held.realized_pnl),
            dollars(held.fees_paid),
        )
    console.print(shown)


def show_settlements(settlements: list[models.Settlement]) -> None:
    """The newest settlements."""
    shown = table(
        f"Settlements ({len(settlements)} in all)", "when (UTC)", "market", "result", ">cost $", ">paid $"
    )
    for settlement in settlements[:ROWS]:
        cost = settlement.yes_total_cost + settlement.no_total_cost
        shown.add_row(
            f"{settlement.settled_time:%Y-%m-%d %H:%M}",
            settlement.ticker,
            str(settlement.market_result),
            dollars(cost),
            dollars(settlement.revenue),
        )
    console.print(shown)


def check(claim: str, expected: object, actual: object) -> None:
    """Print a claim that holds, or stop."""
    if expected != actual:
        console.print(f"[red]does not hold:[/] {claim}: {expected} against {actual}")
        raise SystemExit(1)
    console.print(f"  [green]holds[/]  {claim}")


async def read_asynchronously(exchange: MockExchange) -> tuple[list[object], list[models.Fill]]:
    """The five calls at once, and the whole history of fills, with the asynchronous client."""
    async with AsyncKalshiClient(
        host=exchange.url, api_key_id=exchange.api_key_id, private_key=exchange.private_key_pem
    ) as client:
        answers = await asyncio.gather(
            client.get_balance(),
            client.get_fills(),
            client.get_positions(),
            client.get_settlements(),
            client.get_portfolio_resting_order_total_value(),
        )
        return list(answers), [fill async for fill in client.iter_fills()]


def main() -> None:
    """Run the tour; exit status 1 where something does not hold."""
    with (
        MockExchange(seed=7) as exchange,
        KalshiClient(
            host=exchange.url, api_key_id=exchange.api_key_id, private_key=exchange.private_key_pem
        ) as client,
    ):
        console.print(f"mock exchange at {exchange.url}\nkey id {exchange.api_key_id}\n", soft_wrap=True)
        answers = [
            client.get_balance(),
            client.get_fills(),
            client.get_positions(),
            client.get_settlements(),
            client.get_portfolio_resting_order_total_value(),
        ]
        balance = client.get_balance()
        resting = client.get_portfolio_resting_order_total_value()
        fills = list(client.iter_fills())
        positions = list(client.iter_market_positions(count_filter="position"))
        settlements = list(client.iter_settlements())

        summary = table("Portfolio", "what", ">dollars")
        summary.add_row("cash", dollars(balance.balance))
        summary.add_row("worth of positions", dollars(balance.portfolio_value))
        summary.add_row("resting orders", dollars(resting.total_resting_order_value))
        console.print(summary)
        show_fills(fills)
        show_positions(positions)
        show_settlements(settlements)

        console.print("\n[bold]What must hold[/]")
        same, same_fills = asyncio.run(read_asynchronously(exchange))
        check("the five calls give the same synchronously and asynchronously", answers, same)
        check("the whole history pages to the same fills both ways", fills, same_fills)
        check("no fill comes twice", len(fills), len({fill.fill_id for fill in fills}))
        everything = list(client.iter_market_positions(settlement_status="all"))
        events = list(client.iter_event_positions(settlement_status="all"))
        check(
            "market positions and event positions have cost the same",
            sum(position.total_traded for position in everything),
            sum(event.total_cost for event in events),
        )
        check(
            "cents and dollars of every position say the same",
            [position.market_exposure * CENT for position in everything],
            [position.market_exposure_dollars for position in everything],
        )
        bought = sum(
            fill.count * (1 if (fill.side == "yes") == (fill.action == "buy") else -1)
            for fill in fills
            if fill.ticker == positions[0].ticker
        )
        check(f"the fills of {positions[0].ticker} add up to its position", positions[0].position, bought)

        with MockExchange(seed=8) as stranger:
            wrong = KalshiClient(
                host=exchange.url, api_key_id=exchange.api_key_id, private_key=stranger.private_key_pem
            )
            try:
                wrong.get_balance()
            except UnauthorizedError as error:
                check("a signature by another key is refused with 401", 401, error.status)
                console.print(f"         {error}", soft_wrap=True)
            else:
                check("a signature by another key is refused with 401", 401, 200)
            finally:
                wrong.close()


if __name__ == "__main__":
    main()
