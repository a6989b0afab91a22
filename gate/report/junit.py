"""The run for build servers, in the format of JUnit."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as Xml

from gate.findings import Finding, Outcome
from gate.report.summary import Summary

FORBIDDEN = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(summary: Summary, path: Path) -> None:
    """Writes a report: a suite for each layer, a case for each check.

    Args:
        summary: The run.
        path: The file.
    """
    root = Xml.Element("testsuites", name=f"contract {summary.edition}", time=f"{summary.seconds:.3f}")
    for layer, findings in summary.layers():
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=layer,
            tests=str(len(findings)),
            failures=str(sum(each.outcome is Outcome.FAILED for each in findings)),
            skipped=str(sum(each.outcome is Outcome.SKIPPED for each in findings)),
            time=f"{sum(each.seconds for each in findings):.3f}",
        )
        for finding in findings:
            _add_case(suite, finding)
    path.parent.mkdir(parents=True, exist_ok=True)
    Xml.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _add_case(suite: Xml.Element, finding: Finding) -> None:
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=f"contract.{finding.layer}",
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
