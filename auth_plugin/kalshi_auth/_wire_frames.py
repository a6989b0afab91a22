"""Keeps what goes onto the wire out of tracebacks.

A request that fails while it is sent leaves frames of the event loop and of sockets in the traceback, whose
locals are the bytes of the request, signature and all. Error trackers print locals.
"""

from __future__ import annotations

from types import FrameType
from typing import cast

_MARK = b"kalshi-access-signature"
_BUFFERS = (bytes, bytearray, memoryview)


def clear_wire_frames(error: BaseException | None) -> None:
    """Clear the locals of frames that hold a signed request as bytes.

    Args:
        error: What the request failed with; all exceptions behind it are looked through as well.
    """
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        link = waiting.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        waiting += [link.__cause__, link.__context__]
        step = link.__traceback__
        while step is not None:
            if _holds_wire(step.tb_frame):
                _clear(step.tb_frame)
            step = step.tb_next


def _holds_wire(frame: FrameType) -> bool:
    return any(
        _MARK in bytes(cast("bytes", value)).lower()
        for value in frame.f_locals.values()
        if isinstance(value, _BUFFERS)
    )


def _clear(frame: FrameType) -> None:
    try:
        frame.clear()
    except RuntimeError:  # it is still running
        return
