"""How `--help` reads: an option that takes no value shows no type."""

from __future__ import annotations

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

__all__ = ["Group", "tidy"]


def _without_types(params: list[TyperOption]) -> list[TyperOption]:
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
    return params


class _Command(TyperCommand):
    def get_params(self, ctx: typer.Context) -> list[TyperOption]:  # type: ignore[override]  # as click has it
        return _without_types(super().get_params(ctx))  # type: ignore[arg-type]


class Group(TyperGroup):
    """A command with commands of its own."""

    def get_params(self, ctx: typer.Context) -> list[TyperOption]:  # type: ignore[override]  # as click has it
        return _without_types(super().get_params(ctx))  # type: ignore[arg-type]


def tidy(app: typer.Typer) -> None:
    """Have every command of an application, and of those in it, show its options in this way."""
    for command in app.registered_commands:
        command.cls = _Command
    for group in app.registered_groups:
        group.cls = Group
        if group.typer_instance is not None:
            tidy(group.typer_instance)
