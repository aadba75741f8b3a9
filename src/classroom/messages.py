"""Every string a trainer or a student reads from `classroom`, in one place; the pages' own are with them."""

# ---- the boundary between the learner's process and the tests'
WIRE_MALFORMED = "The learner's process sent something that is not a value."
WIRE_TOO_LARGE = "A value larger than {limit} MB cannot be passed to the tests."
WIRE_TOO_DEEP = "A value nested this deeply, or containing itself, cannot be passed to the tests."
WIRE_UNSENDABLE = "A value of type `{kind}` cannot be passed to the tests as data."
PEER_GONE = "The learner's process has ended."
PEER_OVERRUN = "The learner's process announced a message larger than allowed."
PEER_SILENT = "No answer before the time limit."
OUTPUT_CUT = "\n[output cut here: the limit was reached]\n"

# ---- limits and isolation
BAD_LIMIT = "c.Classroom.{name} must be a positive number; it is {value!r}. Change it in nbgrader_config.py."
WARM_FAILED = "The process that notebooks are run from could not be set up: {why}"

# ---- reading a submission
READ_FAILED = "{name}: {why}"
READ_LINK = "it is a symbolic link, which is never followed"
READ_FOLDER = "it is a folder, not a notebook file"
READ_DEVICE = "it is not a regular file"
READ_LARGE = "{name}: it is larger than {limit} MB"
READ_EMPTY = "the file is empty"
READ_ARCHIVE = "it is a packed archive (zip, gzip...); hand in the notebook that is in it"
READ_HTML = "it is an HTML page, not a notebook (saved from a browser?)"
READ_CONFLICT = "it contains merge-conflict marks (<<<<<<<)"
READ_TRUNCATED = "the file is cut off before its end"
READ_NOT_JSON = "it is not a notebook: no JSON from line {where} on"
READ_NO_CELLS = "it holds no cells"
READ_LIES = "no file {name} was handed in; what lies there: {found}"
READ_NO_NOTEBOOK = "no file {name} was handed in"
READ_OTHER_NOTEBOOKS = "no file {name} was handed in, and none of the other notebooks holds its cells"

# ---- repairs, listed for the trainer and the learner
REPAIR_ENCODING = "{name} was read as {encoding}, not UTF-8"
REPAIR_FORMAT = "the notebook's format version ({version}) was changed"
REPAIR_NOT_CELLS = (
    "an entry was left out: it is no cell, or one too many",
    "{count} entries were left out: they are no cells, or one too many",
)
REPAIR_SOURCE = "a cell without a readable source was emptied"
REPAIR_LINES = "lines of a cell that are not text were left out"
REPAIR_SURROGATE = "characters that are not text were replaced"
REPAIR_RENAMED = "{found} was taken as {name}"
REPAIR_COPY = "{found} was taken as {name}, which was as released"
REPAIR_UNPACKED = "{name} was unpacked"
REPAIR_FOLDER = "the folder {found} was taken as {name}"
REPAIR_DUPLICATE = "answer cell {cell} was there {count} times; the parts were put together in order"
REPAIR_RETYPED = "cell {cell} was a {found} cell, not a {expected} cell"
REPAIR_RELABELLED = "answer cell {cell} had lost its label and was recognised by {how}"
REPAIR_JOINED = "answer cell {cell} had been split; its {count} parts were put together"
REPAIR_MERGED = "answer cell {cell} was not there; it was found in cell {host}"
MERGED_ANSWER = "# Answered in cell {cell}."
REPAIR_BY_ID = "the cell's own id"
REPAIR_BY_NAMES = "the names it defines"
REPAIR_BY_PLACE = "its place"
REPAIR_MISSING_ANSWER = "answer cell {cell} was not there; it was taken as empty"
REPAIR_MISSING_LOCKED = "cell {cell} had been deleted and was put back"
REPAIR_CHANGED_LOCKED = "cell {cell} had been changed and was put back"
REPAIR_EXTRA = (
    "a copy of a cell of the assignment was left out",
    "{count} copies of cells of the assignment were left out",
)
REPAIR_OWN = (
    "a cell of the learner's own was kept, and run where it stood",
    "{count} cells of the learner's own were kept, and run where they stood",
)
REPAIR_OWN_ENDED = "a cell of the learner's own was left out of the run: {how}"
REPAIR_EDITED = "cell number {number}, which the assignment leaves open, had been changed, and ran as changed"
REPAIR_ORDER = "the cells were put back in order"
REPAIR_SETTINGS = "the settings of cell {cell} ({which}) had been changed and were put back"
REPAIR_TAGS = "tags on cells were removed"
REPAIR_KERNEL = "the notebook's kernel ({found}) was set back to {expected}"
REPAIR_TIMESTAMP = "timestamp.txt could not be read; the submission has no date"
REPAIR_FILES = "some of the other files were left out: they are too many, too large or too deep in folders"
REPAIR_OTHER = "{name} is not part of the assignment and was left out"
REPAIR_LINK = "{name} is a symbolic link and was left out"
FLAG_UNDATED = "when it was handed in cannot be read, and it was due on a date: it counts as on time"
FLAG_TWIN = "a second folder of this name, its accents spelt otherwise, was left out: which one is meant?"
FLAG_ELSEWHERE = "{name} was left as released, and {found} lies beside it: is the work there?"
FLAG_COPIES = "{found} beside {name} holds other answers: which is meant?"
FLAG_WORK_BELOW = (
    "{cell} was left as released, with cells of the learner's own below it: is the answer there?"
)
FLAG_WORK_BESIDE = "{cell} was left as released, and {files} lies beside the notebook: is the answer there?"
FLAG_LOST_ANSWER = "{cell} was not found among the cells handed in, which hold others: is the answer there?"

