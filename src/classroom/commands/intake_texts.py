"""What the commands that take in a class say and explain: the roster, and what is handed in."""

HELP_ROSTER = "List who is enrolled; `import` enrols a class from a list."
HELP_IMPORT = (
    "Enrol the learners of a class list (CSV or Excel, from Moodle, Canvas or made by hand). Changes what "
    "the list says otherwise; nobody is ever removed."
)
HELP_ROSTER_FILE = "The class list."
HELP_DRY_RUN = "Show what would be done, and do nothing."
HELP_ID = "The column with the ids, where that is not clear."
HELP_ENCODING = "The file's encoding, where it is not recognised."
ROSTER_COLUMNS = ("id", "last name", "first name", "e-mail", "number")
ROSTER_EMPTY = (
    "Nobody is enrolled yet. Run `classroom roster import FILE` with the class list of your platform."
)
ONE_LEARNER = "1 learner"
LEARNERS = "{count} learners"
ENROLLED = "{count} enrolled"
READ_AS = "{path} was read as {form}"
WOULD_ENROL = "Would be enrolled:"
ENROLLED_NOW = "Enrolled:"
WOULD_CHANGE = "Would be changed:"
CHANGED_NOW = "Changed:"
NOT_IN_LIST = "{count} enrolled before and not in this list, kept: {names}"
NOTE = "note: {note}"
MORE = "  ... and {count} more"
WOULD_DO = "Nothing was changed: {new} would be enrolled, {changed} changed, {same} stay as they are."
DONE = "{new} enrolled, {changed} changed, {same} as they were."
HELP_COLLECT = (
    "Take in what was handed in for ASSIGNMENT: the zip of Moodle or Canvas as it is, a folder of "
    "attachments, a folder per learner, nbgrader's exchange, single notebooks. Whose a file is must be "
    "sure, or nothing is changed."
)
HELP_SOURCES = "The downloads: zip files, folders or notebooks."
HELP_MATCH = (
    "Whose a file is, where it is not clear: part of its path, and the id. May be given several times."
)
HELP_SURE_ONLY = "Leave out what is not sure, and collect the rest."
WHOSE = "Whose is it? Its learner's id, or Enter to stop"
COLLECT_COLUMNS = ("id", "name", "", "handed in", "", "file")
LATE = "late"
UNMATCHED = "Nobody enrolled was found for these, so they were not collected:"
LEFT = "Not taken:"
NOTHING_FROM = "Nothing yet from {names}."
WOULD_COLLECT = "Nothing was changed: {new} would be new, {replaced} replaced, {rest} as they are."
COLLECTED = "Collected: {new} new, {replaced} replaced, {rest} as they were."
HELP_MARK = (
    "Give marks by hand: opens a page of this machine with one answer after the other, the rubric beside "
    "it and names hidden. Marks and comments go into the gradebook; the reports are written again when you "
    "finish."
)
HELP_PORT = "The port of 127.0.0.1 to use; by default a free one."
HELP_BROWSER = "Open the page in a browser, or only print its address."
NOTHING_TO_MARK = (
    "Nothing of {assignment} is marked by hand, or nobody's work has been graded yet. Run "
    "`classroom grade {assignment}` first."
)
NO_PORT = (
    "The page cannot be served on port {port}: {error}. Take another, or leave --port out: a free one is "
    "found."
)
MARKING_AT = (
    "{waiting} of {count} answers wait for a mark.\nMark them at {address}\nFinish there, or with Ctrl+C "
    "here."
)
NOT_HERE = "There is no such page. Use the address that `classroom mark` printed."
BAD_POINTS = "Points are a number from 0 to {most:g}, and the comment is a text. Nothing was saved."
