"""JupyterLite as the lab needs it: two of its views, without source maps, compressed, without the course."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from digital_factory.authoring.lab import LabError
from digital_factory.authoring.lab.cache import keep
from digital_factory.authoring.lab.compress import compress
from digital_factory.authoring.lab.environment import Environment

__all__ = ["build_application"]

_APPS = ("notebooks", "lab")
_FAVICONS = (
    "favicon",
    "favicon-notebook",
    "favicon-file",
    "favicon-terminal",
    *(f"favicon-busy-{n}" for n in (1, 2, 3)),
)
_NOT_SERVED = (
    "doc",
    "package.json",
    "rspack.config.js",
    "rspack.config.analyze.js",
    "rspack.config.watch.js",
)
# How the kernel's worker imports Pyodide; a Content-Security-Policy without unsafe-eval refuses it.
_EVALUATED_IMPORT = 'Function("url","return import(url)")('
# How the validator of JupyterLab's settings makes a function of each schema; the same policy refuses that.
_EVALUATED_SCHEMA = re.compile(
    r"(?P<before>this\._compilations\.add\((?P<schema>\w+)\)),\(0,\w+\.validateFunctionCode\)\(\w+\),"
    r"[^{}]*?let (?P<code>\w+)=\w+\.toString\(\);.{0,200}?"
    r"let (?P<made>\w+)=Function\([^)]*\)\(this,this\.scope\.get\(\)\)"
)
# How the service worker fetches for the page what is none of its business. Of what comes that way Chromium
# keeps nothing compiled, so that each start would compile Python anew.
_FETCHED_FOR_THE_PAGE = "shouldDrop(t,a)||(n=maybeFromCache(e))"
_LEFT_TO_THE_BROWSER = "n=null"
_INLINE = re.compile(r"<script>(?P<code>.*?)</script>", re.DOTALL)


def build_application(environment: Environment, tools: Path, target: Path) -> None:
    """Build JupyterLite with what is in `environment` into the folder `target`; nothing is of the course.

    `tools` is the folder with `settings_validator.js`.

    Raises
    ------
    LabError
        If JupyterLite cannot be built.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
        site = _build(environment, Path(temporary))
        _plain_validator(site / "build", (tools / "settings_validator.js").read_text(encoding="utf-8"))
        compress([site / "build", site / "extensions"], environment)
        keep(site, target)


def _build(environment: Environment, scratch: Path) -> Path:
    (scratch / "lite").mkdir()
    command = [str(environment.python), "-m", "jupyterlite_core", "build", "--no-sourcemaps"]
    command += ["--no-unused-shared-packages", "--lite-dir", str(scratch / "lite")]
    command += ["--output-dir", str(scratch / "site"), *(f"--apps={app}" for app in _APPS)]
    done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"JupyterLite cannot be built: {done.stderr.strip().splitlines()[-1]}")
    site = scratch / "site"
    for name in _NOT_SERVED:
        path = site / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    shutil.rmtree(site / "extensions" / "@jupyterlite" / "pyodide-kernel-extension" / "static" / "pypi")
    for app in _APPS:
        _script_to_file(site / app / "index.html")
    _plain_imports(site / "extensions" / "@jupyterlite" / "pyodide-kernel-extension" / "static")
    for worker in (site / "service-worker.js", site / "build" / "service-worker.js"):
        _leave_to_the_browser(worker)
    _small_icons(site)
    return site


def _plain_imports(folder: Path) -> None:
    """Let the kernel's worker import without evaluating text, so that a policy need not allow that there."""
    changed = 0
    for script in folder.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        changed += text.count(_EVALUATED_IMPORT)
        script.write_text(text.replace(_EVALUATED_IMPORT, "import("), encoding="utf-8")
    if not changed:
        raise LabError(f"{folder} was expected to import by {_EVALUATED_IMPORT}...) and does not")


def _leave_to_the_browser(worker: Path) -> None:
    """Let the service worker answer for files that Python reads and for `input()`, and for nothing else."""
    text = worker.read_text(encoding="utf-8")
    if text.count(_FETCHED_FOR_THE_PAGE) != 1:
        raise LabError(f"{worker} was expected to fetch by {_FETCHED_FOR_THE_PAGE} and does not")
    worker.write_text(text.replace(_FETCHED_FOR_THE_PAGE, _LEFT_TO_THE_BROWSER), encoding="utf-8")


def _plain_validator(folder: Path, code: str) -> None:
    """Let the settings be read without evaluating text, so that no policy need allow it for the pages."""

    def plain(found: re.Match[str]) -> str:
        made = f"({code})({found['schema']}.schema,{found['schema']}.root.schema,this.opts.useDefaults)"
        return f'{found["before"]};let {found["code"]}="",{found["made"]}={made}'

    changed = 0
    for script in folder.glob("*.js"):
        text, count = _EVALUATED_SCHEMA.subn(plain, script.read_text(encoding="utf-8"))
        if count:
            script.write_text(text, encoding="utf-8")
        changed += count
    if changed != 1:
        raise LabError(f"{folder} was expected to evaluate schemas in one place and does in {changed}")


def _small_icons(site: Path) -> None:
    """Give the icons that JupyterLab asks for and JupyterLite has not; JupyterLab's own weighs 300 kB."""
    small = (site / "notebooks" / "favicon.ico").read_bytes()
    for name in ("lab/favicon.ico", *(f"static/favicons/{name}.ico" for name in _FAVICONS)):
        icon = site / name
        icon.parent.mkdir(parents=True, exist_ok=True)
        icon.write_bytes(small)


def _script_to_file(page: Path) -> None:
    """Move the inline script of a page to a file: a strict Content-Security-Policy allows none."""
    text = page.read_text(encoding="utf-8")
    scripts = _INLINE.findall(text)
    if len(scripts) != 1:
        raise LabError(f"{page} was expected to have one inline script and has {len(scripts)}")
    (page.parent / "start.js").write_text(scripts[0], encoding="utf-8")
    page.write_text(_INLINE.sub('<script src="start.js"></script>', text), encoding="utf-8")
