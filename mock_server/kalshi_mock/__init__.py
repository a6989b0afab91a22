"""A mock of the exchange's portfolio operations: signed requests, an account that adds up, a real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kalshi_mock._account import make_account
    from kalshi_mock._contract import ContractError
    from kalshi_mock._exchange import MockExchange
    from kalshi_mock._ledger import Ledger, LedgerError, taker_fee
    from kalshi_mock._market_clock import StepError
    from kalshi_mock._position import Fill, Order, Settlement
    from kalshi_mock._requests import RecordedRequest, Requests
    from kalshi_mock._scenario import Scenario, ScenarioError
    from kalshi_mock._server import ServerError

__all__ = [
    "ContractError",
    "Fill",
    "Ledger",
    "LedgerError",
    "MockExchange",
    "Order",
    "RecordedRequest",
    "Requests",
    "Scenario",
    "ScenarioError",
    "ServerError",
    "Settlement",
    "StepError",
    "make_account",
    "taker_fee",
]

_HOMES = {
    "ContractError": "_contract",
    "Fill": "_position",
    "Ledger": "_ledger",
    "LedgerError": "_ledger",
    "MockExchange": "_exchange",
    "Order": "_position",
    "RecordedRequest": "_requests",
    "Requests": "_requests",
    "Scenario": "_scenario",
    "ScenarioError": "_scenario",
    "ServerError": "_server",
    "Settlement": "_position",
    "StepError": "_market_clock",
    "make_account": "_account",
    "taker_fee": "_ledger",
}


def __getattr__(name: str) -> object:
    """Loads a name when it is first used, since pytest imports this package for its fixture everywhere."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        raise ImportError(
            f"the mock exchange needs {error.name}; install it with: pip install 'kalshi-portfolio[mock]'"
        ) from error
    globals()[name] = found
    return found
