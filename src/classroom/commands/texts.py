"""What the command line says and explains; sentences of the steps below it are in `classroom.messages`."""

DOCTOR_WHY_NOT = "not here: {why}"
DOCTOR_MACHINE, DOCTOR_COURSE = "This machine", "This course"
DOCTOR_NO_COURSE = "{folder} is no course directory; name one with --course-dir to have it looked over too."
GOOD, LOOK = "good", "look"
DOCTOR_VERDICT = "Submissions will run in: {isolation}."
UNSAFE = "Running unprotected: the learners' code can read and change all that you can."
HELP = "Grade a class in any nbgrader course directory."
HELP_VERSION = "Show the version and exit."
VERSION = "classroom {own} (nbgrader {nbgrader})"
HELP_GRADE = "Grade every new or changed submission of ASSIGNMENT; every learner gets a row in grades.csv."
HELP_DOCTOR = "Look this machine and the course over: what shuts learners' code in, what was forgotten."
HELP_ASSIGNMENT = "The assignment's name, or its beginning, its number or its folder."
INTERRUPTED = "Interrupted. What was graded is kept: run the command again to go on."
HELP_COURSE_DIR = "The folder with nbgrader_config.py."
HELP_DB = "The gradebook's address, as SQLAlchemy writes it; by default nbgrader's own."
HELP_WORKERS = "Processes that grade at the same time; by default one per core."
HELP_SCHEDULER = "HOST:PORT of a Dask scheduler whose workers do the grading."
HELP_STUDENT = "Grade only this learner; may be given several times."
HELP_FORCE = "Grade again what is already graded. Marks given by hand are kept."
HELP_ANYWAY = "Grade although some tests do not bear their trial; these are flagged for every learner."
HELP_UNSAFE = "Run the learners' code unprotected, with all your rights."
TIME_LEFT = "left:"
COLUMN_STATUS, COLUMN_LEARNERS, COLUMN_MEAN = "status", "learners", "mean score"
RUN_DONE = "{new} graded now, {rows} rows in {path}\nThe class at a glance: {report}"
MORE_ROWS = "... and {count} more: see grades.csv"
HELP_REPORT = "Write grades.csv and report.html again from the gradebook, marks given by hand included."
HELP_EXPORT = "Write the marks for a learning platform."
HELP_FORMAT = "moodle, canvas, excel (UTF-8 with a byte order mark) or csv."
HELP_REGRADE = "Grade again after a test changed; marks given by hand are kept."
HELP_DIFF = "Show and write whose marks changed, and how (changes.csv)."
DIFF_NONE = "No learner's marks changed."
DIFF_LINE = "{student}: {before:g} -> {after:g} ({cells})"
WROTE = "wrote {path}"

# ---- the whole course
HELP_OVERVIEW = (
    "Write one page and one table over all assignments: who has handed in what, marks, what waits."
)
HELP_FINAL = "Write everybody's mark for the course, by the rule in nbgrader_config.py."
COLUMN_ASSIGNMENT, COLUMN_HANDED_IN, COLUMN_UNMARKED = "assignment", "handed in", "to mark"
COLUMN_UNGRADED, COLUMN_FLAGGED = "not graded", "to look at"
COLUMN_LEARNER, COLUMN_FINAL, COLUMN_PASSED = "learner", "final mark", "passed"
MORE_LEARNERS = "... and {count} more: see the file"
PROVISIONAL_FILE = "The file says so in its name and above its marks."

# ---- due dates
HELP_DUE = "Show when ASSIGNMENT is due, or set it: for the class, or with --learner for one person."
HELP_DATE = "2026-03-27, 2026-03-27T17:00, 2026-03-27T17:00+01:00, or `none`. A day alone means its end."
HELP_LEARNER = "A learner who gets a date of their own (an extension); may be given several times."
DUE, NEVER_DUE = "{assignment} is due {date}.", "{assignment} has no due date: nobody is late."
EXTENSION = "{student} has until {date}."
LATE_NOW, NOBODY_LATE = "Late by this: {names}.", "Nobody is late by this."
DUE_DONE = "Run `classroom report {assignment}` to write it into the table and the pages."

