"""Make sure that the browser and the programs that tests drive are there. Called by ``make test``."""

import sys

from browsers import NoBrowserError, install
from debian import MissingProgramError, ensure

if __name__ == "__main__":
    try:
        print(f"Browser for the tests: {install()}")
        ensure()
    except (NoBrowserError, MissingProgramError) as error:
        sys.exit(str(error))
