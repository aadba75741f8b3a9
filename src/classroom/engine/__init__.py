"""Running a notebook's cells: the learner's in one process, the tests in another, data between them."""