# ---- feedback
HELP_FEEDBACK = "Write the learners' pages again; with --pack, the zip in which a platform hands them out."
HELP_PACK = "moodle or canvas: write the zip that its bulk upload takes."
HELP_FROM = "The platform's own download of the submissions, where another than the one collected counts."
PLATFORMS = {"moodle": "Moodle", "canvas": "Canvas"}
NO_DOWNLOAD = (
    "{platform} gives a page to the learner whose file in its own download is called alike, and nothing of "
    "{name} was collected here. Name that download: `classroom feedback {name} --pack {form} --from "
    "DOWNLOAD.zip`."
)
NO_PLATFORM = "--from goes with --pack moodle or --pack canvas. Add it, or leave --from out."
PAGES = "Pages of {count}: {place}"
NO_PAGES = "Nobody's work has been graded yet. Run `classroom grade {name}` first."
WITHOUT_PAGE = "In the download, but without a page (not graded yet): {names}"
OTHER_FORM = "Left out, since their files are not called as {platform} calls them: {names}"
NOTHING_PACKED = (
    "No zip was written: of the files in the download, none is both called as {platform} calls it and of a "
    "learner whose work is graded. Take the download as it came, and run `classroom grade {name}` before."
)
UPLOAD = {
    "moodle": (
        "Pages of {count}. In Moodle: the assignment, Submissions, Actions, Upload multiple feedback "
        "files in a zip (the feedback type Feedback files must be on)."
    ),
    "canvas": "Pages of {count}. In Canvas: the assignment, Upload Submissions (below Download Submissions).",
}

# ---- taking learners out
HELP_REMOVE = "Take learners out of the course, with marks and folders. Shows what would go; --yes does it."
HELP_REMOVE_WHOM = "The learners' ids, exactly as they are enrolled."
HELP_YES = "Do it. Without this, nothing is changed."
COLUMN_ENROLLED, COLUMN_IN_GRADEBOOK, COLUMN_FOLDERS = "enrolled", "marks in", "folders"
NOTHING_TO_REMOVE = "{names}: neither enrolled nor handed in. Nothing was changed."
WOULD_REMOVE = "This would remove {count} from the gradebook, with the folders. Add --yes to do it."
REMOVED = "Removed {count}. Run `classroom report ASSIGNMENT` to write tables and pages without them."

# ---- trying an assignment
HELP_CHECK = "Try ASSIGNMENT before a class has it: solution, untouched copy, points, hidden tests, limits."
CHECKING = "Trying {name}: its solution and an untouched copy are run and marked."
CHECK_COLUMNS = ("cell", "points", "marked", "solution", "untouched", "hidden tests", "verdict")
BY_HAND, SHARED, APART = "by hand", "in the learner's process", "apart"
CLOSED, NONE_HIDDEN = "closed", "none"
POINTS_ADD_UP = "{total:g} points: {tests:g} by tests, {hand:g} by hand."
LIMITS = (
    "A cell may use {cell:g} s of processor time, a notebook {notebook:g} s. The solution's slowest test "
    "took {slowest:.1f} s."
)
TO_MEND = "To mend: {problem}"
CHECK_GOOD = "{name} can be given out. Nothing was written."
CHECK_GOOD_KEPT = "{name} can be given out."
CHECK_KEPT = "What its trial showed is kept in {path}."
HELP_KEEP = (
    "Keep what the trial showed in the folder c.Classroom.trials, for whoever grades the assignment first."
)
NO_TRIALS = (
    "There is no folder to keep trials in. Name one in nbgrader_config.py, below the course's own: "
    'c.Classroom.trials = "trials".'
)
