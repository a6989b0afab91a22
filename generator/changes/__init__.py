"""Tells what a new contract changes for callers, and what it breaks.

Two contracts are compared through their surfaces alone. `view` holds one contract as callers see it,
`renames` pairs what is gone with what came, `differences` and `values` tell how a line changed, `rules` what
that means, and `comparison` puts it together. `text_report`, `json_report` and `markdown_report` print it,
`changelog` writes and checks the entry, `record` keeps the surface of the last release.
"""

from generator.changes.change import Change, Finding
from generator.changes.comparison import Comparison, compare
from generator.changes.rules import RULES, Rule
from generator.changes.verdicts import Side, Verdict
from generator.changes.versions import Bump, next_version
from generator.changes.view import View, view_package

__all__ = [
    "RULES",
    "Bump",
    "Change",
    "Comparison",
    "Finding",
    "Rule",
    "Side",
    "Verdict",
    "View",
    "compare",
    "next_version",
    "view_package",
]
