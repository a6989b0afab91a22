"""Charts as SVG, drawn by hand: bars by day with the running sum, and bars by event.

Colours are classes (``gain``, ``loss``, ``sum``, ``axis``, ``grid``, ``label``), so that a page and a picture
may have their own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from itertools import accumulate
from typing import Final

from kalshi_cli._notation import show_number
from kalshi_cli._report import Line

WIDTH: Final = 860
DAYS_HEIGHT: Final = 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 16, 14, 30
_ROW: Final = 24
_NAMES: Final = 250
_EVENTS: Final = 12
_LABELS: Final = 8
_MINUS: Final = "\N{MINUS SIGN}"


def draw_days(days: Mapping[date, Line]) -> str:
    """Draw the net profit of each day as a bar, and the running sum as a line."""
    if not days:
        return _note("nothing was realised in this range")
    first, last = min(days), max(days)
    dates = [first + timedelta(offset) for offset in range((last - first).days + 1)]
    nets = [days[day].net if day in days else Decimal(0) for day in dates]
    sums = list(accumulate(nets))
    ticks = find_ticks(min(Decimal(0), *nets, *sums), max(Decimal(0), *nets, *sums))
    low, high = ticks[0], ticks[-1]
    step = (WIDTH - _LEFT - _RIGHT) / len(dates)

    def place(amount: Decimal) -> float:
        # Pixels need not be exact.
        return _TOP + float((high - amount) / (high - low)) * (DAYS_HEIGHT - _TOP - _BOTTOM)

    parts = [_tick(place(tick), tick) for tick in ticks]
    zero = place(Decimal(0))
    for index, (day, net) in enumerate(zip(dates, nets, strict=True)):
        top = min(place(net), zero)
        parts.append(
            f'<rect class="{"gain" if net >= 0 else "loss"}" x="{_LEFT + (index + 0.15) * step:.1f}" '
            f'y="{top:.1f}" width="{max(step * 0.7, 0.5):.1f}" height="{abs(place(net) - zero):.1f}">'
            f"<title>{day}: {show_money(net)}</title></rect>"
        )
    points = " ".join(
        f"{_LEFT + (index + 0.5) * step:.1f},{place(total):.1f}" for index, total in enumerate(sums)
    )
    parts.append(f'<polyline class="sum" points="{points}"/>')
    every = math.ceil(len(dates) / _LABELS)
    parts += [
        f'<text class="label" x="{_LEFT + (index + 0.5) * step:.1f}" y="{DAYS_HEIGHT - 8}" '
        f'text-anchor="middle">{day:%d %b}</text>'
        for index, day in enumerate(dates)
        if index % every == 0
    ]
    return "".join(parts)


def draw_events(events: Mapping[str, Line]) -> str:
    """Draw the net profit of the events that moved most, as bars to either side of zero."""
    chosen = choose_events(events)
    if not chosen:
        return _note("no event had a profit or a loss")
    largest = max(abs(line.net) for _, line in chosen) or Decimal(1)
    middle = _NAMES + (WIDTH - _NAMES) / 2
    half = (WIDTH - _NAMES) / 2 - 90
    parts = [f'<line class="axis" x1="{middle:.1f}" x2="{middle:.1f}" y1="0" y2="{len(chosen) * _ROW}"/>']
    for index, (name, line) in enumerate(chosen):
        length = float(abs(line.net) / largest) * half
        gain = line.net >= 0
        y = index * _ROW
        end = middle + length + 6 if gain else middle - length - 6
        parts.append(
            f'<text class="label" x="{_NAMES - 8}" y="{y + 16}" text-anchor="end">{escape(name)}</text>'
            f'<rect class="{"gain" if gain else "loss"}" x="{middle if gain else middle - length:.1f}" '
            f'y="{y + 4}" width="{length:.1f}" height="{_ROW - 8}"/>'
            f'<text class="label" x="{end:.1f}" y="{y + 16}" text-anchor="{"start" if gain else "end"}">'
            f"{show_money(line.net)}</text>"
        )
    return "".join(parts)


def measure_events(events: Mapping[str, Line]) -> int:
    """Return how high the chart of events is."""
    return max(len(choose_events(events)), 2) * _ROW


def choose_events(events: Mapping[str, Line]) -> Sequence[tuple[str, Line]]:
    """Return the events that moved most, from the largest profit to the largest loss."""
    moved = sorted(events.items(), key=lambda item: abs(item[1].net), reverse=True)[:_EVENTS]
    return sorted(moved, key=lambda item: item[1].net, reverse=True)


def wrap_svg(content: str, height: int, title: str) -> str:
    """Return a drawing as an element of a page."""
    return (
        f'<div class="scroll"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{escape(title)}">{content}</svg></div>'
    )


def show_money(amount: Decimal) -> str:
    """Return an amount with sign and currency."""
    sign = _MINUS if amount < 0 else "+" if amount > 0 else ""
    return f"{sign}${show_number(abs(amount), places=2)}"


def find_ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return round amounts that enclose a range and hold zero, about five of them."""
    span = (high - low) or Decimal(1)
    power = Decimal(1).scaleb((span / 4).adjusted())
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= span / 4)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * index for index in range(first, max(last, first + 1) + 1)]


def _tick(y: float, amount: Decimal) -> str:
    return (
        f'<line class="{"axis" if amount == 0 else "grid"}" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" '
        f'y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="label" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{show_money(amount)}</text>'
    )


def _note(text: str) -> str:
    return f'<text class="label" x="{WIDTH / 2}" y="28" text-anchor="middle">{text}</text>'
