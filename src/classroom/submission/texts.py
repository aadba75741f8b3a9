"""What finding a submission says to the trainer and the learner."""

READ_PDF = "it is a PDF document, not a notebook"
READ_NO_FOLDER = "it is a file where a folder should be"
REPAIR_DAMAGED = "{found} was taken as {name}, which cannot be read ({why})"
FLAG_HIDDEN = (
    "{found}, which a program keeps for itself and may be an earlier state, was taken as {name}: is it the "
    "work?"
)
FLAG_STRANGER = "{name} holds none of the assignment's cells: is the work in another file?"
MISPLACED = "{path} is not where nbgrader looks for it: move it to {place}."
LYING = "{student} has handed in nothing, but there is {found}: if that is the work, move it to {place}."
ALIKE = "{folder} belongs to nobody called {absent}, who has handed in nothing: if it is theirs, rename it."
