"""Makes the learner's edition: a folder that is ready to become a public repository."""

from __future__ import annotations

import shutil
from pathlib import Path
from string import Template

from digital_factory.authoring.edition.known_lines import known_lines
from digital_factory.authoring.edition.leaks import refuse_leaks
from digital_factory.authoring.edition.learner_folder import write_learner_folder
from digital_factory.authoring.edition.site import copy_site
from digital_factory.authoring.edition.start_page import TEMPLATES
from digital_factory.sphinx_ext.binder import binder_address

__all__ = ["SITE", "write_edition"]

SITE = "docs"
"""Where the built site is in it: GitHub Pages publishes a folder of this name as it is."""

_IGNORED = ".ipynb_checkpoints/\n.venv/\n__pycache__/\n"


def write_edition(root: Path, target: Path, repository: str) -> None:
    """Make the learner's edition of the course in `root` at `target`, which is replaced when all is well.

    Parameters
    ----------
    root
        The course, its book built.
    target
        Folder of the edition.
    repository
        Page of the repository that it will become, "" if that is not known yet.

    Raises
    ------
    EditionError
        If the book is not built, a part is missing, or the edition would hold what no learner may see.
    """
    scratch = target.with_name(f"{target.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    write_learner_folder(root, scratch)
    copy_site(root / "_build" / "html", scratch / SITE, repository)
    (scratch / SITE / ".nojekyll").touch()  # GitHub Pages would leave out folders such as _static
    (scratch / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    (scratch / "README.md").write_text(_readme(repository), encoding="utf-8")
    refuse_leaks(scratch, known_lines(root))
    shutil.rmtree(target, ignore_errors=True)
    scratch.rename(target)


def _readme(repository: str) -> str:
    badge = ""
    if address := binder_address(repository):
        badge = (
            f"\n- **On Binder:** [start here]({address}). Nothing to install, but Binder forgets your work."
        )
    text = Template((TEMPLATES / "README.md").read_text(encoding="utf-8"))
    return text.substitute(on_binder=badge)
