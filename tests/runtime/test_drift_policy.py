"""What a client does about drift, how often it looks for it, and whom it tells."""

import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kalshi_runtime import (
    ApiException,
    AsyncClient,
    Configuration,
    ConfigurationError,
    ContractDriftError,
    ContractDriftWarning,
    DecodeError,
    Operation,
    SyncClient,
    UnsetFieldError,
)
from kalshi_runtime._decoding import decode_answer
from kalshi_runtime._drift import DriftPolicy, DriftWatch

from .drift_oracle import make_answer
from .shop import GET_SHELF, GET_WARE, HOST, Driver, Kind, Shelf, always, make_ware

Drive = Callable[..., Driver]
BROKEN = {"wares": [make_ware(1), make_ware(2, count=None)], "cursor": "c"}
MORE = {"wares": [make_ware(1, count_fp="1.00")]}
CLEAN = {"wares": [make_ware(1)]}
ARGUMENTS = {"id": "1", "part": "2"}


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        """Begin at some time."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def decode(body: Any, watch: DriftWatch, operation: Operation[Any] = GET_SHELF) -> Any:
    """Decode a body quietly."""
    return decode_answer(operation, make_answer(body), DriftPolicy("ignore", watch))


def test_client_raises_by_default_with_report_body_and_what_could_be_read(drive: Drive) -> None:
    """Nothing that was sent is lost with the error, and its class is one that people catch already."""
    with pytest.raises(ContractDriftError) as caught:
        drive(always(200, json=BROKEN)).call(GET_SHELF)
    error = caught.value
    assert isinstance(error, DecodeError)
    assert isinstance(error, ApiException)
    assert (error.operation, error.status, error.path) == ("GetShelf", 200, "$.wares[1].count")
    assert error.content == make_answer(BROKEN).content.replace(b": ", b":").replace(b", ", b",")
    assert [difference.path for difference in error.report.differences] == ["$.wares[*].count"]
    assert (error.partial.cursor, error.partial.wares[0].count) == ("c", 1)
    with pytest.raises(UnsetFieldError):
        _ = error.partial.wares[1].count
    assert (error.__cause__, error.__context__) == (None, None)


def test_client_that_warns_returns_what_could_be_read_and_warns_each_time(drive: Drive) -> None:
    """Python itself shows a warning once per place, and can be told otherwise."""
    driver = drive(always(200, json=BROKEN), on_drift="warn")
    for _ in range(2):
        with pytest.warns(
            ContractDriftWarning, match=r"^GetShelf: some .* \$\.wares\[\*\]\.count \("
        ) as caught:
            shelf = driver.call(GET_SHELF)
        assert (shelf.cursor, shelf.wares[0].count) == ("c", 1)
        assert len(caught) == 1
        assert isinstance(caught[0].message, ContractDriftWarning)
        assert caught[0].message.report.breaks


def test_client_that_ignores_drift_is_silent(drive: Drive) -> None:
    """And still hands out no wrong value."""
    assert drive(always(200, json=MORE), on_drift="ignore").call(GET_SHELF).wares[0].extra
    shelf = drive(always(200, json=BROKEN), on_drift="ignore").call(GET_SHELF)
    with pytest.raises(UnsetFieldError):
        _ = shelf.wares[1].count


@pytest.mark.parametrize("on_drift", [None, "raise", "warn"])
def test_what_only_adds_warns_once_per_operation_and_process(drive: Drive, on_drift: Any) -> None:
    """Whatever the number of clients; another operation warns on its own."""
    drivers = [drive(always(200, json=MORE), on_drift=on_drift) for _ in range(2)]
    with pytest.warns(ContractDriftWarning, match=r"^GetShelf: .*\$\.wares\[\*\]\.count_fp \(") as caught:
        shelves = [driver.call(GET_SHELF) for driver in drivers * 2]
    assert [shelf.wares[0].extra["count_fp"] for shelf in shelves] == ["1.00"] * 4
    assert len(caught) == 1
    with pytest.warns(ContractDriftWarning, match=r"^GetWare: .*\$\.side \("):
        drive(always(200, json=make_ware(side="up"))).call(GET_WARE, ARGUMENTS)


def test_warnings_turned_into_errors_are_raised_to_the_caller(drive: Drive) -> None:
    """As with any warning; the filter of this project's tests does that."""
    with pytest.raises(ContractDriftWarning) as caught:
        drive(always(200, json=MORE)).call(GET_SHELF)
    assert caught.value.report.operation == "GetShelf"


@pytest.mark.parametrize("setting", ["Raise", "", "log", True, 1, ["warn"]])
def test_policy_that_does_not_exist_is_refused_when_the_client_is_made(drive: Drive, setting: Any) -> None:
    """With the ones that there are, as a keyword and in a configuration."""
    expected = r"on_drift is .*; there are 'raise', 'warn', 'ignore'"
    with pytest.raises(ConfigurationError, match=expected):
        drive(always(200), on_drift=setting)
    configuration = Configuration(HOST)
    configuration.on_drift = setting
    with pytest.raises(ConfigurationError, match=expected):
        AsyncClient(configuration)


