"""Faults of paging: cursors that loop, skip, repeat, end early, never end, forget or get mixed up."""

from __future__ import annotations

from collections.abc import Callable

from kalshi_mock._answer import Answer, Request
from proof.mutant import Mutant
from proof.server.tamper import (
    LISTS,
    Body,
    Query,
    Respond,
    body_of,
    concerns,
    hearing,
    put,
    query_of,
    responding,
    telling,
    with_body,
    with_query,
)


def _turning(
    name: str, operation: str, turn: Callable[[Query, Body, Callable[[Query], Body]], None]
) -> Mutant:
    """A mutant that alters pages, and may look at others for it."""

    def make(respond: Respond) -> Respond:
        def wrong(request: Request) -> Answer:
            answer = respond(request)
            if not concerns(operation, request) or answer.status != 200:
                return answer
            body = body_of(answer)
            turn(query_of(request), body, lambda query: body_of(respond(with_query(request, query))))
            return with_body(answer, body)

        return wrong

    return responding(name, make)


def _loop(query: Query, body: Body, read: Callable[[Query], Body]) -> None:
    if query.get("cursor") and not body["cursor"]:
        body["cursor"] = read({**query, "cursor": ""})["cursor"]


def _lose_the_last(query: Query, body: Body, read: Callable[[Query], Body]) -> None:
    if body["cursor"] and not read({**query, "cursor": body["cursor"]})["cursor"]:
        body["cursor"] = ""


def _skip_one(query: Query, body: Body, _: Callable[[Query], Body]) -> None:
    if query.get("cursor"):
        del body["settlements"][:1]


def _repeat_one() -> Callable[[Query, Body, Callable[[Query], Body]], None]:
    last: list[object] = []

    def turn(query: Query, body: Body, _: Callable[[Query], Body]) -> None:
        rows = body["fills"]
        if query.get("cursor") and last and rows:
            rows.insert(0, last[0])
        last[:] = rows[-1:]

    return turn


def _drop_events(query: Query, body: Body, _: Callable[[Query], Body]) -> None:
    if query.get("cursor"):
        body["event_positions"].clear()


def _share_a_place(respond: Respond) -> Respond:
    """Remembers one place for all who read the fills, the latest that was told."""
    latest = ""

    def wrong(request: Request) -> Answer:
        nonlocal latest
        if not concerns("GetFills", request):
            return respond(request)
        query = query_of(request)
        if query.get("cursor") and latest:
            request = with_query(request, {**query, "cursor": latest})
        answer = respond(request)
        if answer.status == 200:
            latest = body_of(answer)["cursor"] or latest
        return answer

    return wrong


def _leave_out_the_end(body: Body) -> None:
    if not body["cursor"]:
        del body["cursor"]


def _use_up() -> Callable[[Query], Query | None]:
    used: set[str] = set()

    def change(query: Query) -> Query | None:
        key = str(sorted(query.items()))
        if query.get("cursor") and key in used:
            return {**query, "cursor": ""}
        used.add(key)
        return None

    return change


def _forget(query: Query) -> Query | None:
    if not query.get("cursor"):
        return None
    return {key: value for key, value in query.items() if key in ("cursor", "limit")}


def _reverse(body: Body, operation: str) -> None:
    for name in LISTS[operation]:
        body[name].reverse()


PAGING = (
    _turning("the last page leads to the second again", "GetFills", _loop),
    telling(
        "the last page of positions has a cursor",
        "GetPositions",
        lambda body: put(body, cursor=body["cursor"] or "AA"),
    ),
    _turning("the last page is never reached", "GetFills", _lose_the_last),
    _turning("later pages skip an item", "GetSettlements", _skip_one),
    _turning("later pages repeat an item", "GetFills", _repeat_one()),
    _turning("events are listed on the first page only", "GetPositions", _drop_events),
    telling("items come in the other order", "GetSettlements", lambda body: _reverse(body, "GetSettlements")),
    telling(
        "items are not sorted",
        "GetFills",
        lambda body: body["fills"].sort(key=lambda row: row["fill_id"]),
    ),
    hearing("a cursor forgets the filters", "GetFills", _forget),
    hearing("a cursor can be used once", "GetSettlements", _use_up()),
    responding("walks share one place", _share_a_place),
    telling("there is no cursor", "GetSettlements", lambda body: put(body, cursor="")),
    telling(
        "the cursor of the last page is null",
        "GetFills",
        lambda body: put(body, cursor=body["cursor"] or None),
    ),
    telling(
        "the cursor of the last page is absent",
        "GetSettlements",
        _leave_out_the_end,
        equivalent="the contract lets it be absent, which means the same as an empty one",
    ),
)
