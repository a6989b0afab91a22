"""What a document says of an operation's success and of its failures."""

from collections.abc import Iterator
from typing import Any

import attrs

from generator.document import Json, dereference, mapping
from generator.media import Kind, choose, kind_of

__all__ = ["Success", "failures", "read_success"]


@attrs.frozen(kw_only=True)
class Success:
    """How an operation succeeds.

    Attributes:
        statuses: The documented statuses; none means any from 200 to 299.
        described: The first of its answers, for its words.
        media: What is said of each body; its schema is under `schema`.
        kinds: How the bodies are read; one kind, unless the document is at odds with itself.
        may_be_empty: Whether an answer may come without a body.
    """

    statuses: tuple[int, ...]
    described: Json
    media: tuple[Json, ...]
    kinds: tuple[Kind, ...]
    may_be_empty: bool


def read_success(document: Json, operation: Json) -> Success:
    """Reads how an operation succeeds.

    Without any status from 200 to 299, `default` tells what success looks like.
    """
    responses = mapping(operation.get("responses"))
    chosen = {status: entry for status, entry in sorted(responses.items()) if _is_success(status)}
    if not chosen and "default" in responses:
        chosen = {"default": responses["default"]}
    entries = [dereference(document, mapping(entry)) for entry in chosen.values()]
    bodies = [choose(entry.get("content")) for entry in entries]
    found = [body for body in bodies if body is not None]
    is_exact = all(status.isdecimal() for status in chosen)
    return Success(
        statuses=tuple(map(int, chosen)) if is_exact else (),
        described=entries[0] if entries else {},
        media=tuple(media for _, media in found),
        kinds=tuple(dict.fromkeys(kind_of(media_type) for media_type, _ in found)),
        may_be_empty=len(found) < len(bodies),
    )


def failures(document: Json, operation: Json) -> Iterator[tuple[str, Json]]:
    """Lists the statuses that are no success, each with what is said of it."""
    responses: dict[str, Any] = mapping(operation.get("responses"))
    succeeds = any(map(_is_success, responses))
    for status, entry in sorted(responses.items()):
        if not _is_success(status) and (status != "default" or succeeds) and not status.startswith("x-"):
            yield status, dereference(document, entry)


def _is_success(status: str) -> bool:
    return status.startswith("2") and (status.isdecimal() or status.upper() == "2XX")
