"""The mutation test of the exercises: does a task's check tell a right answer from the slips nearest to it?

`python_operators`, `table_operators` and `summary_operators` know the slips, `calls` helps them; `edits`
changes one place of a source; `mutants` makes all of them for an answer. `forms` gives right results other
types and shapes. `trial` tries both in forks of a warm process, with `probes` for slips that may change
nothing; `worker` does so for one notebook, `run_mutants` for all; `records` cross between them; `results`
holds what came of it against the list of `equivalents`; `report` puts it into words.

No general mutation tester is used: mutmut and cosmic-ray know Python's operators and constants, and what
learners get wrong here are masks, aggregations, joins, keys and gaps. They also run a test suite per mutant,
where a warm fork needs a tenth of a second.
"""
