"""`python -m bench` : la suite de `make bench`."""

import sys

from bench.calcul import principal

sys.exit(principal())
