"""Makes what learners get: ``make edition``, ``make zip``, and the folder of Binder (`binder/postBuild`)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from digital_factory.authoring.address import AddressError, given_repository
from digital_factory.authoring.assignment import ROOT
from digital_factory.authoring.edition import EditionError
from digital_factory.authoring.edition.learner_folder import write_learner_folder

__all__ = ["main"]

_BUILT = ROOT / "_build" / "html"


def main(argv: list[str] | None = None) -> int:
    """Make what is asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="edition", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    learner = commands.add_parser("learner", help="fill a folder with what a learner needs")
    learner.add_argument("folder", type=Path)
    commands.add_parser("repository", help="make _build/edition")
    commands.add_parser("zip", help="pack the built site as one file, with its lab and without")
    options = parser.parse_args(argv)
    try:
        if options.command == "learner":
            write_learner_folder(ROOT, options.folder)
        elif options.command == "repository":
            _repository()
        else:
            _zip()
    except (EditionError, AddressError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _repository() -> None:
    from digital_factory.authoring.edition.repository import write_edition  # Binder's folder needs none of it
    from digital_factory.authoring.edition.site import why_no_lab

    repository = given_repository()
    _tell_of_the_search()
    target = ROOT / "_build" / "edition"
    write_edition(ROOT, target, repository)
    print(f"The learner's edition, searched for solutions: {target}")
    if why := why_no_lab(_BUILT):
        print(f"It has no browser lab: {why}")
    if not repository:
        print("It does not speak of Binder. Name where it will be public: make edition REPO=owner/name")


def _tell_of_the_search() -> None:
    print("      Copying, and searching every byte for solutions: half a minute", flush=True)


def _zip() -> None:
    from digital_factory.authoring.edition.archive import NAME, zip_site
    from digital_factory.authoring.edition.known_lines import known_lines
    from digital_factory.authoring.edition.site import why_no_lab

    no_lab = why_no_lab(_BUILT)
    secret = known_lines(ROOT)
    _tell_of_the_search()
    for with_lab in (False, True):
        if with_lab and no_lab:
            print(f"No file with the browser lab: {no_lab}")
            continue
        target = ROOT / "_build" / f"{NAME}{'-with-lab' if with_lab else ''}.zip"
        size = zip_site(_BUILT, target, given_repository(), with_lab=with_lab, secret=secret)
        print(f"{size / 1e6:5.1f} MB  {target}")


if __name__ == "__main__":
    sys.exit(main())