# ---- running
CELL_TIMEOUT = (
    "This cell computed for {used:.0f} s and was stopped: a cell may use {limit:g} s of processor time. "
    "Look for a loop that never ends, or that repeats a slow step; try it on a few rows first."
)
CELL_ASLEEP = (
    "This cell waited for {asleep:.0f} s without computing and was stopped: a cell may take {limit:g} s. "
    "Look for what it waits for: sleep(), a lock, another process."
)
CELL_BOUND = (
    "This cell was stopped after {elapsed:.0f} s by the clock, in which it had computed for {used:.0f} s. "
    "Look for what it waits for."
)
NOTEBOOK_TIMEOUT_IN_CELL = (
    "The notebook had used up its {limit:g} s of processor time in this cell, which was stopped. "
    "Look for the cells that take longest."
)
NOTEBOOK_TIMEOUT = "The notebook had used up its processor time; this cell was not run."
TOO_MANY_CRASHES = "The process had to be started again too often; this cell was not run."
MEMORY_LIMIT = "This cell used more memory than allowed; its process was ended."
PROCESS_ENDED = "The process that ran this cell ended ({how})."
BY_SIGNAL = "signal {number}"
BY_EXIT = "exit code {code}"
ENDED = {
    "timeout": "stopped at the time limit",
    "memory": "stopped at the memory limit",
    "crashed": "ended its process",
}

# ---- marks and flags
MESSAGE_FAILED = "The check did not pass."
MESSAGE_FLAGGED = "This check was set aside for a person to look at."
MESSAGE_HIDDEN = "It does not hold on data it had not seen before."
SOME_ERROR = "an error"
MESSAGE_HIDDEN_ERROR = "Your code raised {name} on data it had not seen before."
OPAQUE = "A value of type `{kind}` stays in the learner's process."
FLAG_UNSENDABLE = (
    "{cell} could not be checked: {why} Run as stock nbgrader runs it, in the learner's own process, it "
    "passes: read the answer and give the mark. If the task asks for such a value, declare the cell shared."
)
FLAG_IDENTITY = (
    "{variable} is {written!r}, which is not the enrolled id {student}: it may be another learner's data"
)
FLAG_REBOUND = (
    "{cell} gets {one:g} points, and {other:g} with the other value of {names}, which cells of the learner's "
    "bind anew: look which is meant"
)
FLAG_DOUBT = "{cell} was graded although its trial did not go well: {why}"
WRONG_PASSES = "wrong versions of the test pass too"
FLAG_SHARED = "{cell}, which shares the learner's process, looks tampered with ({what})"
FLAG_SCORE = "{cell} gave the score {value}, outside 0 to {points:g}; it counts as 0"