def test_policy_of_a_configuration_holds_unless_a_keyword_says_otherwise(kind: Kind) -> None:
    """Like every setting."""
    configuration = Configuration(HOST, on_drift="ignore")
    for keywords, expected in (({}, "ignore"), ({"on_drift": "warn"}, "warn")):
        assert find_policy(kind, configuration, keywords) == expected
    assert find_policy(kind, Configuration(HOST), {}) == "raise"


def find_policy(kind: Kind, configuration: Configuration, keywords: dict[str, Any]) -> str:
    """Return the policy of a client that is made so."""
    client: Any = (SyncClient if kind == "sync" else AsyncClient)(configuration, **keywords)
    on_drift: str = client._channel.settings.drift.on_drift
    return on_drift


def test_raw_response_follows_the_policy_and_reports_whenever_asked(drive: Drive) -> None:
    """Parsing is up to the client's setting, the report is not."""
    response = drive(always(200, json=BROKEN), on_drift="ignore").call_raw(GET_SHELF)
    assert response.parsed.wares[0].count == 1
    assert response.drift_report.breaks
    response = drive(always(200, json=BROKEN)).call_raw(GET_SHELF)
    with pytest.raises(ContractDriftError):
        _ = response.parsed
    assert not drive(always(200, json=CLEAN)).call_raw(GET_SHELF).drift_report
    with pytest.raises(DecodeError, match="Expected `object`, got `array`"):
        _ = drive(always(200, json=[])).call_raw(GET_SHELF).drift_report


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"wares": [', b"null", b'{"wares": [{"id": 1,}]}'])
@pytest.mark.parametrize("on_drift", ["raise", "warn", "ignore"])
def test_body_that_is_nothing_of_the_kind_raises_whatever_the_policy(
    drive: Drive, on_drift: str, body: bytes
) -> None:
    """There is nothing to return, and no drift to report."""
    with pytest.raises(DecodeError) as caught:
        drive(always(200, content=body), on_drift=on_drift).call(GET_SHELF)
    assert type(caught.value) is DecodeError


def test_body_that_is_wrong_as_a_whole_alone_raises_whatever_the_policy(drive: Drive) -> None:
    """Of duplicate keys the last one would do; what came before it is refused, so nobody may guess."""
    body = b'{"wares": [{"id": "1", "price": "1", "count": "x", "count": 2, "side": "left"}]}'
    with pytest.raises(DecodeError, match="Expected `int`, got `str`") as caught:
        drive(always(200, content=body), on_drift="warn").call(GET_SHELF)
    assert type(caught.value) is DecodeError


def test_first_answer_that_holds_something_is_looked_at_and_one_every_ten_minutes() -> None:
    """In between, what the contract does not name is passed over, as the fast way cannot see it."""
    clock = Clock()
    watch = DriftWatch(clock)
    empty: list[dict[str, Any]] = [{"wares": []}, {"wares": [], "spare": []}]
    for body in empty:
        decode(body, watch)
        assert watch.is_due(GET_SHELF)
    decode(CLEAN, watch)
    assert not watch.is_due(GET_SHELF)
    assert watch.is_due(GET_WARE)
    assert decode(MORE, watch).wares[0].extra == {}
    clock.now += 599
    assert not watch.is_due(GET_SHELF)
    clock.now += 1
    assert watch.is_due(GET_SHELF)
    assert decode(CLEAN, watch).wares[0].extra == {}
    assert not watch.is_due(GET_SHELF)
    clock.now += 600
    assert decode(MORE, watch).wares[0].extra == {"count_fp": "1.00"}


def test_operation_with_undeclared_fields_is_looked_at_from_then_on() -> None:
    """So that `extra` is there on page two as well, also after a page without any."""
    watch = DriftWatch(Clock())
    for body, expected in ((MORE, True), (CLEAN, False), (MORE, True)):
        assert bool(decode(body, watch).wares[0].extra) is expected
        assert watch.is_due(GET_SHELF)


def test_answer_that_breaks_is_looked_at_whatever_the_time() -> None:
    """Nothing that is wrong waits for a look."""
    watch = DriftWatch(Clock())
    decode(CLEAN, watch)
    assert not hasattr(decode(BROKEN, watch).wares[1], "count")
    assert not watch.is_due(GET_SHELF)


def test_threads_share_one_warning() -> None:
    """The claim is atomic."""
    watch = DriftWatch()
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: watch.claim_warning(GET_SHELF), range(200)))
    assert claims.count(True) == 1


def test_threads_that_meet_drift_all_read_the_same(drive: Drive) -> None:
    """Decoders, readers and classes are shared, and made on the first use."""
    operation = Operation[Shelf](id="Fresh", method="GET", path="/", result=Shelf)
    policy = DriftPolicy("warn", DriftWatch())
    with warnings.catch_warnings(), ThreadPoolExecutor(8) as pool:
        warnings.simplefilter("ignore")
        shelves = list(pool.map(lambda _: decode_answer(operation, make_answer(BROKEN), policy), range(64)))
    assert all(shelf == shelves[0] for shelf in shelves)
