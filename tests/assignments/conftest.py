"""What the tests of the assignments share."""

import os

# Figures in a solution are drawn and thrown away.
os.environ.setdefault("MPLBACKEND", "Agg")
