"""The browser lab: JupyterLite with a Python kernel, built into `_build/html/lab/` by `make lab`.

Data flows one way: `pieces` reads what is needed, `sources` and `cache` bring it, `wheels` and `runtime` make
the kernel's folder of it, `course` the notebooks and the course's wheel, `site` puts all of it together.
"""


class LabError(Exception):
    """The lab could not be built; the message says what was wanted, what came and what to do."""
