"""Ratios are taken round by round, goals judged by them, and shown as table, JSON and picture."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks.__main__ import choose
from benchmarks.clients import Client
from benchmarks.picture import draw
from benchmarks.reproduction import compare_with_kept
from benchmarks.results import make_result
from benchmarks.rows import ROWS, Goal, Measurement, Row
from benchmarks.schedule import Samples
from benchmarks.tables import make_markdown

FLOOR = Client("json.loads", "floor_json", "floor")
OURS = Client("kalshi-portfolio", "kalshi_portfolio", "ours")
PEER = Client("peer 1.0", "peer", "peer", packages=("peer==1.0",))
LATER = Client("later 1.0", "later", "peer", python=(3, 99))
ROW = Row(
    key="decode",
    title="decode",
    measurement=Measurement((), (4, 1), floors=("floor_json",)),
    figure="wall",
    unit=("µs", 1e6),
    floor="floor_json",
    goals=(Goal(0.6, "floor"), Goal(0.25, "best peer")),
)


def make_samples() -> Samples:
    """Four rounds, of which the third fell into a busy moment of the machine."""
    samples = Samples([FLOOR, OURS, PEER])
    for busy in (1, 1, 10, 1):
        samples.add(FLOOR, {"wall": [1e-6 * busy]})
        samples.add(OURS, {"wall": [0.5e-6 * busy]})
        samples.add(PEER, {"wall": [3e-6 * busy]})
    return samples


def test_ratio_is_taken_within_a_round() -> None:
    """A busy moment slows everyone down and leaves no trace in a ratio."""
    result = make_result(ROW, make_samples(), [FLOOR, OURS, PEER], {})
    ours = next(entry for entry in result.entries if entry.kind == "ours")
    assert [0.5, 0.5, 0.5, 0.5] == pytest.approx([ours.value, ours.ratio, ours.low, ours.high])


def test_goals_are_judged_against_floor_and_best_peer() -> None:
    """A goal is met, or it is said that it is not, with the figure."""
    outcomes = make_result(ROW, make_samples(), [FLOOR, OURS, PEER], {}).outcomes
    assert [
        ("at most 0.6 times the floor", 0.5, True),
        ("at most 0.25 times peer 1.0, the best peer", 0.167, True),
    ] == [(outcome.text, round(outcome.ratio, 3), outcome.met) for outcome in outcomes]
    tighter = ROW._replace(goals=(Goal(0.4, "floor"),))
    assert [False] == [
        outcome.met for outcome in make_result(tighter, make_samples(), [FLOOR, OURS], {}).outcomes
    ]


def test_client_without_a_figure_stays_in_the_table_with_its_reason() -> None:
    """Nobody goes missing silently."""
    result = make_result(ROW, make_samples(), [FLOOR, OURS, PEER, LATER], {LATER.key: "needs Python 3.99"})
    assert "| later 1.0 | 2025-11 |  |  | needs Python 3.99 |" in make_markdown([result], "# Title", [])


def test_run_is_compared_with_the_kept_one_by_spreads(tmp_path: Path) -> None:
    """A ratio beside the kept quartiles is named; none to compare with is said."""
    kept = make_result(ROW, make_samples(), [FLOOR, OURS, PEER], {})
    path = tmp_path / "cpython-3.99.json"
    assert compare_with_kept([kept], path)[0].startswith("There is no cpython-3.99.json")
    path.write_text(json.dumps({"rows": [kept.to_dict()]}), encoding="utf-8")
    agreeing = ", which they do when their quartiles overlap."
    assert compare_with_kept([kept], path) == [
        f"2 of 2 ratios agree with cpython-3.99.json{agreeing}",
    ]
    slower = make_samples()
    slower.figures[OURS.key] = [{"wall": 3 * each["wall"]} for each in slower.figures[OURS.key]]
    assert compare_with_kept([make_result(ROW, slower, [FLOOR, OURS, PEER], {})], path) == [
        f"1 of 2 ratios agree with cpython-3.99.json{agreeing}",
        "- decode, kalshi-portfolio, 2025-11: 1.50 to 1.50, kept 0.50 to 0.50",
    ]


def test_our_own_client_that_breaks_is_marked_as_failed() -> None:
    """A row that a client does not offer is one thing, an error another."""
    samples = Samples([OURS, PEER])
    samples.add(OURS, {"failed": "TypeError: no"})
    samples.add(PEER, {"cannot": "no async client"})
    entries = make_result(ROW, samples, [OURS, PEER], {}).entries
    assert [("TypeError: no", True), ("no async client", False)] == [
        (entry.reason, entry.failed) for entry in entries
    ]


def test_picture_is_well_formed_and_shows_every_client() -> None:
    """The picture is one SVG with a bar for each."""
    root = ET.fromstring(draw([make_result(ROW, make_samples(), [FLOOR, OURS, PEER], {})]))
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"json.loads", "kalshi-portfolio", "peer 1.0"} <= texts


def test_rows_have_names_of_their_own_and_unknown_ones_are_refused() -> None:
    """`ROWS=` takes names of rows, and says which there are."""
    assert len(ROWS) == len({row.key for row in ROWS})
    assert ["balance", "decode"] == [row.key for row in choose("decode,balance")]
    with pytest.raises(SystemExit, match="there is no row speed; choose from balance"):
        choose("speed")
