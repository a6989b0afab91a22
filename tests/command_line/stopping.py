"""An exchange that falls silent in the middle of a walk."""

import threading
import time


class Stop:
    """A clock for an exchange that falls silent at a request, until it is let go on."""

    def __init__(self, request: int) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()
        self._left = 2 * request  # each request is timed twice, for its signature and for its answer

    def __call__(self) -> float:
        """Tell the time."""
        self._left -= 1
        if self._left < 0 and not self.go_on.is_set():
            self.reached.set()
            self.go_on.wait(30)
        return time.time()
