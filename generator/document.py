"""Loading a contract and finding one's way in it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from generator.problems import Problem, Refusal

__all__ = [
    "METHODS",
    "Json",
    "Unquoted",
    "component_of",
    "copy_of",
    "dereference",
    "escape",
    "load",
    "mapping",
    "operations",
    "parse_text",
    "refer_to",
    "resolve",
    "walk",
]

Json = dict[str, Any]

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_SCHEMAS: Final = "#/components/schemas/"
_LARGEST_DOCUMENT: Final = 2_000_000


_WORDS_OF_YAML_1_1: Final = frozenset({"yes", "no", "on", "off", "true", "false"})


class Unquoted(str):
    """A text that stands without quotes, though a reader of YAML 1.1 takes it for true or false."""

    __slots__ = ()


class _TextConstructor(SafeConstructor):
    """Builds plain Python from YAML: keys and timestamps stay the text that was written."""

    def construct_mapping(self, node: Node, deep: bool = False) -> dict[Any, Any]:
        """Builds a mapping whose keys are text, so that `200:` and `no:` are "200" and "no".

        Raises:
            ConstructorError: A key stands twice, or is no scalar.
        """
        if not isinstance(node, MappingNode):
            raise ConstructorError(None, None, "expected a mapping", node.start_mark)
        self.flatten_mapping(node)
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                raise ConstructorError(None, None, "a key is not a scalar", key_node.start_mark)
            key = _text_of(key_node)
            if key in mapping:
                raise ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=deep)
        return mapping

    def construct_yaml_map(self, node: Node) -> Iterator[dict[Any, Any]]:
        """Builds a mapping in two steps, so that an anchor inside may refer to it."""
        mapping: dict[Any, Any] = {}
        yield mapping
        mapping.update(self.construct_mapping(node))

    def construct_word(self, node: Node) -> str:
        """Builds a text."""
        if not isinstance(node, ScalarNode):
            raise ConstructorError(None, None, "expected a scalar", node.start_mark)
        return _text_of(node)


def _text_of(node: ScalarNode) -> str:
    text = str(node.value)
    return Unquoted(text) if node.style is None and text.lower() in _WORDS_OF_YAML_1_1 else text


_TextConstructor.add_constructor("tag:yaml.org,2002:str", _TextConstructor.construct_word)
_TextConstructor.add_constructor("tag:yaml.org,2002:map", _TextConstructor.construct_yaml_map)
_TextConstructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def load(path: Path) -> tuple[Json, str]:
    """Reads a contract from a YAML or JSON file.

    Args:
        path: The file.

    Returns:
        The document as plain dictionaries, lists and scalars, no part shared between two places; and the
        SHA-256 of the file.

    Raises:
        Refusal: The file cannot be read, is not YAML, or is not a mapping.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise Refusal(
            Problem("", f"{path} cannot be read: {error.strerror}", "name a file that can be")
        ) from error
    except UnicodeDecodeError as error:
        raise Refusal(
            Problem("", f"{path} is not UTF-8 text: {error}", "name an OpenAPI document")
        ) from error
    return parse_text(text, name=path.name), hashlib.sha256(content).hexdigest()


def parse_text(text: str, *, name: str = "the contract") -> Json:
    """Reads a contract from text.

    Args:
        text: YAML 1.2 or JSON.
        name: What to call the document in a refusal.

    Returns:
        The document as plain dictionaries, lists and scalars, no part shared between two places.

    Raises:
        Refusal: The text is not YAML, or is not a mapping.
    """
    loader = YAML(typ="safe", pure=True)
    loader.Constructor = _TextConstructor
    try:
        document = loader.load(text)
        return _unshared(document, name)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" line {mark.line + 1}, column {mark.column + 1}:" if mark else ""
        what = f"{name} is not YAML 1.2:{place} {error.problem or error.context}"
        raise Refusal(Problem("", what, "mend the document's syntax")) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise Refusal(
            Problem("", f"{name} is not YAML 1.2: {error}", "mend the document's syntax")
        ) from error


