"""What a contract leaves to a server: decisions of meaning, and manners on the wire."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Decisions:
    """What the contract leaves open, decided.

    Attributes:
        oldest_first: Lists begin with the oldest item.
        bounds_included: Items at a bound of a window are in it.
        fractions_count: An item's time counts with its fraction of a second.
        parameters_first: Parameters are looked at before signatures.
        foreign_cursors_refused: A cursor that was never given is 400.
        limit_bounds_all: The limit bounds all lists of a page together.
        every_count: Of several counts all have to be other than zero.
        tolerance_ms: How far clocks may differ.
        optional_told: Whether optional fields are sent.
        settled_keep: A settled position tells what was held.
        profits_after_fees: Profits are told less the fees.
        unknown_ignored: Parameters that nobody knows are ignored.
        barred: The value of resting orders is refused with 403.
        repeated_refused: A parameter that comes twice is 400; otherwise the first counts.
        empty_is_absent: An empty number or word is none.
        numbers_lenient: Numbers may have a sign, spaces around them, or a fraction of zero.
        inverted_refused: A window that ends before it begins is 400.
        full_page_goes_on: A page that is full has a cursor, and the last one may be empty.
        held_only: Positions that hold nothing are not listed.
        cursors: How a cursor looks.
        error: The shape of error bodies.
        base64_lenient: Signatures may hold characters that are none of base64.
        first_header_counts: Of a header that comes twice the first counts.
    """

    oldest_first: bool = True
    bounds_included: bool = False
    fractions_count: bool = True
    parameters_first: bool = True
    foreign_cursors_refused: bool = True
    limit_bounds_all: bool = True
    every_count: bool = True
    tolerance_ms: int = 60_000
    optional_told: bool = True
    settled_keep: bool = True
    profits_after_fees: bool = True
    unknown_ignored: bool = True
    barred: bool = True
    repeated_refused: bool = True
    empty_is_absent: bool = False
    numbers_lenient: bool = False
    inverted_refused: bool = False
    full_page_goes_on: bool = False
    held_only: bool = False
    cursors: Literal["plain", "long", "odd", "fresh"] = "plain"
    error: Literal["flat", "nested", "text", "message"] = "flat"
    base64_lenient: bool = False
    first_header_counts: bool = False


AS_OURS = Decisions(
    oldest_first=False,
    bounds_included=True,
    fractions_count=False,
    parameters_first=False,
    foreign_cursors_refused=False,
    limit_bounds_all=False,
    every_count=False,
    tolerance_ms=15_000,
    optional_told=False,
    settled_keep=False,
    profits_after_fees=False,
    unknown_ignored=False,
    barred=False,
)
"""As the mock exchange decides."""


@dataclass(frozen=True)
class Manners:
    """How answers go over the wire.

    Attributes:
        protocol: The version of HTTP; connections of the older one end with each answer.
        chunked: Bodies come in chunks.
        zipped: Bodies are compressed for who takes that.
        lower_case: Names of headers are in lower case, and the content type in capitals.
        cookies: Two cookies are set, and two headers say on what the answer depends.
        indented: Bodies are laid out for people, their fields in the order of the alphabet.
        busy_every: Every such request is answered with 429; none if 0.
    """

    protocol: Literal["HTTP/1.0", "HTTP/1.1"] = "HTTP/1.1"
    chunked: bool = False
    zipped: bool = False
    lower_case: bool = False
    cookies: bool = False
    indented: bool = False
    busy_every: int = 0
