"""The installation of `make course`: it says how far it is, and what to do when it fails."""

import subprocess
import sys

from digital_factory.authoring import install

PIP = """\
Collecting alabaster==0.7.16 (from -r requirements.txt (line 2))
  Downloading alabaster-0.7.16-py3-none-any.whl (13 kB)
Requirement already satisfied: anyio==4.16.0 in ./.venv/lib (from -r requirements.txt (line 6)) (4.16.0)
Installing collected packages: alabaster
Successfully installed alabaster-0.7.16
"""


def test_progress_of_pip_counts_packages_and_announces_the_quiet_part():
    assert list(install.progress(PIP.splitlines(), 182)) == [
        "1 of 182 packages: alabaster",
        "2 of 182 packages: anyio",
        "Putting the packages in place: a minute without news",
    ]


def test_install_of_what_does_not_exist_shows_pips_reason_and_the_next_step(tmp_path):
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("nowhere @ file:///no-such-folder\n", encoding="utf-8")
    command = [sys.executable, "-P", install.__file__, str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "no-such-folder" in done.stderr
    assert "run the same command again" in done.stderr
