"""The installation of `make course`: quick with uv, possible without, clear when it fails."""

import base64
import hashlib
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from digital_factory.authoring import install


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of one module, `trifle`."""
    path = tmp_path_factory.mktemp("wheel") / "trifle-1.0-py3-none-any.whl"
    files = {
        "trifle.py": "WORTH = 3\n",
        "trifle-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: trifle\nVersion: 1.0\n",
        "trifle-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "trifle-1.0.dist-info/RECORD,,\n"
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(content)}\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**files, "trifle-1.0.dist-info/RECORD": record}.items():
            archive.writestr(name, content)
    return path


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has pip and nothing else; to make it takes longest."""
    path = tmp_path_factory.mktemp("fresh") / "env"
    venv.create(path, with_pip=True)
    return path


@pytest.fixture
def fresh_python(fresh: Path, tmp_path: Path) -> Path:
    """The interpreter of a copy of that environment."""
    shutil.copytree(fresh, tmp_path / "env", symlinks=True)
    return tmp_path / "env" / "bin" / "python"


def run_install(python: Path | str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-P", install.__file__, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("has_uv", [True, False], ids=["with uv", "without uv"])
def test_install_puts_the_package_in_place(fresh_python: Path, wheel: Path, has_uv: bool) -> None:
    if has_uv:
        (fresh_python.parent / "uv").symlink_to(Path(sys.executable).with_name("uv"))

    done = run_install(fresh_python, str(wheel))

    assert done.returncode == 0, done.stderr
    assert ("pip installs now" in done.stdout) != has_uv
    assert list(fresh_python.parent.parent.rglob("trifle.*.pyc"))
    worth = subprocess.run([fresh_python, "-c", "import trifle; print(trifle.WORTH)"], capture_output=True)
    assert worth.stdout.strip() == b"3"


def test_install_where_uv_fails_lets_pip_do_it(fresh_python: Path, wheel: Path) -> None:
    uv = fresh_python.parent / "uv"
    uv.write_text("#!/bin/sh\necho 'no such index' >&2\nexit 2\n", encoding="utf-8")
    uv.chmod(0o755)

    done = run_install(fresh_python, str(wheel))

    assert done.returncode == 0, done.stderr
    assert "no such index" in done.stdout
    assert "pip installs now" in done.stdout


def test_install_of_what_does_not_exist_shows_pips_reason_and_the_next_step(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("nowhere @ file:///no-such-folder\n", encoding="utf-8")

    done = run_install(sys.executable, "-r", str(requirements))

    assert done.returncode != 0
    assert "no-such-folder" in done.stderr
    assert "run the same command again" in done.stderr


def test_install_gives_uv_the_index_and_the_certificates_that_pip_has(
    fresh_python: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = fresh_python.parent / "uv"
    uv.write_text('#!/bin/sh\necho "$UV_DEFAULT_INDEX $SSL_CERT_FILE" >&2\n', encoding="utf-8")
    uv.chmod(0o755)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.setenv("PIP_CERT", "/etc/firm.pem")

    done = run_install(fresh_python, str(wheel))

    assert (done.returncode, done.stdout.strip()) == (0, "https://mirror.example/simple /etc/firm.pem")
