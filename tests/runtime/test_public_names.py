"""What other rooms and users may rely on."""

import inspect
import pkgutil
import types

import kalshi_auth
import kalshi_runtime
from kalshi_runtime import KalshiError


def test_public_names_are_exactly_those_listed() -> None:
    """Nothing is public by accident, and every module is private."""
    public = {
        name
        for name, value in vars(kalshi_runtime).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert public == set(kalshi_runtime.__all__)
    assert [
        module.name for module in pkgutil.iter_modules(kalshi_runtime.__path__) if module.name[0] != "_"
    ] == []


def test_errors_have_one_root_and_are_all_public() -> None:
    """The root is the one of the keys' room, so that one `except` catches everything."""
    assert kalshi_runtime.KalshiError is kalshi_auth.KalshiError
    waiting, found = [KalshiError], set()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.partition(".")[0] == "kalshi_runtime":
            found.add(kind.__name__)
    assert found - set(kalshi_runtime.__all__) == set()


def test_public_names_have_docstrings() -> None:
    """Hovering tells what each is."""
    for name in kalshi_runtime.__all__:
        value = getattr(kalshi_runtime, name)
        if inspect.isclass(value) and value.__module__.startswith("kalshi_runtime"):
            assert value.__doc__, name
