"""``python -m experiments VERB ...`` is ``denshi VERB ...``."""

from __future__ import annotations

import sys

from experiments.cli import main

if __name__ == "__main__":
    sys.exit(main())
