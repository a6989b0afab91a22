"""Refuses what has no form in Python, before anything else looks at a document.

Each rule is one function that yields a `Problem` for each place. Rules stand in stages: those of a later
stage rely on what an earlier one made sure of, and all problems of a stage are told at once.
"""

from collections.abc import Callable, Iterator
from typing import Final

from generator.document import Json
from generator.lint.operations import (
    name_operations,
    name_operations_apart,
    send_one_body,
    succeed_in_one_form,
)
from generator.lint.paging import bound_by_time_what_tells_it, page_by_what_is_there
from generator.lint.parameters import (
    describe_parameters_by_schema,
    fill_the_path,
    name_parameters_apart,
    pass_parameters_plainly,
)
from generator.lint.references import end_somewhere, refer_to_the_right_kind, resolve_references
from generator.lint.schemas import (
    leave_python_its_names,
    list_values_in_enums,
    name_classes_apart,
    say_units_in_words,
)
from generator.lint.structure import have_the_shape_of_openapi, speak_openapi_3
from generator.problems import Problem, Refusal

__all__ = ["STAGES", "lint"]

Rule = Callable[[Json], Iterator[Problem]]

STAGES: Final[tuple[tuple[Rule, ...], ...]] = (
    (speak_openapi_3,),
    (have_the_shape_of_openapi,),
    (resolve_references,),
    (
        name_operations,
        refer_to_the_right_kind,
        end_somewhere,
        describe_parameters_by_schema,
        succeed_in_one_form,
        send_one_body,
    ),
    (
        name_operations_apart,
        name_parameters_apart,
        fill_the_path,
        pass_parameters_plainly,
        page_by_what_is_there,
        list_values_in_enums,
        leave_python_its_names,
        name_classes_apart,
        say_units_in_words,
    ),
    (bound_by_time_what_tells_it,),
)
"""All rules, by stage."""


def lint(document: Json) -> None:
    """Holds a document against every rule.

    Raises:
        Refusal: It breaks one.
    """
    for stage in STAGES:
        problems = [problem for rule in stage for problem in rule(document)]
        if problems:
            raise Refusal(problems)
