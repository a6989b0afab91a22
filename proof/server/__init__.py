"""Faults of the server, by what they are about."""

from proof.mutant import Mutant
from proof.server.filters import FILTERS
from proof.server.limits import LIMITS
from proof.server.money import MONEY
from proof.server.newer import NEWER
from proof.server.paging import PAGING
from proof.server.shapes import SHAPES
from proof.server.signatures import SIGNATURES

SERVER: tuple[Mutant, ...] = (*SHAPES, *LIMITS, *FILTERS, *PAGING, *MONEY, *SIGNATURES, *NEWER)

__all__ = ["SERVER"]
