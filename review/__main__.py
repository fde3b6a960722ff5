"""`python -m review`: the command `gongkai` with all its subcommands."""

from __future__ import annotations

import sys

from review.command import main

if __name__ == "__main__":
    sys.exit(main())