def _unshared(document: object, name: str) -> Json:
    """Copies the document so that an anchor used twice becomes two parts, which rules may change apart."""
    if not isinstance(document, dict):
        raise Refusal(Problem("", f"{name} is not a mapping", "name an OpenAPI 3.0 or 3.1 document"))
    budget = _LARGEST_DOCUMENT

    def copy(value: object, above: tuple[int, ...]) -> Any:
        nonlocal budget
        budget -= 1
        if budget < 0 or id(value) in above:
            remedy = "write the parts out instead of referring to them by anchors"
            raise Refusal(Problem("", f"{name} grows without end when its anchors are followed", remedy))
        match value:
            case dict():
                return {key: copy(item, (*above, id(value))) for key, item in value.items()}
            case list():
                return [copy(item, (*above, id(value))) for item in value]
            case None | bool() | int() | float() | str():
                return value
            case _:
                what = f"{name} holds a {type(value).__name__}, which JSON does not have"
                raise Refusal(Problem("", what, "write it as text"))

    copied: Json = copy(document, ())
    return copied


def escape(key: object) -> str:
    """Writes a key as one step of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


def refer_to(name: str) -> str:
    """Writes the `$ref` to a named schema."""
    return _SCHEMAS + quote(escape(name), safe="~!$&'()*+,;=:@")


def _unescape(step: str) -> str:
    return unquote(step).replace("~1", "/").replace("~0", "~")


def resolve(document: Json, reference: str) -> Any:
    """Finds what a local `$ref` such as `#/components/schemas/Thing` refers to.

    Raises:
        KeyError: It refers to nothing in this document.
    """
    if not reference.startswith("#/"):
        raise KeyError(reference)
    found: Any = document
    for step in reference[2:].split("/"):
        key = _unescape(step)
        if isinstance(found, list) and key.isdecimal() and int(key) < len(found):
            found = found[int(key)]
        elif isinstance(found, dict) and key in found:
            found = found[key]
        else:
            raise KeyError(reference)
    return found


def component_of(reference: object) -> str | None:
    """Tells which named schema a `$ref` refers to; None if it is none, or inside of one."""
    if not isinstance(reference, str) or not reference.startswith(_SCHEMAS):
        return None
    name = reference.removeprefix(_SCHEMAS)
    return None if "/" in name else _unescape(name)


def dereference(document: Json, value: Json) -> Json:
    """Follows `$ref` until something else stands there.

    Raises:
        KeyError: A reference refers to nothing, to no mapping, or back to itself.
    """
    seen: set[str] = set()
    while "$ref" in value:
        reference = value["$ref"]
        if not isinstance(reference, str) or reference in seen:
            raise KeyError(str(reference))
        seen.add(reference)
        value = resolve(document, reference)
        if not isinstance(value, dict):
            raise KeyError(reference)
    return value


def operations(document: Json) -> Iterator[tuple[str, str, str, Json]]:
    """Walks through the operations in the document's order.

    Yields:
        JSON pointer, path, method in lower case, and the operation.
    """
    for path, item in mapping(document.get("paths")).items():
        for method, operation in _follow(document, mapping(item)).items():
            if method in METHODS and isinstance(operation, dict):
                yield f"/paths/{escape(path)}/{method}", path, method, operation


def _follow(document: Json, item: Json) -> Json:
    try:
        return dereference(document, item)
    except KeyError:
        return {}


def walk(value: object, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Walks through every mapping of a document, outermost first, leaving out examples and defaults.

    Yields:
        JSON pointer and mapping.
    """
    if isinstance(value, dict):
        yield pointer, value
        for key, item in value.items():
            if key not in {"example", "examples", "default", "enum", "const"} or pointer.endswith(
                "/properties"
            ):
                yield from walk(item, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, f"{pointer}/{index}")


def copy_of(value: Any) -> Any:
    """Copies a part of a document, so that nothing in it is shared with anything else."""
    if isinstance(value, dict):
        return {key: copy_of(item) for key, item in value.items()}
    return [copy_of(item) for item in value] if isinstance(value, list) else value


def mapping(value: object) -> Json:
    """Returns the value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}
