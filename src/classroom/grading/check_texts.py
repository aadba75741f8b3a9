"""What trying an assignment before a class has it says to the trainer."""

SOLUTION_FAILS = "the solution does not get its points: {why}"
NO_MESSAGE = "the check gave no message"
BLANK_PASSES = "the untouched exercise gets points"
NO_POINTS = "it is graded, and worth no points"
WORTH_NOTHING = "The assignment is worth no points: set points at its tests, or at what a person marks."
NOT_RELEASED = "{name} is not in the release folder: run `nbgrader generate_assignment` for it."
OPEN = "The release of {name} still holds `{mark}`, which learners must not see: generate it again."
STALE = "The release of {name} is not what its source makes: generate it again (here: `make exercises`)."
SLOW = (
    "The solution's slowest cell took {seconds:.1f} s of the {limit:g} s that a cell may use: raise "
    "c.Classroom.cell_s, or take less data."
)
