"""What callers write to get at a line of the surface."""

from generator.changes.view import View
from generator.surface import Line

__all__ = ["symbol_of"]


def symbol_of(line: Line, view: View, package: str) -> str:
    """Names the Python symbol of a line in full.

    Args:
        line: The line.
        view: The contract that it is from.
        package: Import name of the package.
    """
    models, client = f"{package}.models", f"{package}.KalshiClient"
    owner = line.names[0]
    match line.kind:
        case "model" | "enum" | "alias":
            return f"{models}.{owner}"
        case "field":
            return f"{models}.{owner}.{line.facts.get('attribute', line.names[1])}"
        case "member":
            return f"{models}.{owner}.{line.facts.get('name', line.names[1])}"
        case "iterator":
            return f"{client}.{line.names[1]}"
        case "host":
            return f'{package}.Configuration.HOSTS["{owner}"]'
        case "scheme":
            return f"{package}.Configuration"
    operation = view.lines.get(("operation", (owner,)))
    method = f"{client}.{operation.facts['method'] if operation else owner}"
    match line.kind:
        case "parameter":
            return f"{method}({line.facts.get('argument', line.names[1])}=)"
        case "body":
            return f"{method}(body=)"
        case "error":
            return f"{method} → {package}.errors.{line.facts.get('raises', 'ApiException')}"
        case _:
            return method
