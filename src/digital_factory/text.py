"""Sentences that readers see, kept in one place so that another edition needs no change of code.

Owns what several modules share: the checks, the widgets, the errors. Labels of one chapter's case stay in
that case's module. Names in capitals, with the area first. Imports nothing.
"""

# ---- checks: a name that a learner should have made
CHECK_MISSING = (
    "`{name}` does not exist. Run the cells above, the one where you write it as well, then this one; "
    "if it is there under another spelling, rename it."
)
CHECK_RUN_ABOVE = (
    "Run the cells above first: `{name}`, which this check uses, is not there yet. In JupyterLab: "
    "Run > Run All Above Selected Cell. After a restart of the kernel nothing is there until it is run again."
)
CHECK_UNANSWERED = "`{name}` is still {found}. Write your answer in the cell above this one and run it."
CHECK_NO_RETURN = "`{name}` gives {found}. Write its body, and let `return` give the result."
CHECK_NOT_IMPLEMENTED = "`{name}` is not written yet: it stops with NotImplementedError. Replace that line."
CHECK_RAISED = "`{name}` stops with {error}{where}."
CHECK_RAISED_WHERE = ", in your line `{line}`"
CHECK_RAISED_NAME = "If a cell above makes `{missing}`, run it first."
CHECK_EXITS = "`{name}` ends the program instead of giving a value. Take out the call to `exit`."

CHECK_PASSED = "{task}: the checks that you can see pass."

# ---- checks: types
CHECK_TYPE = "`{name}` is {found}; expected {expected}."
CHECK_NAN = (
    "`{name}` is missing (NaN); expected {expected}. Gaps in a column and 0/0 give NaN: which step does?"
)
CHECK_INFINITE = "`{name}` is infinite; expected {expected}. Look at what is divided by what."
CHECK_TIMEZONE = "What was found {found}, what was expected {expected}: bring both to the same clock."
CHECK_HAS_TIMEZONE = "carries a time zone"
CHECK_NO_TIMEZONE = "carries no time zone"
CHECK_KINDS = {
    "number": "a number",
    "text": "a text",
    "boolean": "True or False",
    "date": "a date",
    "duration": "a duration",
    "function": "a function",
    "series": "a Series",
    "list": "a list or a Series",
    "frame": "a DataFrame",
}
CHECK_KINDS_MANY = {
    "number": "numbers",
    "text": "texts",
    "boolean": "True or False",
    "date": "dates",
    "duration": "durations",
    "mixed": "a mixture of types",
    "empty": "no value at all",
}
# (expected, found) -> where to look
CHECK_TYPE_HINTS = {
    ("number", "text"): "Take off the quotes, or convert with float().",
    ("number", "boolean"): "A comparison gives True or False; count or average it.",
    ("number", "duration"): "Divide by pd.Timedelta(days=1) to get a number of days.",
    ("number", "date"): "Subtract two dates, then divide by pd.Timedelta(days=1).",
    ("number", "series"): "One number is asked for: aggregate, or take one value with .loc[...] or .iloc[0].",
    ("number", "list"): "One number is asked for: aggregate, or take one value.",
    ("number", "frame"): "One number is asked for: select a column, then aggregate.",
    ("text", "series"): "One text is asked for: take one value with .iloc[0], or its label with .idxmax().",
    ("text", "list"): "One text is asked for: take one value.",
    ("date", "text"): "Convert it with pd.Timestamp() or pd.to_datetime().",
    ("series", "frame"): "Select one column: frame['column'].",
    ("series", "list"): "Keep the labels: the answer says which value belongs to what.",
    ("series", "number"): "One value per label is asked for; this is a single one.",
    ("list", "frame"): "Select one column: frame['column'].",
    ("frame", "series"): "Use .to_frame(), or .reset_index() if the labels are to become a column.",
}
# (expected, found) -> where to look, when it is a whole column
CHECK_COLUMN_HINTS = {
    ("date", "text"): "Use pd.to_datetime(), or read_csv's parse_dates.",
    ("number", "text"): "Use pd.to_numeric().",
    ("number", "duration"): "Use .dt.days, or divide by pd.Timedelta(days=1).",
    ("number", "boolean"): "True and False are not counts yet: sum or average them.",
    ("text", "number"): "Use .astype(str).",
}
CHECK_CALL_IT = "Call it: add the parentheses and its argument."