# ---- the course directory and the command line
NO_CONFIG = (
    "{root} is not an nbgrader course directory: it has no nbgrader_config.py and no source. "
    "Run the command in the course's folder, or name it with --course-dir."
)
BAD_CONFIG = "{where} cannot be read: {error}. Mend it and run again."
BAD_OPTION = "c.Classroom.{name} in nbgrader_config.py is not a setting. Known ones: {known}."
BAD_IDENTITY = (
    "c.Classroom.identity in nbgrader_config.py gives, by assignment, the variable that holds the learner's "
    "id; it is {value!r}."
)
NO_SWITCH = "c.Classroom.{name} in nbgrader_config.py is True or False; it is {value!r}."
UNHONOURED = "{name} is a setting of nbgrader's that `classroom` does not honour."
NO_DATA_FOLDER = "c.Classroom.data_folders names {folder}, which is no folder. Mend the name and run again."
NOBODY = (
    "Nobody is enrolled and nothing was handed in yet, so there are no marks. Enrol the class with "
    "`classroom roster import FILE`, or put submissions into {folder}."
)
NO_ASSIGNMENT = "There is no assignment {name!r} in {root}. Known assignments: {known}."
SEVERAL_ASSIGNMENTS = "{name!r} can mean several assignments: {names}. Type more of the name."
DID_YOU_MEAN = " Did you mean {names}?"
EMPTY_COURSE = (
    "There is no assignment in {root} yet: put its notebook into the source folder as NAME/NAME.ipynb, "
    "and run the command again."
)
NO_SOURCE = (
    "{name} is not in the gradebook and has no notebook in {folder}. Put the trainer's version there, or "
    "run `nbgrader generate_assignment {name}` where it is."
)
RELEASE_DIFFERS = (
    "The notebooks of {name} do not have the cells that the gradebook knows. "
    "Run `nbgrader generate_assignment {name} --force`, or restore the source that the "
    "gradebook was made from."
)
NO_SHARED_CELL = "c.Classroom.shared_cells names {name!r}, which is not a graded cell of {assignment}."
GRADEBOOK_FAILED = (
    "The gradebook {url} cannot be used: {error}. Check the address, and that it can be reached and written, "
    "and run again. What was graded before is kept."
)
GRADEBOOK_FULL = (
    "The gradebook {url} cannot be written: its disk is full. What was kept before is kept; make room, and "
    "run again."
)
GRADEBOOK_BUSY = (
    "The gradebook {url} is in use by another program, which has kept it locked. Close that program or wait "
    "for it (formgrader, another `classroom` command, a sync folder), and run again. What was kept before is "
    "kept."
)
GRADEBOOK_VERSION = (
    "The gradebook was made by another version of nbgrader (it says {found}, {expected} is needed). "
    "Run `nbgrader db upgrade`; it keeps a copy of the old one."
)
CANNOT_WRITE = (
    "{path} cannot be written: {error}. What was graded before is kept; free the disk or "
    "mend the rights, and run again."
)
OWN_ERROR = "an error of the grader's own: {error}. Please report it; the submission is untouched."
MACHINE_FAILED = "not graded yet, for a fault of this machine: {error}"
UNGRADED_LEFT = (
    "For a fault of this machine ({why}), this many submissions could not be graded: {count}. Nothing was "
    "recorded for them, and the others are kept. Mend it (is the disk full? {folder} holds temporary "
    "files) and run again."
)
NO_SCRATCH = (
    "Temporary files cannot be written in {folder} ({why}). Make room there, or set TMPDIR to a folder with "
    "room, and run again. Nothing was lost."
)
BAD_PLUGIN = (
    "c.AssignLatePenalties.plugin_class in nbgrader_config.py cannot be used: {error}. Mend the plugin "
    "or take the line out, and run again; the marks are kept."
)
PLUGIN_FAILED = (
    "The late-penalty plugin failed for {student}, whose penalty was left as it was: {error}. "
    "Mend the plugin and run again; the marks are kept."
)
WORKERS_DIED = "the grading process died {count} times over this submission"

