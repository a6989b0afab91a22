"""The run for build servers, in the format of JUnit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from gate.findings import Finding, Outcome
from gate.report.summary import Summary

FORBIDDEN = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(summaries: Sequence[Summary], path: Path) -> None:
    """Writes a report: a suite for each layer of each edition, a case for each check.

    Args:
        summaries: The runs, one for each edition.
        path: The file.
    """
    seconds = sum(summary.seconds for summary in summaries)
    root = Xml.Element("testsuites", name="contract", time=f"{seconds:.3f}")
    for summary in summaries:
        _add_suites(root, summary)
    path.parent.mkdir(parents=True, exist_ok=True)
    Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _add_suites(root: Xml.Element, summary: Summary) -> None:
    for layer, findings in summary.layers():
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=f"{summary.edition} {layer}",
            tests=str(len(findings)),
            failures=str(sum(each.outcome is Outcome.FAILED for each in findings)),
            skipped=str(sum(each.outcome is Outcome.SKIPPED for each in findings)),
            time=f"{sum(each.seconds for each in findings):.3f}",
        )
        for finding in findings:
            _add_case(suite, summary.edition, finding)


def _add_case(suite: Xml.Element, edition: str, finding: Finding) -> None:
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=f"contract.{edition}.{finding.layer}",
        name=finding.check,
        time=f"{finding.seconds:.3f}",
    )
    text = "\n".join(
        f"{problem.place}: {problem.text}" + (f"\n    {problem.reproduce}" if problem.reproduce else "")
        for problem in finding.problems
    )
    if finding.outcome is Outcome.FAILED:
        Xml.SubElement(case, "failure", message=_clean(finding.problems[0].place)).text = _clean(text)
    elif finding.outcome is Outcome.SKIPPED:
        Xml.SubElement(case, "skipped", message=_clean(finding.reason))
    elif finding.outcome is Outcome.NOTED:
        Xml.SubElement(case, "system-out").text = _clean(text)


def _clean(text: str) -> str:
    """Leaves out what XML cannot hold."""
    return FORBIDDEN.sub("?", text)
