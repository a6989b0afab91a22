"""Rules for the document as a whole."""

from collections.abc import Iterator
from typing import Any

from openapi_python_client.schema import OpenAPI
from pydantic import ValidationError

from generator.document import Json, copy_of, escape
from generator.normalise.forms import replace_booleans
from generator.positions import schema_positions
from generator.problems import Problem

__all__ = ["have_the_shape_of_openapi", "speak_openapi_3"]


def speak_openapi_3(document: Json) -> Iterator[Problem]:
    """Only OpenAPI 3.0 and 3.1 are understood."""
    version = document.get("openapi")
    if not str(version).startswith(("3.0", "3.1")):
        said = (
            f"openapi is {version!r}" if "swagger" not in document else f"swagger is {document['swagger']!r}"
        )
        yield Problem("/openapi", f"{said}, and only 3.0 and 3.1 are understood", "convert the document")


def have_the_shape_of_openapi(document: Json) -> Iterator[Problem]:
    """Everything is of the type that OpenAPI gives it, as the parser's own schema of OpenAPI has it."""
    try:
        OpenAPI.model_validate(_without_booleans(document))
    except ValidationError as error:
        problems: dict[str, Problem] = {}
        for detail in error.errors(include_url=False, include_context=False):
            pointer, message = _pointer(document, detail["loc"]), detail["msg"]
            lacks_quotes = detail["type"] == "string_type" and isinstance(detail["input"], int | float)
            remedy = "put it into quotes" if lacks_quotes else "write it as OpenAPI says"
            problems.setdefault(pointer, Problem(pointer, message[:1].lower() + message[1:], remedy))
        for pointer, problem in problems.items():
            # A union of forms gives an error for each form, and those of its parts say more.
            if not any(other.startswith(f"{pointer}/") for other in problems):
                yield problem


def _without_booleans(document: Json) -> Json:
    """Writes `{}` for schemas that are `true` or `false`, which 3.1 has and the parser's schema has not."""
    if not str(document.get("openapi")).startswith("3.1"):
        return document
    spelled_out: Json = copy_of(document)
    for position in schema_positions(spelled_out):
        replace_booleans(position.schema)
    return spelled_out


def _pointer(document: Json, location: tuple[int | str, ...]) -> str:
    """Leaves out of a location what names a form and no place."""
    place: Any = document
    steps = []
    for step in location:
        is_there = isinstance(place, dict) and step in place
        if is_there or (isinstance(place, list) and isinstance(step, int) and step < len(place)):
            place = place[step]
            steps.append(f"/{escape(step)}")
    return "".join(steps)
