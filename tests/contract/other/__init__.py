"""Another exchange that keeps the contracts, sharing no code with the mock exchange.

Where a contract leaves a decision open it decides as it is told, mostly otherwise than the mock exchange
does, and its manners on the wire are those that it is told. What is held costs by the first contracts bought,
not by their average.
"""

from tests.contract.other.account import Account, Market, Row, dollars
from tests.contract.other.decisions import AS_OURS, Decisions, Manners
from tests.contract.other.exchange import OtherExchange

__all__ = ["AS_OURS", "Account", "Decisions", "Manners", "Market", "OtherExchange", "Row", "dollars"]
