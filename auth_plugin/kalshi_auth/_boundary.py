"""Where errors about credentials leave the package."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from ._errors import CredentialsError, PrivateKeyFileWarning

_P = ParamSpec("_P")
_R = TypeVar("_R")


def hide_locals(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Raise a function's errors about credentials anew, without the frames that hold keys and passwords.

    Debuggers, ``pytest --showlocals``, rich and error trackers print the locals of every frame of a
    traceback, and of the exceptions in its chain.
    """

    @functools.wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except (CredentialsError, PrivateKeyFileWarning) as error:  # a warning, where warnings are errors
            failure = error.with_traceback(None)
            failure.__context__ = failure.__cause__ = None
        del args, kwargs
        raise failure

    return call
