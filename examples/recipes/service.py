"""Serve balance and positions to programs of your own.

Usage: uvicorn service:app

One client serves all requests; it is made and closed with the application. Needs FastAPI.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

from kalshi_portfolio_2026_10 import ApiException, AsyncKalshiClient
from kalshi_portfolio_2026_10.errors import RateLimitError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    """Keep one client open for as long as the application runs."""
    async with AsyncKalshiClient.from_env(deadline=10) as client:
        app.state.client = client
        yield


def get_client(request: Request) -> AsyncKalshiClient:
    """Return the application's client."""
    client: AsyncKalshiClient = request.app.state.client
    return client


app = FastAPI(lifespan=lifespan)
Client = Annotated[AsyncKalshiClient, Depends(get_client)]


@app.get("/balance")
async def show_balance(client: Client) -> dict[str, Any]:
    """Tell the balance; decimals travel as text, and stay exact."""
    return (await client.get_balance()).to_dict()


@app.get("/positions")
async def list_positions(client: Client) -> list[dict[str, Any]]:
    """List what is held, from every page."""
    return [held.to_dict() async for held in client.iter_market_positions(count_filter="position")]


@app.exception_handler(ApiException)
async def tell_failure(_: Request, error: ApiException) -> JSONResponse:
    """Tell whose fault it was; errors of this client never name keys or signatures."""
    status = 503 if isinstance(error, RateLimitError) else 502
    return JSONResponse({"error": type(error).__name__, "detail": str(error)}, status_code=status)
