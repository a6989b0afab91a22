"""``python -m kalshi_cli``."""

import sys

from kalshi_cli import main

sys.exit(main())
