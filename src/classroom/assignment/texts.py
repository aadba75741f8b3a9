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
    "{cause}. Put new checks into a test that is there. Or begin anew: `nbgrader db assignment remove {name} "
    "--force` forgets all marks, also those given by hand; `classroom grade` takes the source as it is."
)
