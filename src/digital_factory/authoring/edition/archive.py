"""Packs the site as one file, for a stick or a learning platform: ``make zip``."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from digital_factory.authoring.edition.leaks import refuse_leaks
from digital_factory.authoring.edition.site import copy_site

__all__ = ["NAME", "zip_site"]

NAME = "making-digital-factories-work"
"""Name of the folder that is in the file, and of the file."""

_STORED = {".whl", ".zip", ".png", ".woff2"}  # packed already
_DATE = (2020, 1, 1, 0, 0, 0)  # the same site gives the same bytes


def zip_site(
    built: Path, target: Path, repository: str, *, with_lab: bool, secret: frozenset[str] = frozenset()
) -> int:
    """Pack the site that is in `built` into the file `target`; return its size [bytes].

    `repository` is that of `copy_site`; no line of `secret` may stand in the site. `copy_site` and
    `refuse_leaks` say what is raised. The file appears when all has gone well.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
        site = Path(temporary, "site")
        copy_site(built, site, repository, with_lab=with_lab)
        refuse_leaks(site, secret)
        made = Path(temporary, target.name)
        with zipfile.ZipFile(made, "w") as archive:
            for path in sorted(site.rglob("*")):
                if path.is_file():
                    entry = zipfile.ZipInfo(f"{NAME}/{path.relative_to(site).as_posix()}", _DATE)
                    entry.external_attr = 0o644 << 16
                    method = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
                    archive.writestr(entry, path.read_bytes(), compress_type=method, compresslevel=9)
        made.replace(target)
    return target.stat().st_size
