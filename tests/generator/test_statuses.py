"""The names of exceptions that the generator writes are those that the runtime has."""

import pytest

import kalshi_runtime
from generator.statuses import ERROR_CLASSES, STATUS_CLASSES, error_class


def test_error_classes_are_exactly_those_of_the_runtime() -> None:
    """A new exception of the runtime has to be exported by generated packages."""
    found = {
        name
        for name in kalshi_runtime.__all__
        if isinstance(value := getattr(kalshi_runtime, name), type) and issubclass(value, BaseException)
    }
    assert set(ERROR_CLASSES) == found


def test_status_classes_are_exactly_those_of_the_runtime() -> None:
    """What a docstring says is raised is what is raised."""
    assert STATUS_CLASSES == {status: cls.__name__ for status, cls in kalshi_runtime.STATUS_ERRORS.items()}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("429", "RateLimitError"),
        ("418", "ClientStatusError"),
        ("4XX", "ClientStatusError"),
        ("529", "ServerStatusError"),
        ("301", "RedirectError"),
        ("default", "ApiException"),
    ],
)
def test_error_class_of_a_documented_status(status: str, expected: str) -> None:
    """A number without a class of its own falls back to that of its hundred."""
    assert error_class(status) == expected
