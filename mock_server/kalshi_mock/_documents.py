"""YAML, read by the rules of YAML 1.2."""

from __future__ import annotations

import re

import yaml


def read_yaml(text: str) -> object:
    """Reads a document.

    Args:
        text: The document.

    Returns:
        Plain data.

    Raises:
        yaml.YAMLError: It is not YAML.
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe one


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads scalars as YAML 1.2 does: `yes` and `2025-11-15` are texts."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, re.compile("^(?:true|false)$") if tag == "tag:yaml.org,2002:bool" else pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp"
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
