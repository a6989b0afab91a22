"""The report as one page that needs nothing from elsewhere: no script, no font, no picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Final

from kalshi_cli._charts import DAYS_HEIGHT, draw_days, draw_events, measure_events, show_money, wrap_svg
from kalshi_cli._report import Line, Report

_STYLE: Final = """
:root { color-scheme: light dark; --back: #ffffff; --text: #1b1f24; --faint: #5d6670; --rule: #dfe3e8;
  --gain: #18794e; --loss: #c62a2f; --sum: #0b5cad; --warn: #fff3cd; --warn-text: #5c4400; }
@media (prefers-color-scheme: dark) { :root { --back: #14171a; --text: #e6e9ec; --faint: #9aa4ae;
  --rule: #2c3238; --gain: #3fb37f; --loss: #f0686c; --sum: #6db3f2; --warn: #3a3000;
  --warn-text: #ffe08a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 920px; padding: 24px 20px 60px; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 24px; margin: 0; } h2 { font-size: 17px; margin: 36px 0 8px; }
.faint, caption { color: var(--faint); } .warn { background: var(--warn); color: var(--warn-text);
  padding: 10px 14px; border-radius: 6px; margin: 18px 0; }
.figures { display: flex; flex-wrap: wrap; gap: 12px 40px; margin: 20px 0; padding: 0; }
.figures div { min-width: 120px; } dt { color: var(--faint); } dd { margin: 0; font-size: 22px; }
dd, td { font-variant-numeric: tabular-nums; }
svg { width: 100%; min-width: 640px; height: auto; display: block; }
.gain { fill: var(--gain); } .loss { fill: var(--loss); } .label { fill: var(--faint); font-size: 12px; }
.sum { fill: none; stroke: var(--sum); stroke-width: 2; stroke-linejoin: round; }
.axis { stroke: var(--faint); } .grid { stroke: var(--rule); }
td.gain { color: var(--gain); } td.loss { color: var(--loss); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: right; padding: 4px 10px; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
summary { cursor: pointer; margin: 36px 0 8px; font-size: 17px; font-weight: 600; }
"""


def make_page(report: Report) -> str:
    """Return the report as HTML."""
    events = wrap_svg(draw_events(report.events), measure_events(report.events), "Net profit by event")
    return "".join(
        (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Profit and loss</title><style>{_STYLE}</style></head><body>",
            f'<h1>Profit and loss</h1><div class="faint">{escape(describe_range(report))}</div>',
            *(f'<p class="warn">{escape(warning)}</p>' for warning in list_warnings(report)),
            _show_figures(list_figures(report)),
            '<h2>By day</h2><p class="faint">Bars are the net of a day, the line is their running sum.</p>',
            wrap_svg(draw_days(report.days), DAYS_HEIGHT, "Net profit by day, and its running sum"),
            '<h2>By event</h2><p class="faint">Net, of the events that moved most.</p>',
            events,
            _show_table("Days", ((f"{day}", line) for day, line in report.days.items())),
            _show_table("Events", report.events.items()),
            _show_table("Markets", ((ticker, line) for (_, ticker), line in report.markets.items())),
            _show_gaps(report),
            "</body></html>\n",
        )
    )


def describe_range(report: Report) -> str:
    """Say what the report is about, and when it was made."""
    made = f"made {report.made:%Y-%m-%d %H:%M} UTC"
    if not report.days:
        return f"nothing realised; {made}"
    return f"{min(report.days)} to {max(report.days)}; days end in {report.zone}; {made}"


def list_figures(report: Report) -> Sequence[tuple[str, str]]:
    """Return the report's sums, named."""
    total = report.total
    fees = show_fees(total)
    net = "Net, before unknown fees" if total.unknown_fees else "Net"
    return (("Realised before fees", show_money(total.profit)), ("Fees", fees), (net, show_money(total.net)))


def show_fees(line: Line) -> str:
    """Return the fees of a line; what is unknown is said so and not counted."""
    known = show_money(-line.fees) if line.fees else "$0.00"
    if not line.unknown_fees:
        return known
    return f"{known} and {line.unknown_fees} unknown" if line.fees else f"{line.unknown_fees} unknown"


def list_warnings(report: Report) -> list[str]:
    """Say what keeps the report from being complete."""
    warnings = []
    if report.gaps:
        markets = "one market" if len(report.gaps) == 1 else f"{len(report.gaps)} markets"
        warnings.append(
            f"This report is incomplete: the exchange no longer tells the whole history of {markets}. "
            "Of these only what settlements say by themselves is counted."
        )
    if report.total.unknown_fees:
        warnings.append(
            f"{report.total.unknown_fees} fees are unknown, which is not zero: the net is before them."
        )
    return warnings


def _show_figures(figures: Iterable[tuple[str, str]]) -> str:
    inner = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures)
    return f'<dl class="figures">{inner}</dl>'


def _show_table(title: str, lines: Iterable[tuple[str, Line]]) -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{show_money(line.profit)}</td>"
        f"<td>{escape(show_fees(line))}</td>"
        f'<td class="{_tone(line.net)}">{show_money(line.net)}</td></tr>'
        for name, line in lines
    )
    return (
        f'<details><summary>{title}</summary><div class="scroll"><table><thead><tr><th>{title[:-1]}</th>'
        f"<th>Realised</th><th>Fees</th><th>Net</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _show_gaps(report: Report) -> str:
    if not report.gaps:
        return ""
    items = "".join(f"<li>{escape(ticker)}: {escape(gap)}</li>" for ticker, gap in report.gaps.items())
    return f"<details open><summary>What is missing</summary><ul>{items}</ul></details>"


def _tone(amount: Decimal) -> str:
    return "gain" if amount > 0 else "loss" if amount < 0 else ""
