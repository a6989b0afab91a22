"""The documentation site, built once for all who look at it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site; what was said if it could not be built."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    built = shared / "site-is-built"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            done = subprocess.run(
                [sys.executable, "-m", "handbook"], cwd=root, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            built.touch()
    return root / "build" / "site"
