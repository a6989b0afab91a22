"""The official client since December 2025, of the same make."""

from . import kalshi_python


class Client(kalshi_python.Client):
    """The same calls of another package."""

    PACKAGE = "kalshi_python_sync"
    IMPORT = f"from {PACKAGE} import Configuration, KalshiClient"
