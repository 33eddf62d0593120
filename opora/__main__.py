"""`python -m opora` is the command `opora`."""

import sys

from opora.site.cli import main

sys.exit(main())
