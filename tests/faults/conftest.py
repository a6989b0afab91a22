"""What the tests of faults share: an authority, and waits that are short."""

import gc
from collections.abc import Iterator

import pytest

from kalshi_runtime import _retries

from ..runtime.shop import Kind
from .driving import KINDS
from .places import Authority


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Which of the two clients is driven."""
    kind: Kind = request.param
    return kind


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """A certificate authority of the tests' own, the only one that clients trust meanwhile."""
    authority = Authority()
    path = tmp_path_factory.mktemp("authority") / "authority.pem"
    authority.write(path)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        yield authority


@pytest.fixture(autouse=True, scope="session")
def frozen_heap() -> Iterator[None]:
    """What exists already is no garbage of these tests; looking through it each time would take seconds."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits between attempts, a hundredth of what they are; how they are chosen has tests of its own."""
    monkeypatch.setattr(_retries, "FIRST_WAIT", 0.005)
