"""Docstrings of whole modules and of the classes that stand for the API as such."""

from generator.ir import Package
from generator.prose import docstring, split_paragraphs
from generator.statuses import error_class

__all__ = ["client_doc", "configuration_doc", "errors_doc", "package_doc"]


def package_doc(package: Package) -> str:
    """Writes the docstring of the package: what it is a client of, and how to begin."""
    edition = f", edition {package.edition}" if package.edition else ""
    begin = f"from {package.name} import KalshiClient\n\nwith KalshiClient.from_env() as client:"
    calls = next((op for op in package.operations if not any(p.required for p in op.parameters)), None)
    if calls:
        begin += f"\n    print(client.{calls.method}())"
    example = "Example:\n" + "\n".join(f"    {line}" if line else "" for line in begin.splitlines())
    return docstring(
        [
            f"Client of {package.title} {package.version}{edition}.",
            *split_paragraphs(package.notes.description),
            example,
        ],
        0,
    )


def client_doc(package: Package, *, is_async: bool) -> str:
    """Writes the docstring of a facade."""
    summary = f"Client of {package.title}" + (", for asynchronous code." if is_async else ".")
    close = "`async with` closes it, or `aclose()`." if is_async else "`with` closes it, or `close()`."
    made = (
        "Made from a `Configuration`, from keywords (`api_key_id`, `private_key`, `host`, `timeout`, ...), "
        "or from environment variables by `from_env()`. It keeps its connections open between calls: "
        "make one "
        f"and share it. {close}"
    )
    return docstring([summary, made], 4)


def configuration_doc(package: Package) -> str:
    """Writes the docstring of the configuration: what it knows of hosts."""
    hosts = [
        f"- {host.name}: {host.url}"
        + (f" ({host.notes.description.rstrip('.')})" if host.notes.description else "")
        for host in package.hosts
    ]
    summary = f"How to reach {package.title}, and as whom."
    first = [f"Without a host it means {package.hosts[0].name}. `HOSTS` has them all:"] if hosts else []
    return docstring([summary, *first, *(["\n".join(hosts)] if hosts else [])], 4)


def errors_doc(package: Package) -> str:
    """Writes the docstring of the errors: which operation documents which status."""
    lines = []
    for operation in package.operations:
        statuses = ", ".join(f"{status.status} {error_class(status.status)}" for status in operation.errors)
        lines.append(f"- {operation.method}: {statuses or 'none'}")
    shared = (
        "They are the runtime's, so that two generated packages share them. A status that no operation "
        "documents is raised too, as the class of its number or of its hundred. Documented are:"
    )
    return docstring(
        ["What can go wrong with a call; all of it is a `KalshiError`.", shared, "\n".join(lines)], 0
    )
