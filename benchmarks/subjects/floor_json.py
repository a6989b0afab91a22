"""Floor: the standard library's JSON, into dictionaries."""

import json
from typing import Any

from .protocol import Service, Subject


class Client(Subject):
    """Reads a page's body."""

    IMPORT = "import json"

    def __init__(self, service: Service) -> None:
        pass

    def decode(self, body: bytes) -> Any:
        return json.loads(body)
