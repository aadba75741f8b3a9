"""How the explorer refuses: one exception, one form of message. Imports nothing of the project."""

from __future__ import annotations

from typing import NoReturn

__all__ = ["ExplorerError", "refuse"]


class ExplorerError(ValueError):
    """A case study was declared wrongly; the message names argument, rule, value and next step."""


def refuse(argument: str, rule: str, got: object, next_step: str) -> NoReturn:
    """Raise `ExplorerError`: `argument` must `rule`, got `got`; `next_step`."""
    raise ExplorerError(f"{argument} must {rule}, got {got!r}. {next_step}")
