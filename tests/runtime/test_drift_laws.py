"""Whatever a server changes: no value is wrong, none that could be read is lost, and all is told."""

import copy
import warnings
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kalshi_runtime import ContractDriftError, ContractDriftWarning, DriftReport
from kalshi_runtime._comparison import compare_answer
from kalshi_runtime._decoders import make_decoder
from kalshi_runtime._decoding import decode_answer
from kalshi_runtime._drift import DriftPolicy, DriftWatch, OnDrift
from kalshi_runtime._tolerant import read_tolerantly

from .drift_oracle import GET_STORE, JUNK, TIME, Found, Store, check, make_answer, predict

TEXTS = st.sampled_from(["", "a", 'ü\n"', "7"])
SIDES = st.sampled_from(["left", "right"])
MAKERS: st.SearchStrategy[dict[str, Any]] = st.deferred(
    lambda: st.fixed_dictionaries({"name": TEXTS}, optional={"parent": MAKERS | st.none()})
)
CRATES = st.fixed_dictionaries(
    {
        "id": TEXTS,
        "price": st.sampled_from(["7", "1.20"]),
        "weight": st.sampled_from([0, 7, 0.5]),
        "count": st.integers(-(2**63), 2**63 - 1),
        "side": SIDES,
        "packed": st.just(TIME),
        "sealed": st.booleans(),
        "maker": MAKERS,
        "tags": st.lists(TEXTS, max_size=2),
        "sums": st.dictionaries(TEXTS, st.integers(0, 9), max_size=2),
    },
    optional={
        "fee": st.sampled_from(["7", "1.20", None]),
        "sold": st.sampled_from([TIME, None]),
        "makers": st.dictionaries(TEXTS, MAKERS, max_size=2) | st.none(),
        "rows": st.lists(st.lists(SIDES, max_size=2), max_size=2) | st.none(),
    },
)
STORES = st.fixed_dictionaries(
    {"crates": st.lists(CRATES, max_size=3)},
    optional={"spare": st.lists(CRATES, max_size=1) | st.none(), "cursor": TEXTS | st.none()},
)


def list_places(value: Any) -> list[tuple[Any, Any]]:
    """List every place within plain data, as a container and a key."""
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in list_places(value[key])]


@st.composite
def drifted(draw: st.DrawFn) -> Any:
    """Draw a page to which something was done at any depth, in one place or in all that are called alike."""
    body = copy.deepcopy(draw(STORES))
    for _ in range(draw(st.integers(0, 4))):
        if not (places := list_places(body)):
            break
        container, key = places[draw(st.integers(0, len(places) - 1))]
        alike = [place for place in places if place[1] == key and type(place[0]) is type(container)]
        change, junk = draw(st.sampled_from(CHANGES)), draw(st.sampled_from(JUNK))
        for where, name in alike if draw(st.booleans()) else [(container, key)]:
            make_change(change, where, name, copy.deepcopy(junk))
    return body


CHANGES = ("drop", "rename", "replace", "replace", "replace", "add")


def make_change(change: str, container: Any, key: Any, junk: Any) -> None:
    """Do something to a place."""
    if change == "replace":
        container[key] = junk
    elif isinstance(container, list):
        container.insert(key, junk)
    elif change == "add":
        container["new"] = junk
    elif change == "rename":
        container["renamed"] = container.pop(key)
    else:
        del container[key]


def count(report: DriftReport) -> Found:
    """Count the differences of a report by kind and path."""
    found: Found = Counter()
    for difference in report.differences:
        found[difference.kind, difference.path] += difference.count
    return found


@settings(max_examples=400, deadline=None)
@given(drifted())
def test_drifted_page_is_read_exactly_and_reported_in_full(body: Any) -> None:
    """Each field is what the body says by the contract's reading, or unset, and all of that is told."""
    expected: Found = Counter()
    store = predict(Store, body, "$", expected)
    value, _ = read_tolerantly(Store, make_answer(body).content)
    check(value, store)
    assert count(compare_answer(GET_STORE, make_answer(body))) == expected


@settings(max_examples=300, deadline=None)
@given(drifted(), st.sampled_from(["raise", "warn", "ignore"]), st.booleans())
def test_policy_decides_over_any_drifted_page(body: Any, on_drift: OnDrift, looked: bool) -> None:
    """What breaks is raised or warned about always; what does not, once a process, where anybody looks."""
    expected: Found = Counter()
    store = predict(Store, body, "$", expected)
    breaks = any(kind in ("missing", "null", "type", "value") for kind, _ in expected)
    seen = breaks or any(kind == "null_list" for kind, _ in expected)
    watch = DriftWatch()
    if looked:
        watch.record(GET_STORE, undeclared=False)
    report = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = decode_answer(GET_STORE, make_answer(body), DriftPolicy(on_drift, watch))
        except ContractDriftError as error:
            assert (breaks, on_drift) == (True, "raise")
            value, report = error.partial, error.report
        else:
            assert not breaks or on_drift != "raise"
    for warning in caught:
        assert isinstance(warning.message, ContractDriftWarning)
        report = warning.message.report
    told = on_drift != "ignore" and (seen or (bool(expected) and not looked))
    assert (report is not None) is told
    assert len(caught) == (1 if told and not (breaks and on_drift == "raise") else 0)
    assert report is None or count(report) == expected
    if seen or not looked:
        check(value, store)


@settings(max_examples=200, deadline=None)
@given(STORES)
def test_page_of_the_contract_is_read_alike_on_both_paths(body: Any) -> None:
    """The slow way is no second opinion."""
    content = make_answer(body).content
    value, journal = read_tolerantly(Store, content)
    assert value == make_decoder(Store)(content)
    assert not journal
    assert type(value) is Store
