"""Make sure that there is a browser before the tests start. Called by ``make test``."""

import sys

from browsers import NoBrowserError, install

if __name__ == "__main__":
    try:
        print(f"Browser for the tests: {install()}")
    except NoBrowserError as error:
        sys.exit(str(error))
