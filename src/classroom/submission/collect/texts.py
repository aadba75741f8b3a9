"""What a trainer reads about taking in a class's work."""

# ---- a source as a whole
NO_SOURCE = "There is no {path}. Name the file or folder that the platform gave you."
OWN_FOLDER = (
    "{path} is where this course keeps what has been collected. Move the download out of it, and name the "
    "download itself."
)
NOT_A_SOURCE = (
    "{path} is no zip file, notebook or folder. Give the file as the platform gave it, or unpack it and "
    "give the folder."
)
OTHER_ARCHIVE = "{path} is packed in a way that is not read here. Unpack it, and give the folder."
BROKEN_ZIP = "{path} cannot be read as a zip file ({error}). Download it again."
NOTHING_THERE = (
    "No notebook of {assignment} was found in {sources}, so nothing was changed. Check that it is the "
    "download of that assignment, with the files in it."
)
NO_ROSTER = (
    "Nobody is enrolled in this course, so no file can be matched to a learner. Run `classroom roster "
    "import FILE` first."
)

# ---- why a file is not taken
ENCRYPTED = "it is encrypted; unpack it with its password, and give the folder"
CLIMBS = "its name leads out of the folder"
LINK = "it is a link, which is never followed"
DEVICE = "it is neither a file nor a folder"
TOO_LARGE = "it is larger than {limit} MB"
BOMB = "it unpacks to {times} times its size, as a zip bomb does"
TOO_MANY = "{path} holds more than {limit} files"
TOO_MUCH = "{path} unpacks to more than {limit} MB"
DEEP = "it is an archive within an archive within an archive"
UNREADABLE = "it cannot be read ({error})"
OTHER_ASSIGNMENT = "it is the notebook of another assignment{which}"
NOT_HANDED_IN = "it is no file that a learner handed in"

# ---- who a file is whose
NOBODY = "{path}: nobody enrolled is called {name!r}{near}"
NEAR = " (nearest: {names})"
UNNAMED = "{path}: neither its name nor its folder says whose it is{near}"
SEVERAL = "{path}: {name!r} can be {names}"
CONTRADICTION = "{path}: by {by} it is the work of {one}, by {other_by} of {other}"
TIE = "{path}: {other} is as good and differs; nothing says which is newer"
NOT_SURE = (
    "It is not sure whose work {count} of these files is, so nothing was changed. Say it with --match "
    "'FILE=ID', or "
    "leave these out with --sure-only:\n{lines}"
)
TIES = (
    "It is not sure which of two files counts, so nothing was changed (cases: {count}). Take the one "
    "that does not count out of the source, or leave both out with --sure-only:\n{lines}"
)
BAD_MATCH = "--match takes FILE=ID with a file of the source and the id of a learner; {text!r} is not that."

# ---- what became of it
OLDER = "{student}: what was collected before is newer ({time}) and was kept"
ALSO = "{student}: {file} was not taken, it is {why}"
WHY_OLDER = "older"
WHY_COPY = "the same"
LATE_WITHOUT_TIME = (
    "{form} calls the work of {names} late and gives no time: it counts as one minute after the due date "
    "({due})."
)
LATE_WITHOUT_DUE = (
    "{form} calls the work of {names} late. {assignment} has no due date here, so nobody will be late: set "
    "one with `classroom due {assignment} DATE`, and collect again."
)
TIMES_OF_DOWNLOAD = (
    "The times in {source} are those of the download, so they were not taken as times of hand-in."
)
CHANGED_AFTER = "{student}: {file} was changed after the hand-in cell had written it"
INTERRUPTED_BEFORE = "An earlier `classroom collect` was cut short; what it had begun was finished first."
CANNOT_PLACE = (
    "{path} cannot be written: {error}. Nothing was changed; make room or mend the rights, and run again."
)
HALF_PLACED = (
    "{path} cannot be written: {error}. Earlier work lies in {stage} and could not be moved back. Make room "
    "or mend the rights, and run again: the next run finishes what this one began."
)
UNCOLLECTED = (
    "{folder} holds what looks like a download that has not been collected: {names}. Move it out of there "
    "and run `classroom collect {assignment} FILE`."
)
BAD_PLUGIN = (
    "The collector plug-in that nbgrader_config.py sets up cannot be used: {error}. Mend "
    "c.FileNameCollectorPlugin or c.ZipCollectApp.collector_plugin, or take it out."
)
ONLINE_TEXT = "text that was written on the platform"
BY_FILE = "the name of the file"
BY_CELL = "the hand-in cell"
WHY_NO_PLACE = "too much, or has a name that no disk takes"
