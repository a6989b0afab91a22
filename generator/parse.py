"""Drives openapi-python-client's parser and refuses whatever it would lose without a word."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import attrs
from openapi_python_client import schema as _schema
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import EnumProperty, ModelProperty
from openapi_python_client.strings import PythonIdentifier

from generator.document import Json, escape, mapping, operations
from generator.names import class_name
from generator.outline import draw_outline, is_class
from generator.problems import Problem, Refusal

__all__ = ["Parsed", "parse"]

_PARSER: Final = "openapi-python-client"
_PARSER_VERSION: Final = "0.29.1"
_SCHEMAS: Final = "/components/schemas/"
_PREFIX: Final = "field_"


@attrs.frozen
class Parsed:
    """What the parser made of a document.

    Attributes:
        endpoints: Each operation by its operationId.
        models: Each schema with fields by the name of its class.
        enums: Each enum by the name of its class.
    """

    endpoints: dict[str, Endpoint]
    models: dict[str, ModelProperty]
    enums: dict[str, EnumProperty]


def parse(document: Json) -> Parsed:
    """Parses a normalised document.

    Args:
        document: The contract after `normalise`.

    Returns:
        All operations, object schemas and enums of the document.

    Raises:
        Refusal: The parser is another version than the one this generator was made for, warned of anything,
            or lost an operation or a schema.
    """
    found = version(_PARSER)
    if found != _PARSER_VERSION:
        what = f"{_PARSER} is {found}, and this generator drives the parser of {_PARSER_VERSION}"
        raise Refusal(Problem("", what, "set the environment up again with `make setup`"))
    config = Config.from_sources(
        config_file=ConfigFile(field_prefix=_PREFIX),
        meta_type=MetaType.NONE,
        document_source=Path("contract"),
        file_encoding="utf-8",
        overwrite=False,
        output_path=None,
    )
    try:
        data = GeneratorData.from_dict(draw_outline(document), config=config)
    except Exception as error:  # it raises what it does not foresee, such as two enum members of one name
        raise Refusal(_complaint(GeneratorError(header=type(error).__name__, detail=str(error)))) from error
    if isinstance(data, GeneratorError):
        raise Refusal(_complaint(data))
    complaints = list(data.errors)
    complaints += [error for tag in data.endpoint_collections_by_tag.values() for error in tag.parse_errors]
    if complaints:
        raise Refusal(_complaint(complaint) for complaint in complaints)
    parsed = Parsed(
        endpoints=_endpoints(data, document),
        models={_schema_name(model.name): model for model in data.models if isinstance(model, ModelProperty)},
        enums={_schema_name(enum.name): enum for enum in data.enums if isinstance(enum, EnumProperty)},
    )
    losses = [*_lost_operations(parsed, document), *_lost_schemas(parsed, document)]
    if losses:
        raise Refusal(losses)
    return parsed


def _endpoints(data: GeneratorData, document: Json) -> dict[str, Endpoint]:
    by_place = {(path, method): operation for _, path, method, operation in operations(document)}
    ids = {
        str(PythonIdentifier(operation["operationId"], _PREFIX)): operation["operationId"]
        for operation in by_place.values()
    }
    endpoints = (endpoint for tag in data.endpoint_collections_by_tag.values() for endpoint in tag.endpoints)
    return {ids[endpoint.name]: endpoint for endpoint in endpoints if endpoint.name in ids}


def _lost_operations(parsed: Parsed, document: Json) -> Iterator[Problem]:
    for pointer, _, _, operation in operations(document):
        if operation["operationId"] not in parsed.endpoints:
            what = f"the parser lost the operation {operation['operationId']}"
            yield Problem(pointer, what, "give it a simpler form, or teach `normalise` to")


def _lost_schemas(parsed: Parsed, document: Json) -> Iterator[Problem]:
    for name, schema in mapping(mapping(document.get("components")).get("schemas")).items():
        if is_class(schema) and class_name(name) not in parsed.models | parsed.enums:
            what = f"the parser lost the schema {name}"
            yield Problem(_SCHEMAS + escape(name), what, "give it a simpler form, or teach `normalise` to")


def _schema_name(name: _schema.UntrustedString) -> str:
    return name.get_untrusted_value().removeprefix(_SCHEMAS)


def _complaint(error: GeneratorError) -> Problem:
    data: Any = getattr(error, "data", None)
    about = f" ({data.model_dump_json(exclude_defaults=True)[:200]})" if data is not None else ""
    text = " ".join(f"{error.header} {error.detail or ''}".split())
    return Problem(
        "", f"the parser says: {text}{about}", "give the place a simpler form, or teach `normalise` to"
    )
