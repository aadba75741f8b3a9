"""What a trainer reads about the roster."""

CANNOT_READ = "{path} cannot be read: {error}. Name the class list that the platform gave you."
OLD_EXCEL = "{path} is too large or an old Excel file. Save it as .xlsx or CSV, and import that."
NO_TABLE = "{path} is no table. Save the class list as CSV or Excel (.xlsx), and import that."
BAD_ENCODING = "{path} cannot be read in that encoding: {error}. Name another with --encoding."
NO_HEADING = (
    "{path} has no line that names its columns, so nothing was changed. Its first line must say what is in "
    "each: for example id, first name, last name, e-mail."
)
NO_ID = (
    "{path} has no column with an id for each learner, so nothing was changed. Its columns are {columns}: "
    "add one (ID number, user name), or name one of these with --id COLUMN."
)
EMPTY_IDS = (
    "{path} has no id in column {column!r} in {lines}, so nothing was changed. Fill them in, or name "
    "another column with --id COLUMN."
)
NO_COLUMN = "{path} has no column {column!r}. Its columns are {columns}."
BAD_ID = (
    "{path}, line {line}: {student!r} cannot be an id, which becomes the name of a folder: letters, digits "
    "and . _ - @ may be in it, at most {limit} characters. Nothing was changed."
)
TWICE = (
    "{path} has the id {student!r} in lines {first} and {line} for different learners, so nothing was "
    "changed. Mend one of them."
)
NOBODY = "{path} names its columns and has no learner below them, so nothing was changed."
CASE = (
    "{path}, line {line}: {student!r} differs from the enrolled {other!r} in capitals only, which some "
    "disks do not tell apart. Nothing was changed: write it the same way."
)
SAME_NAME = (
    "{name} is the name of {count} learners ({students}): files that bear only the name will not be matched."
)
SAME_EMAIL = "{email} is the address of {students}: is that one person with two ids?"
TEST_STUDENT = "left out: {name} (line {line}), the platform's test student"
FORM = "{form}; the id is the column {column!r}"
NO_NAME_COLUMN = (
    "no column was taken for the learners' names, or not for their last names; not used: {columns}. Rename "
    "them to first name and last name, and import again, if that is what they hold"
)
