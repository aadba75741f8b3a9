"""A sample of the mutation test of the exercises, the same each time; `make mutants` tries every mutant."""

import pytest

from digital_factory.authoring.assignment import slugs
from digital_factory.authoring.mutation.__main__ import main

SAMPLE = 12  # mutants of each notebook, from three of its tasks


@pytest.mark.parametrize("slug", slugs())
def test_mutants_in_a_sample_fail_and_every_listed_one_is_known(slug, capsys):
    code = main([slug, "--sample", str(SAMPLE), "--workers", "1"])
    shown = capsys.readouterr()
    assert code == 0, f"Run `make mutants ARGS={slug}`.\n{shown.out}{shown.err}"
