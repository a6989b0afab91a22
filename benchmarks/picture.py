"""The README's picture, as SVG: a panel for each row that matters most, a bar for each client."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .clients import OURS
from .results import Entry, Result
from .tables import format_value

OWN_EDITION = "2025-11"  # of our client and of floors, which are measured for other months as well
PANELS = ("balance", "page", "decode", "memory", "import", "history")
COLUMNS, PANEL_WIDTH, MARGIN, HEADING = 2, 450, 24, 56
BAR, GAP, LABEL_WIDTH, VALUE_WIDTH = 15, 5, 178, 82
COLOURS = {"ours": "#0f766e", "peer": "#a5b4d4", "floor": "#d4d4d8"}
INK = "#18181b"
FONTS = "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"
TITLE = f"{OURS} beside its peers"
SUBTITLE = "medians of one run, less is better; grey: floors, which decode nothing or make no objects of ours"
SHOWN = 3.0  # times the median of a panel; longer bars are cut


def draw(results: Sequence[Result]) -> str:
    """Draw the rows that a reader of the README looks for; lower is better in all of them."""
    panels = [result for name in PANELS for result in results if result.key == name]
    lines: list[str] = []
    top = HEADING
    for start in range(0, len(panels), COLUMNS):
        drawn = [_draw_panel(result) for result in panels[start : start + COLUMNS]]
        for column, (panel, _) in enumerate(drawn):
            lines.append(
                f'<g transform="translate({MARGIN + column * (PANEL_WIDTH + MARGIN)} {top})">{panel}</g>'
            )
        top += max(height for _, height in drawn) + MARGIN
    width = MARGIN + COLUMNS * (PANEL_WIDTH + MARGIN)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}"',
            f' width="{width}" height="{top}" font-family="{FONTS}" font-size="12">',
            f'<rect width="{width}" height="{top}" rx="8" fill="#ffffff"/>',
            f'<text x="{MARGIN}" y="32" font-size="17" font-weight="600" fill="{INK}">{TITLE}',
            f'<tspan font-size="12" font-weight="400" fill="#52525b" dx="10">{SUBTITLE}</tspan></text>',
            *lines,
            "</svg>",
            "",
        ]
    )


def _draw_panel(result: Result) -> tuple[str, int]:
    entries = [
        entry
        for entry in result.entries
        if entry.value is not None and (entry.kind == "peer" or entry.edition == OWN_EDITION)
    ]
    values = sorted(entry.value for entry in entries if entry.value is not None)
    reach = min(values[-1], SHOWN * values[len(values) // 2]) if values else 1.0
    title = f"{escape(result.title)}, {result.unit}"
    parts = [f'<text y="0" font-size="13" font-weight="600" fill="{INK}">{title}</text>']
    for index, entry in enumerate(entries):
        parts.append(_draw_bar(entry, 14 + index * (BAR + GAP), reach))
    return "".join(parts), 14 + len(entries) * (BAR + GAP)


def _draw_bar(entry: Entry, top: int, reach: float) -> str:
    assert entry.value is not None
    space = PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH
    length = max(1.5, space * min(entry.value, reach) / reach)
    middle = top + BAR - 3.5
    weight, ink = ("600", "#0f766e") if entry.kind == "ours" else ("400", "#3f3f46")
    cut = ""
    if entry.value > reach:
        x = LABEL_WIDTH + length - 14
        cut = f'<path d="M{x} {top + BAR + 1}l5 -{BAR + 2}" stroke="#ffffff" stroke-width="3"/>'
    style = f'y="{middle}" font-weight="{weight}" fill="{ink}"'
    size = f'width="{length:.1f}" height="{BAR}" rx="2" fill="{COLOURS[entry.kind]}"'
    return (
        f'<text x="{LABEL_WIDTH - 8}" text-anchor="end" {style}>{escape(entry.name)}</text>'
        f'<rect x="{LABEL_WIDTH}" y="{top}" {size}/>{cut}'
        f'<text x="{LABEL_WIDTH + length + 6:.1f}" {style}>{format_value(entry.value)}</text>'
    )
