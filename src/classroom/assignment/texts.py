"""What reading an assignment says to the trainer."""

OTHER_KERNEL = (
    "{notebook}.ipynb runs in the kernel {kernel!r} ({language}). `classroom` runs Python alone, and has "
    "written nothing. Grade this assignment with `nbgrader autograde`."
)
OTHER_PYTHON = (
    "The notebooks name the kernel {kernel!r}, which is another Python ({python}). Their cells run in this "
    "one ({own}): what the course needs has to be installed here."
)
SOURCE_FAILED = "nbgrader cannot make the release version of {name} from its source: {error}"
SOURCE_GREW = (
    "In the source of {name} cells were added, removed or made another kind ({cells}); nbgrader does not "
    "take that once anybody has handed in. Put new checks into a test that is there. Or begin anew: "
    "`nbgrader db assignment remove {name} --force` forgets all marks, also those given by hand; "
    "`classroom grade` takes the source as it is."
)

# ---- what is wrong with a cell of the source
FAULT = "- {notebook}.ipynb, cell number {number} ({cell}): {fault}"
FAULT_LABEL = "its label has to be made of letters, digits, - and _."
FAULT_TWICE = "cell number {first} has the same label."
FAULT_POINTS = "it is graded, and says no points."
FAULT_PLACE = "it has a region of {region}, and is no cell for that."
FAULT_MARKS = "{begin} and {end} do not match."
