"""A PostgreSQL server of the tests' own. PostgreSQL refuses to run as root, so root becomes `postgres`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from debian import postgresql

__all__ = ["Server"]


class Server:
    """A server that can be stopped and started again."""

    def __init__(self) -> None:
        programs = postgresql()
        assert programs is not None, "PostgreSQL is missing: python tests/support/install_programs.py"
        self._programs = programs
        root = os.geteuid() == 0
        self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if root else []
        # Not below pytest's own folder, which every run of pytest closes to other users.
        self._folder = folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if root:
            shutil.chown(folder, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        initdb = [*self._as, self._programs / "initdb", "-D", folder / "data", "-A", "trust", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, cwd="/")
        user = "postgres" if root else os.environ.get("USER", "postgres")
        self.url = f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/postgres"
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        place = ["-D", self._folder / "data", "-p", str(self.port), "-k", self._folder, "-h", "127.0.0.1"]
        with open(self._folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                [*self._as, self._programs / "postgres", *place], stdout=log, stderr=log, cwd="/"
            )
        ready = [self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        deadline = time.monotonic() + 60
        while subprocess.run(ready, check=False).returncode != 0:
            assert time.monotonic() < deadline, (self._folder / "log").read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait()

    def remove(self) -> None:
        """Stop it and remove its data."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
