"""A sample of the mutation test of the exercises, the same each time; `make mutants` tries every mutant."""

from digital_factory.authoring.mutation.__main__ import main

SAMPLE = 6  # mutants of each exercise, from two of its tasks


def test_mutants_in_a_sample_of_each_exercise_fail_and_every_listed_one_is_known(capsys):
    code = main(["--sample", str(SAMPLE)])
    shown = capsys.readouterr()
    assert code == 0, f"Run `make mutants`.\n{shown.out}{shown.err}"
