"""The built book with its lab, served as a host would."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from lab_learner import BOOK, Site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The built book with its lab, served in a subfolder behind a Content-Security-Policy."""
    status = BOOK / "lab" / "status.json"
    if not status.is_file() or not json.loads(status.read_text("utf-8"))["ready"]:
        pytest.fail("There is no lab in _build/html. Build it first: make lab")
    with Site().serve() as served:
        yield served
