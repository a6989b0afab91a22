"""The part of a checkup that asks with the key: whether it is known, what it may do, and what is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from kalshi_auth import KalshiError
from kalshi_cli._failures import find_edition
from kalshi_cli._findings import Finding, broken, doubtful, fine, left_out
from kalshi_runtime import (
    DecodeError,
    ForbiddenError,
    RateLimitError,
    RawResponse,
    StatusError,
    UnauthorizedError,
)

_KEY, _SIGNATURE, _PERMISSIONS, _CONTRACT = "key id", "signature", "permissions", "contract"

_TOLD = 8

CALLS: Final[Mapping[str, Mapping[str, int]]] = {
    "get_balance": {},
    "get_fills": {"limit": 5},
    "get_positions": {"limit": 5},
    "get_settlements": {"limit": 5},
    "get_portfolio_resting_order_total_value": {},
}
"""One call of each operation."""

RARELY_ALLOWED: Final = "get_portfolio_resting_order_total_value"
"""What the exchange keeps to members of a futures commission merchant."""


def check_account(client: Any) -> Iterator[Finding]:
    """Make one call of each operation.

    Args:
        client: The client.

    Yields:
        Key id, signature, permissions, contract.
    """
    answers: dict[str, RawResponse[Any] | KalshiError] = {}
    for name, arguments in CALLS.items():
        try:
            answers[name] = getattr(client.with_raw_response, name)(**arguments)
        except KalshiError as error:
            answers[name] = error
            if isinstance(error, UnauthorizedError):
                yield from explain_refusal(error)
                return
    if all(isinstance(answer, KalshiError) for answer in answers.values()):
        yield broken(_KEY, f"no call succeeded: {answers['get_balance']}", "see what the server says")
        return
    yield fine(_KEY, "the exchange knows it")
    yield fine(_SIGNATURE, "the exchange accepts it")
    yield check_permissions(answers)
    yield check_contract([answer for answer in answers.values() if isinstance(answer, RawResponse)])


def explain_refusal(error: UnauthorizedError) -> Iterator[Finding]:
    """Say which of key id, signature and timestamp was refused."""
    said = (error.details or error.code or "").partition(":")[0]
    if said == "NOT_FOUND":
        yield broken(
            _KEY,
            "the exchange does not know it",
            "check KALSHI_API_KEY_ID, and KALSHI_HOST: production and demo do not share keys",
        )
        yield left_out(_SIGNATURE, "without a key it cannot be verified")
    elif said == "INCORRECT_API_KEY_SIGNATURE":
        yield fine(_KEY, "the exchange knows it")
        yield broken(
            _SIGNATURE,
            "the exchange refuses it, although it verifies here",
            "use the private key that belongs to this key id; if it does, look for what rewrites the path",
        )
    elif said == "header_timestamp_expired":
        yield left_out(_KEY, "the exchange looked at the timestamp first")
        yield broken(
            _SIGNATURE,
            "its timestamp is too far from the exchange's clock",
            "synchronise this clock",
        )
    else:
        yield left_out(_KEY, "the exchange does not say")
        yield broken(_SIGNATURE, str(error), "look for proxies that drop or change headers")
    yield left_out(_PERMISSIONS, "no call was accepted")
    yield left_out(_CONTRACT, "no call was answered")


def check_permissions(answers: Mapping[str, RawResponse[Any] | KalshiError]) -> Finding:
    """Look which operations the key may not call, and which failed otherwise."""
    refused = [name for name, answer in answers.items() if isinstance(answer, ForbiddenError)]
    failed = [answer for answer in answers.values() if isinstance(answer, KalshiError)]
    missing = [name for name in refused if name != RARELY_ALLOWED]
    if missing:
        return broken(
            _PERMISSIONS,
            f"the key may not call {', '.join(missing)}",
            "make a key with the scope to read in the account's settings",
        )
    others = [error for error in failed if not isinstance(error, ForbiddenError)]
    if any(isinstance(error, RateLimitError) for error in others):
        return doubtful(
            _PERMISSIONS,
            "some calls met the rate limit",
            "try again when nothing else uses the account's rate",
        )
    if others:
        return broken(
            _PERMISSIONS,
            str(others[0]),
            "try again; if it stays, the exchange has trouble"
            if isinstance(others[0], StatusError)
            else "check the network",
        )
    if refused:
        return fine(
            _PERMISSIONS,
            f"all but {RARELY_ALLOWED}, whose 403 is normal: few accounts may call it",
        )
    return fine(_PERMISSIONS, f"all {len(CALLS)} operations")


def check_contract(answers: Sequence[RawResponse[Any]]) -> Finding:
    """Look whether the answers are what the contract says, and what is in them besides."""
    try:
        reports = [answer.drift_report for answer in answers]
    except DecodeError as error:
        return broken(_CONTRACT, str(error), "check KALSHI_HOST: this is no answer of the exchange")
    breaking = any(report.breaks for report in reports)
    told = [
        f"{report.operation} {difference}"
        for report in reports
        for difference in report.differences
        if difference.breaks is breaking
    ]
    some = "; ".join(told[:_TOLD])
    if breaking:
        editions = [edition for report in reports if (edition := find_edition(report.advice))]
        return broken(
            _CONTRACT,
            f"the exchange does not speak this edition: {some}",
            f"say --edition {editions[0]}, or set KALSHI_EDITION={editions[0]}"
            if editions
            else "install a newer kalshi-portfolio: the exchange has changed",
        )
    if told:
        return doubtful(
            _CONTRACT,
            f"answers differ from the contract in {len(told)} ways: {some}",
            "all is read as it should; a newer kalshi-portfolio, or another --edition, may read more",
        )
    return fine(_CONTRACT, "the answers are what this edition's contract says")
