"""Media types: which is JSON, and which of several is taken."""

from typing import Any, Literal

from generator.document import Json, mapping

__all__ = ["Kind", "choose", "find_json", "kind_of"]

Kind = Literal["json", "text", "bytes"]


def kind_of(media_type: str) -> Kind:
    """Tells how a body of a media type is read."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence in {"application/json", "application/*", "*/*"} or essence.endswith(("+json", "/json")):
        return "json"
    return "text" if essence.startswith("text/") else "bytes"


def choose(content: object) -> tuple[str, Json] | None:
    """Chooses one of the media types of a body: JSON before text before anything else.

    Returns:
        The media type and what is said of it, or None if there is none.
    """
    offered: list[tuple[str, Any]] = list(mapping(content).items())
    for kind in ("json", "text", "bytes"):
        for media_type, media in offered:
            if kind_of(media_type) == kind and isinstance(media, dict):
                return media_type, media
    return None


def find_json(content: object) -> Json | None:
    """Finds what is said of a body as JSON, if it is JSON at all."""
    chosen = choose(content)
    return chosen[1] if chosen is not None and kind_of(chosen[0]) == "json" else None
