"""What a solution computes and says, for the tests of the figures in its text."""

from dataclasses import dataclass
from functools import cached_property

from harness import ROOT
from models_restored import models_restored

from digital_factory.authoring.assignment import TEST_SUFFIX, Assignment, grade_id, without_markers


@dataclass(frozen=True)
class Solved:
    """The reference notebook of an assignment."""

    slug: str

    @cached_property
    def _assignment(self) -> Assignment:
        return Assignment.read(self.slug, ROOT)

    @cached_property
    def names(self) -> dict[str, object]:
        """The names that the solution makes."""
        names: dict[str, object] = {}
        with models_restored():
            for cell in self._assignment.cells:
                if cell.cell_type == "code" and not grade_id(cell).endswith(TEST_SUFFIX):
                    exec(without_markers(cell.source), names)
        return names

    @cached_property
    def code(self) -> str:
        """All its code, each space a single one."""
        sources = (cell.source for cell in self._assignment.cells if cell.cell_type == "code")
        return " ".join("\n".join(sources).split())

    @cached_property
    def prose(self) -> str:
        """All its text, each space a single one."""
        texts = (cell.source for cell in self._assignment.cells if cell.cell_type == "markdown")
        return " ".join("\n".join(texts).split())
