"""Measures what Binder installs for a learner, by carrying out repo2docker's plan: ``make bench-binder``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import binder_plan
import ordinary_user

ROOT = Path(__file__).parents[1]
MOST_MEGABYTES = 350
MOST_SECONDS = 60


def main(argv: list[str] | None = None) -> int:
    """Print the room and the seconds; return 1 if either is above its budget."""
    argparse.ArgumentParser(prog="make bench-binder", description=__doc__).parse_args(argv)
    with ordinary_user.folder() as place:
        checkout = binder_plan.copy_of_repository(ROOT, place / "checkout")
        plan = binder_plan.plan_of(checkout)
        made = binder_plan.follow(plan, checkout)
        room = binder_plan.megabytes(made.programs.parent)
    for step, seconds in made.seconds:
        print(f"{seconds:6.1f} s  {step}")
    total = sum(seconds for _, seconds in made.seconds)
    print(f"{total:6.1f} s  in all, at most {MOST_SECONDS}")
    print(f"{room:6.0f} MB of packages on the disk, at most {MOST_MEGABYTES}")
    return int(total > MOST_SECONDS or room > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
