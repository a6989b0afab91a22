"""What a run found, told on the terminal, to a build server, and on a page for people."""

from gate.report.junit import write_junit
from gate.report.page import write_page
from gate.report.summary import Summary
from gate.report.terminal import Terminal

__all__ = ["Summary", "Terminal", "write_junit", "write_page"]
