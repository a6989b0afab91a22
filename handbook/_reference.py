"""The reference of the generated packages: docstrings and types from the code, units from the contracts."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import griffe
from ruamel.yaml import YAML

from generator.packages import PACKAGES, Contract

__all__ = ["write_reference"]

CLIENT: Final = """\
# Client: `{package}`

Edition {edition}. [Models](models-{slug}.md), [errors](errors.md) and [what all clients share](runtime.md)
are on pages of their own; what a client is made from is told with
[`SyncClient`](runtime.md#kalshi_runtime.SyncClient).

::: {package}.KalshiClient

::: {package}.AsyncKalshiClient
    options:
      members: false
      inherited_members: false

It has the methods of `KalshiClient`, awaited; its iterators are for `async for`. What `with_raw_response`
gives has them as well, answered with a [`RawResponse`](runtime.md#kalshi_runtime.RawResponse).

::: {package}.Configuration
    options:
      members: [from_env]
      inherited_members: [from_env]
"""
MODELS: Final = """\
# Models: `{package}`

The objects of edition {edition}, frozen classes that attrs' functions take. Amounts are exact and units
differ from field to field ([money and time](../money-and-time.md)); what the server may leave out is `None`
then. What they have in common is [`Model`](runtime.md#kalshi_runtime.Model), and the enumerations
[`OpenEnum`](runtime.md#kalshi_runtime.OpenEnum).
"""
ERRORS: Final = """\
# Errors

`{package}.errors` holds all of them, and the same module of every other edition the same ones. What can go
wrong with a call is an [`ApiException`](#kalshi_runtime.ApiException); what can go wrong with anything is a
[`KalshiError`](#kalshi_runtime.KalshiError). When each is raised is told under
[reliability](../reliability.md).
"""
ERROR: Final = """\
::: kalshi_runtime.{name}
    options:
      members: false
      inherited_members: false
      merge_init_into_class: false
      separate_signature: false
      show_signature: false
"""


def write_reference(root: Path, target: Path) -> None:
    """Write a page for each package's client, one for its models with units, and one for the errors of all.

    Args:
        root: The repository's root.
        target: The folder of the site's pages.
    """
    (target / "reference").mkdir(parents=True, exist_ok=True)
    for contract in PACKAGES:
        document: dict[str, Any] = YAML(typ="safe", pure=True).load(root / contract.spec)
        slug = contract.package.replace("_", "-")
        told = {"package": contract.package, "slug": slug, "edition": document["info"]["x-edition"]}
        (target / "reference" / f"client-{slug}.md").write_text(CLIENT.format(**told), "utf-8")
        tables = _tell_models(root, contract, document["components"]["schemas"])
        models = "\n".join([MODELS.format(**told), *tables])
        (target / "reference" / f"models-{slug}.md").write_text(models, "utf-8")
    (target / "reference" / "errors.md").write_text("\n".join(_tell_errors(root, PACKAGES[0])), "utf-8")


def _tell_errors(root: Path, contract: Contract) -> Iterator[str]:
    module = griffe.load(f"{contract.package}.errors", search_paths=[root / contract.out])
    yield ERRORS.format(package=contract.package)
    yield from (ERROR.format(name=name) for name in sorted(map(str, module.exports or ())))


def _tell_models(root: Path, contract: Contract, schemas: Mapping[str, Any]) -> Iterator[str]:
    module = griffe.load(f"{contract.package}.models", search_paths=[root / contract.out])
    models = {
        name: member for name, member in module.members.items() if not member.is_alias and name[0] != "_"
    }
    for name, model in models.items():
        yield f"## {name} {{ #{model.path} }}\n\n{_read_docstring(model)}\n"
        if not isinstance(model, griffe.Class):
            yield f"{_tell_type(str(getattr(model, 'value', '')), models)}\n"
        elif "OpenEnum" in map(str, model.bases):
            yield "| member | on the wire |\n|---|---|"
            yield from (
                f"| `{key}` | `{getattr(member, 'value', '')}` |" for key, member in model.members.items()
            )
            yield ""
        else:
            yield "| attribute | type | unit | meaning |\n|---|---|---|---|"
            properties = schemas.get(name, {}).get("properties", {})
            for key, member in model.members.items():
                unit = properties.get(key, {}).get("x-unit", "")
                kind = _tell_type(str(getattr(member, "annotation", "")), models)
                yield f"| `{key}` | {kind} | {unit} | {_tell_meaning(member, unit)} |"
            yield ""


def _tell_meaning(member: griffe.Object | griffe.Alias, unit: str) -> str:
    """A docstring as a cell of a table, without the unit that has a cell of its own."""
    told = " ".join(_read_docstring(member).split()).replace("|", "\\|")
    return told.replace(f" Unit: {unit}.", "") if unit else told


def _tell_type(annotation: str, models: Mapping[str, Any]) -> str:
    """A type in which the models of the same page are links."""
    told = []
    for word, rest in re.findall(r"(\w+)([^\w]*)", annotation):
        told.append(f"[{word}](#{models[word].path})" if word in models else word)
        told.append(re.sub(r"([|\[\]])", r"\\\1", rest))
    return "".join(told)


def _read_docstring(thing: griffe.Object | griffe.Alias) -> str:
    return thing.docstring.value if thing.docstring else ""
