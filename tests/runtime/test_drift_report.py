"""What a report tells, to programs and to people."""

import pickle
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from kalshi_runtime import (
    ContractDriftError,
    ContractDriftWarning,
    Difference,
    DriftReport,
    Operation,
    Sibling,
)
from kalshi_runtime._comparison import compare_answer
from kalshi_runtime._decoding import decode_answer
from kalshi_runtime._drift import DriftPolicy

from .drift_oracle import make_answer
from .shop import GET_SHELF, Shelf, make_ware

SECRET = "4711-of-the-account"
ADVICE = (
    "install a release of this package that knows such answers, or make one from the newer contract with "
    "`make update SPEC=<its file>`"
)


def drop(ware: dict[str, Any], *names: str) -> dict[str, Any]:
    """Leave fields out."""
    return {name: value for name, value in ware.items() if name not in names}


BODY = {
    "wares": [
        drop(make_ware(1, count_fp="1.00", price_dollars="0.3700", side=SECRET), "count"),
        drop(make_ware(2, count_fp="2.00", price_dollars="0.37", sold="yesterday"), "count", "price"),
        drop(make_ware(3, count_fp="3.00", price=0.10, id=None), "count"),
        None,
    ],
    "spare": {"a": 1},
}
REPORT = f"""\
GetShelf: the answer is not what the contract says
Could not be read:
  $.wares[*].count: required, and not sent (3 times); the answer has count_fp
  $.wares[*].price: required, and not sent; the answer has price_dollars
  $.wares[*].sold: Invalid RFC3339 encoded datetime
  $.wares[*].id: Expected `str`, got `null`
  $.wares[*]: Expected `object`, got `null`
  $.spare: Expected `array | null`, got `object`
Is read all the same:
  $.wares[*].side: a value that the contract does not name
  $.wares[*].count_fp: not in the contract (3 times)
  $.wares[*].price_dollars: not in the contract (2 times)
  $.wares[*].price: a number in place of text
To move on: {ADVICE}"""


def compare(body: object, operation: Operation[Any] = GET_SHELF) -> DriftReport:
    """Return the report about a body."""
    return compare_answer(operation, make_answer(body))


def test_report_as_text_tells_names_and_counts_and_ends_with_what_to_do() -> None:
    """What could not be read comes first, and no value of the account shows."""
    report = compare(BODY)
    assert str(report) == REPORT
    assert SECRET not in f"{report} {report!r} {report.differences!r}"


def test_report_as_data_has_kind_path_count_and_an_example_of_each() -> None:
    """Examples are exact; for a missing field they are of what came instead."""
    found = {(each.kind, each.path): (each.count, each.example) for each in compare(BODY).differences}
    assert found == {
        ("missing", "$.wares[*].count"): (3, {"count_fp": "1.00"}),
        ("missing", "$.wares[*].price"): (1, {"price_dollars": "0.3700"}),
        ("value", "$.wares[*].sold"): (1, "yesterday"),
        ("null", "$.wares[*].id"): (1, None),
        ("null", "$.wares[*]"): (1, None),
        ("type", "$.spare"): (1, {"a": 1}),
        ("enum", "$.wares[*].side"): (1, SECRET),
        ("undeclared", "$.wares[*].count_fp"): (3, "1.00"),
        ("undeclared", "$.wares[*].price_dollars"): (2, "0.3700"),
        ("form", "$.wares[*].price"): (1, Decimal("0.1")),
    }


def test_report_with_examples_shows_them_where_asked() -> None:
    """For one's own eyes."""
    text = compare(BODY).to_text(examples=True)
    assert f"a value that the contract does not name; for example '{SECRET}'" in text
    assert text.splitlines()[-1] == f"To move on: {ADVICE}"


def test_report_about_a_clean_answer_is_false_and_says_so() -> None:
    """Nothing to move on from."""
    report = compare({"wares": [make_ware()]})
    assert (bool(report), report.breaks, report.differences) == (False, False, ())
    assert str(report) == "GetShelf: the answer is what the contract says"


def test_report_names_the_package_that_the_answer_was_made_for() -> None:
    """Where there is one beside this one."""
    sibling = Sibling(
        package="other_shop", edition="2026-10", ours=("wares[].count",), theirs=("wares[].count_fp",)
    )
    operation = Operation[Shelf](id="GetShelf", method="GET", path="/", result=Shelf, siblings=(sibling,))
    last = str(compare(BODY, operation)).splitlines()[-1]
    assert last.startswith("To move on: the answer has fields of edition 2026-10 (wares[].count_fp)")
    assert "`import other_shop`" in last
    assert last.endswith(f"Or {ADVICE}")


def test_report_with_strange_names_stays_readable() -> None:
    """Names come from the server, and may be anything: nothing breaks a line, and nothing fills a screen."""
    names = ["two words", "new\nline", "", "x" * 500, "\x1b[31m", "naïve"]
    report = compare({"wares": [], **dict.fromkeys(names, 1)})
    assert [each.path for each in report.differences] == [
        '$["two words"]',
        '$["new\\nline"]',
        '$[""]',
        '$["' + "x" * 59 + '\\u2026"]',
        '$["\\u001b[31m"]',
        "$.naïve",
    ]
    assert len(str(report).splitlines()) == 9


def test_report_with_very_many_differences_is_cut_as_text_alone() -> None:
    """The data has them all."""
    report = compare({"wares": [], **{f"new_{number}": 1 for number in range(1000)}})
    assert len(report.differences) == 1000
    assert str(report).splitlines()[-2] == "  and 975 more"


def test_error_and_warning_tell_the_report_and_no_value() -> None:
    """In messages, and in what pickles carry over to other processes."""
    with pytest.raises(ContractDriftError) as caught:
        decode_answer(GET_SHELF, make_answer(BODY), DriftPolicy())
    error = caught.value
    head, *lines = str(error).splitlines()
    assert head.startswith("GetShelf: the answer (200, ")
    assert head.endswith('and on_drift="warn" returns what could be read, which is its `partial`')
    assert lines == REPORT.splitlines()[1:]
    with pytest.warns(ContractDriftWarning) as warned:
        decode_answer(GET_SHELF, make_answer(BODY), DriftPolicy("warn"))
    text = str(warned[0].message)
    assert text.endswith(f"and 1 more. This warning's `report` tells all. To move on: {ADVICE}")
    for shown in (text, str(error), repr(error), repr(warned[0].message)):
        assert SECRET not in shown
    for one in (error, warned[0].message):
        twin = pickle.loads(pickle.dumps(one))
        assert (type(twin), str(twin), twin.report) == (type(one), str(one), error.report)
    assert pickle.loads(pickle.dumps(error)).partial == error.partial


def test_difference_knows_whether_it_breaks() -> None:
    """By its kind."""
    null = Difference(kind="null", path="$", count=1, detail="d")
    assert (null.breaks, replace(null, kind="null_list").breaks) == (True, False)
