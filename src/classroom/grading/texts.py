"""What trying tests in several ways says to the trainer."""

from classroom.assignment.beyond import Beyond

TRIAL_REFERENCE = "the reference solution"
TRIAL_RELEASE = "the untouched release"
TRIAL_WRONG = "a wrong version of the reference ({kind})"
TRIAL_DIFFERS = "on {version} stock nbgrader gives {stock:g} points, and this grader {ours:g}."
TRIAL_CAUSE = "What came up: {why}"
TRIAL_BROKEN = "the reference solution does not pass it. {why}"
TRIAL_ERROR = "In {cell}: {why}"
TRIAL_NOTEBOOK = (
    "Each notebook runs alone, and finds no notebook in its folder: put what several share into a .py file."
)
TRIAL_SCORE = "Its last line gives {value}, which counts as its score, of {points:g} points."
TRIAL_NETWORK = "There is no network here: put what the cell fetches beside the notebook."
TRIAL_ALONE = (
    "Each notebook runs alone: where another notebook of the assignment writes that file, put it beside them."
)
TRIAL_SKIPPED = "it carries the tag {tag}: stock nbgrader never runs it, and gives everybody its points."
CELL_NUMBER = "cell number {number}"
TRIAL_REFUSED = "{name} was not graded: these tests, tried on the trainer's own notebooks, cannot be trusted."
TRIAL_LINE = "- {cell}: {why}"
TRIAL_MEND_BROKEN = (
    "Mend the reference solution, its test, or what the message names (a package to install, a file to put "
    "beside the notebook, a folder to name in c.Classroom.data_folders, a limit under c.Classroom), and run "
    "again."
)
TRIAL_MEND_UNSURE = (
    "Where the verdicts differ, test what a cell gives back (numbers, texts, lists, tables, functions of "
    "these) rather than what it is or shows, set a seed before anything drawn by lot, and run again."
)
TRIAL_ANYWAY = "`--anyway` grades nevertheless and flags these tests for every learner."

# ---- a second look at a learner's marks
FLAG_FAILS_AS_STOCK = (
    "{cell} passes with the tests apart from the learner's code, and not as stock nbgrader runs it, in the "
    "learner's own process. {why} Read the answer and give the mark."
)
ALTERED = (
    "It changes a list, dictionary or array that the learner's code may hold too, or the other way round."
)
HELD = "It reads {names}, which the learner's functions change in their own process."
SET = "The learner's cells set something of their own process, not of the tests': {names}."
BEYOND = {
    Beyond.IDENTITY: "It asks whether two things are the same object, and gets copies of the learner's.",
    Beyond.PROCESS: "It sets something of its process (warnings, input, a stand-in), not of the learner's.",
}
GIVEN = "It gives {names} a value, which is a global name in the learner's functions."
SET_UP_FAILED = (
    "{cell} misses what cell number {number} should have made, which ran for the learner and failed for the "
    "tests ({why})"
)
