"""Whether a server can be held to a contract at all: it answers, knows the key and has the operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from gate.contract import Contract
from gate.findings import Problem
from gate.target import RETRIED, Target
from gate.traffic import Exchange

LAYER = "server"
TITLE = "The server answers, knows the key and has the operations"
HINTS: Mapping[int, str] = {
    401: "is it the right key, for this server, and are its clock and this machine's right?",
    403: "may the key read the portfolio?",
    404: "does BASE_URL end in the prefix of the paths, such as /trade-api/v2?",
}
MOST_TEXT = 160


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps a server from being asked.

    Attributes:
        problem: What it is.
        asked: Whether the server gave an answer that is its own; if not, nothing is known of it.
    """

    problem: Problem
    asked: bool


def find_hindrance(contract: Contract, target: Target) -> Hindrance | None:
    """Calls each operation once.

    Args:
        contract: The contract.
        target: The server.

    Returns:
        What is wrong with all of them alike; None if the server can be asked.

    Raises:
        BudgetSpent: The budget of requests is spent.
    """
    answers: list[Exchange] = []
    for operation in contract.operations.values():
        try:
            answers.append(target.get(operation, layer=LAYER))
        except httpx.HTTPError as error:
            text = f"cannot be reached: {type(error).__name__}: {error}"
            return Hindrance(Problem(target.base_url, text), asked=bool(answers))
        if answers[-1].status in RETRIED:
            text = f"is too busy: {_describe(answers[-1])}, however often it was asked"
            return Hindrance(Problem(target.base_url, text), asked=len(answers) > 1)
        if answers[-1].status == 200 and _is_json(answers[-1]):
            return None
    if not answers or len({(each.status, _is_json(each)) for each in answers}) > 1:
        return None
    text = f"every operation was answered with {_describe(answers[0])}"
    hint = HINTS.get(answers[0].status, "is BASE_URL that of the API, and is it well?")
    return Hindrance(
        Problem(target.base_url, f"{text}; {hint}", reproduce=target.reproduce(answers[0])), asked=True
    )


def _is_json(exchange: Exchange) -> bool:
    return exchange.body.lstrip()[:1] in (b"{", b"[")


def _describe(exchange: Exchange) -> str:
    kind = next((value for name, value in exchange.headers if name == "content-type"), "no content type")
    text = " ".join(exchange.body.decode("utf-8", "replace").split())
    shown = text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}..."
    return f"status {exchange.status} ({kind}) {shown}".rstrip()
