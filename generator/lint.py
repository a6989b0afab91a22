"""Refuses what cannot be represented, before anything else looks at it."""

from generator.document import Json

__all__ = ["lint"]


def lint(document: Json) -> None:
    """Holds a document against every rule."""