# ---- classroom doctor
BAD_ISOLATION = (
    "c.Classroom.isolation in nbgrader_config.py is {value!r}; it can be {known}. "
    "Take the line out to have the best that the machine offers."
)
ISOLATION_REFUSED = (
    "c.Classroom.isolation asks for {isolation}, which this machine does not allow: {why}. Nothing was run. "
    "Take the line out, or mend it; `classroom doctor` shows what was tried."
)
UNKNOWN_MACHINE = "the sandbox does not know the system calls of {machine}, only those of {known}"
DOCTOR_NOT_LINUX = "only Linux has it"
NO_BUBBLEWRAP = "no program `bwrap` on the PATH (`apt-get install bubblewrap`)"
DOCTOR_NAMESPACES_WHY = "processes forked from a warm parent and shut in: the fast way"
DOCTOR_BUBBLEWRAP_WHY = (
    "used where namespaces are refused; as fast if they can be made inside it, else 0.4 s a process slower"
)
DOCTOR_CGROUPS = "control groups"
DOCTOR_CGROUPS_WHY = "memory counted by the kernel; without them it is looked at every 50 ms"
DOCTOR_USER = "root"
DOCTOR_USER_WHY = "each submission gets a user of its own; without it, a user namespace"
NO_ISOLATION = (
    "This machine offers no way to shut a learner's code in, so nothing was run. Grade on Linux with user "
    "namespaces or with bubblewrap installed (`apt-get install bubblewrap`), or in a virtual machine. "
    "`classroom doctor` shows what was tried. `--unsafe` runs the submissions unprotected: their code can "
    "then read and change all that you can."
)

# ---- the command line
NO_STUDENT = (
    "{student!r} is neither enrolled nor has handed in {assignment}. Check the spelling against the folders."
)
SHARED_FOUND = (
    "Tests run in the learner's own process, because the reference needs it (weaker protection): {cells}"
)
BROKEN_FOUND = "Tests that the reference solution itself does not pass: {cells}. Mend them, then grade again."
NOTE_MISSING = "nothing handed in"
NOTE_UNGRADED = "handed in, not graded yet: run `classroom grade` for it"
NOTE_AGAIN = "handed in again; the marks are those of the earlier work: run `classroom grade` for it"
NOTE_STOCK = "marked by nbgrader's own autograde"
NOTE_LATE = "late by {time}"
NOTE_REPAIRED = "repaired: {what}"
NOTE_FLAGGED = "look: {what}"
ALL_MARKED = "Everything that was handed in is marked."
PROVISIONAL = "These marks are provisional: {what}."
OPEN_ANSWERS = "{count} of {learners} not marked yet"
OPEN_SUBMISSIONS = "{count} not graded yet"
BAD_DATE = (
    "{value!r} is not a date. Write 2026-03-27, or 2026-03-27T17:00 with a time (of this machine's zone; "
    "2026-03-27T17:00+01:00 names another), or `none` to take the date away."
)
NO_DUE_DATE = (
    "{assignment} has no due date, so nobody can have a later one. Set it first: "
    "`classroom due {assignment} DATE`."
)
EARLIER_THAN_CLASS = (
    "{student} would have to hand in by {due:%Y-%m-%d %H:%M} UTC, before the class ({general:%Y-%m-%d %H:%M} "
    "UTC). Give a later date, or `none` to take an extension away."
)

# ---- a cluster
BAD_SCHEDULER = "--scheduler takes HOST:PORT, for example 10.0.0.5:8786; it was given {address!r}."
BAD_WORKERS = "c.Classroom.workers in nbgrader_config.py must be a whole number from 1 up; it is {value!r}."
NO_SCHEDULER = (
    "No Dask scheduler answers at {address}. Start one (`dask scheduler`), check host and "
    "port, or leave --scheduler out."
)
LOST_SCHEDULER = (
    "The Dask scheduler at {address} has gone. What was graded is kept: start it again and run the command "
    "again, or leave --scheduler out."
)
NO_DASK_WORKERS = (
    "The Dask scheduler at {address} has no workers. Start some: `dask worker {address} --nthreads 1`."
)
DASK_THREADS = "Dask workers must have one thread each (`--nthreads 1`): notebooks change the process."
DASK_ISOLATION = (
    "The Dask worker {worker} offers the isolation {found}, this machine {wanted}. "
    "Grade from a machine like the workers, or install bubblewrap on them."
)


def for_count(sentences: tuple[str, str], count: int, **values: str) -> str:
    """Write the sentence for one, or the one for several."""
    return sentences[count != 1].format(count=count, **values)
