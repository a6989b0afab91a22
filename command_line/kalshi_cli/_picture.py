"""The report's sums and charts as one picture."""

from __future__ import annotations

from html import escape
from typing import Final

from kalshi_cli._charts import DAYS_HEIGHT, WIDTH, draw_days, draw_events, measure_events
from kalshi_cli._failures import CommandError
from kalshi_cli._page import describe_range, list_figures, list_warnings
from kalshi_cli._report import Report

_MARGIN: Final = 28
_STYLE: Final = """
text { font-family: "DejaVu Sans", "Liberation Sans", Arial, Helvetica, sans-serif; fill: #1b1f24; }
.title { font-size: 22px; font-weight: bold; } .head { font-size: 16px; font-weight: bold; }
.figure { font-size: 20px; } .label { font-size: 12px; fill: #5d6670; }
.warn { font-size: 12px; fill: #8a5a00; }
.gain { fill: #18794e; } .loss { fill: #c62a2f; } .sum { fill: none; stroke: #0b5cad; stroke-width: 2; }
.axis { stroke: #5d6670; } .grid { stroke: #dfe3e8; }
"""


def draw_sheet(report: Report) -> str:
    """Return the report as one SVG document, on white."""
    parts = [
        '<text class="title" y="20">Profit and loss</text>',
        f'<text class="label" y="42">{escape(describe_range(report))}</text>',
    ]
    for index, (name, value) in enumerate(list_figures(report)):
        parts.append(f'<text class="label" x="{index * 280}" y="78">{escape(name)}</text>')
        parts.append(f'<text class="figure" x="{index * 280}" y="104">{escape(value)}</text>')
    y = 124
    for warning in list_warnings(report):
        for sentence in warning.split(": ", 1):
            y += 18
            parts.append(f'<text class="warn" y="{y}">{escape(sentence)}</text>')
    for head, drawing, height in (
        ("By day: net, and its running sum", draw_days(report.days), DAYS_HEIGHT),
        ("By event: net", draw_events(report.events), measure_events(report.events)),
    ):
        parts.append(f'<text class="head" y="{y + 30}">{head}</text>')
        parts.append(f'<g transform="translate(0 {y + 44})">{drawing}</g>')
        y += 44 + height
    width, height = WIDTH + 2 * _MARGIN, y + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><style>{_STYLE}</style>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
        f'<g transform="translate({_MARGIN} {_MARGIN})">{"".join(parts)}</g></svg>'
    )


def make_picture(report: Report) -> bytes:
    """Return the report as PNG, twice as large as it is drawn.

    Raises:
        CommandError: If what draws it is not installed.
    """
    try:
        import resvg_py
    except ModuleNotFoundError:
        raise CommandError(
            "a picture needs resvg-py; install it with: pip install 'kalshi-portfolio[png]', "
            "or write the page: --to report.html"
        ) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=draw_sheet(report), zoom=2))
