"""The exercise of chapter 7 puts the course's own survival curve away: here it comes back."""

import contextlib
from collections.abc import Iterator

from digital_factory.models import survival, years


@contextlib.contextmanager
def models_restored() -> Iterator[None]:
    """Give the models back what a notebook, run in this process, has replaced."""
    kept = [(module, module.kaplan_meier) for module in (survival, years)]
    try:
        yield
    finally:
        for module, function in kept:
            module.kaplan_meier = function
