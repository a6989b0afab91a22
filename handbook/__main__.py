"""`python -m handbook`: build the documentation site into `build/site`, warnings fatal."""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from handbook._pages import PagesError, gather_pages
from handbook._reference import write_reference

ROOT: Final = Path(__file__).resolve().parent.parent
STYLE: Final = re.compile(r"\x1b\[[0-9;]*m")


def main() -> int:
    """Gather the pages, build the site, and show what was said if that failed."""
    argparse.ArgumentParser(prog="python -m handbook", description=__doc__).parse_args()
    pages = ROOT / "build" / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    write_reference(ROOT, pages)
    try:
        gather_pages(ROOT, pages)
    except PagesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    built = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict", "--clean"],
        cwd=ROOT,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if built.returncode:
        print(STYLE.sub("", built.stdout), file=sys.stderr)
        return 1
    print(f"the site is built: {(ROOT / 'build' / 'site' / 'index.html').as_uri()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
