"""Everything that can be seen of an error, by whatever means."""

from __future__ import annotations

import gc
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType

from kalshi_auth import KalshiError

_TESTS = Path(__file__).resolve().parent.parent


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames of an exception's traceback that are no test's."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if _TESTS not in Path(frame.f_code.co_filename).parents:
            yield frame


def chain_of(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all behind it, shown or not."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        found = waiting.pop()
        if found is not None and found not in seen:
            seen.append(found)
            waiting += [found.__cause__, found.__context__]
            yield found


def texts_within(start: object) -> str:
    """Return all text and bytes that can be reached from an object, as the garbage collector sees it.

    Code, modules and classes lead to the whole program and are left out.
    """
    found: list[str] = []
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType | CodeType | FrameType):
            continue
        seen.add(id(thing))
        if isinstance(thing, str):
            found.append(str.__str__(thing))
        elif isinstance(thing, bytes | bytearray):
            found.append(bytes(thing).decode("latin-1"))
        else:
            waiting += gc.get_referents(thing)
    return "\n".join(found)


def show(error: BaseException) -> str:
    """Return what tools show of an error: texts, attributes, traceback with locals, pickle of ours."""
    seen: list[str] = []
    for link in chain_of(error):
        seen += [str(link), repr(link), repr(vars(link))]
        seen += traceback.format_exception(link)
        seen += [_print(value) for frame in frames_of(link) for value in frame.f_locals.values()]
        seen.append(pickle.dumps(link).decode("latin-1") if isinstance(link, KalshiError) else "")
    return "\n".join(seen)


def _print(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # of an object that was not finished; tools print something like this
        return f"<{type(error).__name__}>"


def observe(error: BaseException) -> str:
    """Return what tools show of an error, and all text that its attributes lead to."""
    return "\n".join([show(error), *(texts_within([link.args, vars(link)]) for link in chain_of(error))])
