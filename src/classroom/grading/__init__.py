"""One submission: its notebooks run in the sandbox, its cells get their marks."""
