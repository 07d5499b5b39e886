"""`python -m yakuba` is `yakuba`."""

import sys

from yakuba.cli import main

sys.exit(main())
