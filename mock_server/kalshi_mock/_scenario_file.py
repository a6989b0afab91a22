"""Scenarios in files: YAML whose fields are the arguments of `Scenario` and of its methods."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from kalshi_mock._documents import read_yaml
from kalshi_mock._scenario import METHODS, Scenario, ScenarioError

_SETTINGS = ("start", "now", "seed", "fills", "advance_each_request")
_LATER = ("faults", "drift", "clock_skew_seconds", "events")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "side": ("yes", "no"),
    "action": ("buy", "sell"),
    "result": ("yes", "no", "scalar", "void"),
}


def read_scenario(path: Path) -> Scenario:
    """Reads a scenario.

    Args:
        path: The file.

    Returns:
        The scenario.

    Raises:
        ScenarioError: The file cannot be read, or is no scenario; with its name and the place in it.
    """
    try:
        document = read_yaml(path.read_text("utf-8"))
    except OSError as error:
        raise ScenarioError(f"cannot read the scenario {path}: {error.strerror}") from None
    except (UnicodeError, yaml.YAMLError) as error:
        raise ScenarioError(f"{path} is no YAML: {' '.join(str(error).split())}") from None
    try:
        return _read(document)
    except (ValueError, OverflowError) as error:
        raise ScenarioError(f"{path}: {error}") from None


def _read(document: object) -> Scenario:
    fields = _mapping("the scenario", document)
    for name in fields:
        if name not in (*_SETTINGS, *_LATER):
            raise ScenarioError(f"there is no field {name!r}; known are {', '.join((*_SETTINGS, *_LATER))}")
    settings = {name: fields[name] for name in _SETTINGS if name in fields}
    _check_types("the scenario", Scenario.__init__, settings)
    scenario = Scenario(**settings)
    scenario.faults = [dict(_mapping("a fault", each)) for each in _list("faults", fields.get("faults"))]
    scenario.drift = dict(_mapping("drift", fields.get("drift", {})))
    skew = fields.get("clock_skew_seconds", 0)
    if isinstance(skew, bool) or not isinstance(skew, int | float):
        raise ScenarioError(f"clock_skew_seconds is a number, not {skew!r}")
    scenario.clock_skew_seconds = skew
    for number, event in enumerate(_list("events", fields.get("events")), 1):
        _add_event(scenario, f"event {number}", _mapping(f"event {number}", event))
    return scenario


def _add_event(scenario: Scenario, place: str, event: Mapping[str, Any]) -> None:
    kinds = [name for name in event if name in METHODS]
    if len(kinds) != 1:
        raise ScenarioError(f"{place} needs exactly one of {', '.join(METHODS)}")
    kind = kinds[0]
    method, place = METHODS[kind], f"{place} ({kind} {event[kind]})"
    subject = list(inspect.signature(method).parameters)[1]
    arguments = {subject if name == kind else name: value for name, value in event.items()}
    _check_types(place, method, arguments)
    method(scenario, **arguments)


def _check_types(place: str, function: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
    """Holds what a file says to a function's arguments, by their names and annotations."""
    parameters = inspect.signature(function).parameters
    known = [name for name in parameters if name != "self"]
    for name, value in arguments.items():
        if name not in known:
            raise ScenarioError(f"{place} has no field {name!r}; known are {', '.join(known)}")
        wanted = str(parameters[name].annotation)
        if wanted.startswith("int"):
            right, words = type(value) is int, "a whole number"
        elif wanted == "bool":
            right, words = isinstance(value, bool), "true or false"
        elif name in _CHOICES:
            right, words = value in _CHOICES[name], f"one of {', '.join(_CHOICES[name])}"
        else:
            right, words = isinstance(value, str), "a text"
        if not right:
            raise ScenarioError(f"{place}: {name} is {words}, not {value!r}")
    for name in known:
        if name not in arguments and parameters[name].default is inspect.Parameter.empty:
            raise ScenarioError(f"{place} needs {name}")


def _mapping(place: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise ScenarioError(f"{place} is written as names with values, not as {value!r}")
    return value


def _list(place: str, value: object) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise ScenarioError(f"{place} is a list, not {value!r}")
    return value or []