# ---- checks: functions
CHECK_PARAMETERS = "`{name}` takes {found}; expected {expected}. Keep the `def` line as it was."
CHECK_CHANGES_ARGUMENT = (
    "`{name}` changes the data it is given: {what}. Work on a copy (`.copy()`, `.assign()`), "
    "or the next caller gets your changes."
)
CHECK_CHANGES_COLUMNS = "it adds {columns} to the table"
CHECK_CHANGES_ROWS = "afterwards the table has another number of rows"
CHECK_CHANGES_VALUES = "afterwards they are not what they were"
CHECK_NOT_REPEATABLE = (
    "`{name}` gives another result the second time, from the same data. Let the result depend on the "
    "arguments alone: on no draw without a seed, and on no variable that a call changes."
)

# ---- checks: values
CHECK_VALUE = "`{name}` is {found}; expected {expected}."
CHECK_LOW = "`{name}` is {found}; it cannot be below {bound}."
CHECK_HIGH = "`{name}` is {found}; it cannot be above {bound}."
CHECK_ONE_OF = "`{name}` is {found}; expected one of {expected}."
CHECK_CASE = "Capitals and spaces count: write it as it stands in the data."

# ---- checks: rows, labels, columns
CHECK_ROWS = "`{name}` has {found}; expected {expected}."
CHECK_ROWS_OF = "`{name}` has {found}; {expected} {what}."
CHECK_KEY = (
    "`{name}` needs {missing}, as a column or as its index, to tell its rows apart; its columns are {found}."
)
CHECK_COLUMN = "`{name}` has no column {missing}; its columns are {found}."
CHECK_COLUMN_TWICE = "`{name}` has two columns called {column}. Keep one."
CHECK_COLUMN_KIND = "`{name}`: column {column} holds {found}; expected {expected}. {hint}"
CHECK_COLUMN_ODD = "`{name}`: column {column} holds {found}, which is not a plain value."
CHECK_HOLDS = "`{name}` holds {found}; expected {expected}. {hint}"
CHECK_ODD_VALUE = "`{name}` holds {found}, which is not a plain value."
CHECK_LABELS_KIND = "`{name}` is labelled with {found}, such as {sample}; expected {expected}."
CHECK_LABELS_MISSING = "`{name}` has nothing for {labels}."
CHECK_LABELS_EXTRA = "`{name}` has {labels}, which should not be there."
CHECK_LABELS_TWICE = "`{name}` has {label} {count} times; once is expected."
CHECK_DIFFERS = "`{name}`, {where}: found {found}; expected {expected}."
CHECK_DIFFERS_ROWS = "{count} of {total} rows differ in that column."
CHECK_DIFFERS_VALUES = "{count} of {total} values differ."
CHECK_ORDER = (
    "`{name}` is not in the order asked for, {order}: "
    "{first} with {found} stands before {second} with {next}."
)
CHECK_ORDER_ADVICE = "Sort by the value."
CHECK_UNROUNDED = "Give it unrounded: four significant digits are enough."
CHECK_ROUNDED = "It looks rounded. " + CHECK_UNROUNDED
CHECK_ENDS = "`{name}` is {found}, and the right number does not end there."
CHECK_ENDS_AT = "`{name}`, {where}: found {found}, and the right number does not end there."
CHECK_WHERE_COLUMN = "column {column}, {row}"
CHECK_WHERE_ROW = "row {position} (counted from 0)"
CHECK_MISSING_VALUE = "a missing value"
CHECK_AND_MORE = "and {count} more"

# ---- exercises: what every one says after its introduction, word for word
EXERCISE_RULES = """\
**What counts as right.** Give numbers **unrounded**: four significant digits are enough, and a count is a
whole number. What names the rows of a table may be a column or the index, further columns do no harm, and
rows may come in any order unless the task asks for one. A function leaves the tables that it is given as they
are.

A cell may use 60 s of processor time. To check a task, run the cell below it; after a restart of the kernel,
run the cells above it first. (A JupyterLab with nbgrader has a *Validate* button as well: it shows the code
of each check that fails, and below it, in bold, what to look at.)"""

