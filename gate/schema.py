"""The contract's schemas, closed: a field that they do not name counts as drift."""

from __future__ import annotations

import copy
import json
import re
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

import jsonschema_rs

from gate.contract import Contract, Document

BITS = {"int32": 31, "int64": 63}
DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def is_decimal(value: object) -> bool:
    """Whether a text is a decimal number in plain notation; other types are for the keyword `type`."""
    if not isinstance(value, str):
        return True
    try:
        return DECIMAL.fullmatch(value) is not None and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def close(document: Document) -> Document:
    """Copies a document with every object schema refusing fields that it does not name."""
    closed = copy.deepcopy(document)
    for schema in closed["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return closed


class Shapes:
    """Holds the bodies of answers to the closed schemas.

    Args:
        contract: The contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    @cached_property
    def _components(self) -> Document:
        components: Document = _as_json_schema(close(self._contract.document)["components"])
        return components

    @cached_property
    def _validators(self) -> dict[tuple[str, int], jsonschema_rs.Draft202012Validator]:
        return {}

    def faults(self, operation: str, status: int, body: bytes) -> list[str]:
        """Says what is wrong with the body of an answer.

        Args:
            operation: The operationId.
            status: The status of the answer.
            body: The body as it came.

        Returns:
            A sentence per fault, each beginning with the place; none if the body keeps the contract.
        """
        schema = self._contract.response_schema(operation, status)
        if schema is None:
            return [f"status {status} is not documented"]
        try:
            value = json.loads(body)
        except ValueError as error:
            return [f"the body is not JSON: {error}"]
        key = (operation, status)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                {**_as_json_schema(schema), "components": self._components},
                formats={"decimal": is_decimal},
                validate_formats=True,
            )
        return [
            f"{'.'.join(map(str, error.instance_path)) or 'body'}: {_shorten(error.message)}"
            for error in self._validators[key].iter_errors(value)
        ]


def example_faults(contract: Contract, schema: Document, example: Any, *, formats: bool = True) -> list[str]:
    """Says what is wrong with an example of a schema, which need not be closed.

    Args:
        contract: The document that the schema belongs to.
        schema: The schema.
        example: The example.
        formats: Whether formats count as well.
    """
    validator = jsonschema_rs.Draft202012Validator(
        {**_as_json_schema(schema), "components": _as_json_schema(contract.document["components"])},
        formats={"decimal": is_decimal},
        validate_formats=formats,
    )
    return [
        f"{'.'.join(map(str, error.instance_path)) or 'example'}: {_shorten(error.message)}"
        for error in validator.iter_errors(example)
    ]


def _as_json_schema(node: Any) -> Any:
    """Says `nullable` and the formats of integers as JSON Schema does."""
    if isinstance(node, list):
        return [_as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    copied = {
        key: _as_json_schema(value) for key, value in node.items() if key not in {"example", "nullable"}
    }
    if node.get("nullable") and "type" in node:
        copied["type"] = [node["type"], "null"]
    bits = BITS.get(node["format"]) if isinstance(node.get("format"), str) else None
    if bits and node.get("type") == "integer":
        copied.setdefault("minimum", -(1 << bits))
        copied.setdefault("maximum", (1 << bits) - 1)
    return copied


def _shorten(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}..."
