"""Reads the file of a private key, which is read once and not watched."""

from __future__ import annotations

import os
import stat
import warnings
from pathlib import Path

from ._errors import PrivateKeyFileError, PrivateKeyFileWarning
from ._key_text import resembles_key

_MAX_BYTES = 64 * 1024  # a 16384-bit RSA key takes 13 kB


def read_key_file(source: os.PathLike[str], name: str) -> bytes:
    """Return the content of a key file; a leading ``~`` means the home directory.

    Args:
        source: The path.
        name: What the path is called in an error.

    Raises:
        PrivateKeyFileError: If it cannot be read, saying why.

    Warns:
        PrivateKeyFileWarning: If every user of the machine may read or change the file.
    """
    path = Path(os.path.expanduser(os.fsdecode(source)))  # noqa: PTH111 - leaves alone what it cannot expand
    try:
        with path.open("rb") as file:
            _warn_if_shared(file.fileno(), path, name)
            content = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PrivateKeyFileError(f"{name}{_explain(path, error)}") from None
    if len(content) > _MAX_BYTES:
        raise PrivateKeyFileError(
            f"{name}: {str(path)!r} is larger than {_MAX_BYTES:,} bytes, so it is no key file"
        )
    return content


def _explain(path: Path, error: OSError | ValueError) -> str:
    if resembles_key(str(path)):
        return " is the text of a key and not the path of a file; give the text itself"
    if isinstance(error, FileNotFoundError):
        return f": there is no file {str(path.absolute())!r}; check the path"
    if isinstance(error, ValueError):  # a NUL character, say
        return f": {str(path)!r} cannot be a path ({error}); check it"
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        return f": {str(path)!r} is a directory; give the path of the key's file in it"
    if isinstance(error, PermissionError):
        return f": this user may not read {str(path)!r}; change its owner, or its mode with 'chmod 600'"
    return f": {str(path)!r} cannot be read ({error.strerror}); check the path"


def _warn_if_shared(descriptor: int, path: Path, name: str) -> None:
    mode = os.fstat(descriptor).st_mode
    if os.name == "posix" and stat.S_ISREG(mode) and mode & (stat.S_IROTH | stat.S_IWOTH):
        warnings.warn(
            f"{name}: every user of this machine may read or change {str(path)!r} "
            f"(mode {stat.S_IMODE(mode):03o}); "
            f"restrict it with 'chmod 600 {path}'",
            PrivateKeyFileWarning,
            stacklevel=2,
        )