# ---- case studies: what every one of them says around its own labels
EXPLORER_NUMBERS = "Show the numbers"
EXPLORER_NUMBERS_HINT = "The same data as in the charts, for the settings above."
EXPLORER_NO_VALUE = "none"  # stands in a table where there is no number
EXPLORER_UNBOUNDED = "without bound"  # stands for infinity
EXPLORER_BEYOND = "{label}, off the chart"
EXPLORER_STATIC_CHART = (
    "Shown at the starting settings; in a browser that runs scripts, controls change them."
)
EXPLORER_ROW = "Name"
EXPLORER_KIND = "Kind"
EXPLORER_COUNT = "How many"
EXPLORER_WHICH = "Which"
EXPLORER_LINKS = "Links"
EXPLORER_NODES = "Nodes"
EXPLORER_FROM = "From"
EXPLORER_TO = "To"
EXPLORER_RESET = "Reset"
EXPLORER_LINK = "Link to this setting"
EXPLORER_COPIED = "Copied."
EXPLORER_ADDRESS = "The address of this page is the link now."
EXPLORER_READING = "The arrow keys read its values."
EXPLORER_LOW = "{label}, low"
EXPLORER_HIGH = "{label}, high"

# ---- the book: what the build adds to a chapter
BOOK_ON_BINDER = "Open it on Binder"
BINDER_BUTTON = "Binder"
BINDER_BUTTON_TOOLTIP = "Open this chapter as a notebook on Binder"
CHAPTER_PLAY = "Play"
CHAPTER_EXERCISE = "Exercise"
CHAPTER_MINUTES = "{page} to read and play, {exercise} for the exercise"
CARD_MINUTES = "{page}, exercise {exercise}"
TIME = ("{} minutes", "{} hours")
TIME_ON_CARD = ("{} min", "{} h")
EXERCISE_TITLE = "Do the exercise"
EXERCISE_CARD = "{what}. About {time}."
EXERCISE_LAB_HINT = (
    "Nothing to install. Your work stays in this browser; save it as a file before you change machines."
)
EXERCISE_DOWNLOAD = "Download the notebook"
EXERCISE_DOWNLOAD_HINT = "For JupyterLab on your own machine, where COMMAND has installed the course."
EXERCISE_BINDER_HINT = (
    "A notebook on a public server. It takes some minutes to start and forgets your work when you leave."
)
LAB_BUTTON = "Do it in your browser"
LAB_BUTTON_OF = "Do exercise {number} in your browser"
LAB_BUTTON_SHORT = "Exercise"

# ---- handing in
HAND_IN_ASK = "Your id in this course, as your trainer has it (asked once): "
HAND_IN_NO_ID = (
    'Nothing was written: the id must have letters or digits, and none of / \\ : * ? " < > | +. Run '
    "this cell again."
)
HAND_IN_BROWSER = "Press *Hand in* above: it asks for your id once and gives you the file to send."
HAND_IN_NO_NOTEBOOK = (
    "Nothing was written: {name} is not in {folder}. Open the exercise from its own folder, and run this "
    "cell again."
)
HAND_IN_UNSAVED = (
    "Nothing was written: the saved notebook does not have what you ran last in {cells}. Save it (Ctrl+S; "
    "on a Mac Cmd+S), then run this cell again."
)
HAND_IN_DONE = (
    "Written: {path}\nIt holds your work as saved at {saved}, for {learner}. Send this file where your "
    "trainer told you: in the file browser, open the folder hand-in, right-click the file, Download.\n"
    "If you change something, save and run this cell again. Another id? Delete {file} beside it."
)

# ---- the book: what the build adds to other pages
GLOSSARY_LETTERS = "Words by their first letter"
GLOSSARY_IN = "Used in"
GLOSSARY_CHAPTER = "chapter {number}"
SHARE_PICTURE = (
    "The time that a service spends at a review board: flat for long, then a wall as the board fills up."
)
NOT_FOUND_TITLE = "This page is not here"
NOT_FOUND = "The address may have changed, or it may never have led anywhere."
NOT_FOUND_START = "To the start page"
NOT_FOUND_SEARCH = "Search the course"
