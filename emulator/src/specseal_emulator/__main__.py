"""`python -m specseal_emulator` is the command."""

import sys

from .cli import main

sys.exit(main())
