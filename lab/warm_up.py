"""Runs in Pyodide while the lab is built: imports, fails, completes and inspects as a learner's session does.

Each module that this needs is then delivered as bytecode, since compiling pandas in a browser takes longer
than loading it.
"""

import sys
import zipfile
from pathlib import Path

sys.dont_write_bytecode = False  # before the imports below
out, err = sys.stdout, sys.stderr

import piplite.piplite  # noqa: E402, F401
import pyodide_kernel  # noqa: E402

sys.stdout, sys.stderr = out, err  # the kernel's own lead to a page, and there is none
shell = pyodide_kernel.ipython_shell
shell.displayhook.publish_execution_result = lambda *_: None
for source in (
    "import pandas as pd\nimport numpy as np",
    "table = pd.DataFrame({'a': ['x', 'y'], 'b': pd.to_datetime(['2026-01-01', None])})",
    "table.groupby('a')['b'].max()",
    "table._repr_html_()",
    "table.merge(table, on='a').sort_values('a').to_csv()",
    "import anywidget, ipywidgets",
    "table['c']",  # a traceback loads what formats it
):
    shell.run_cell(source)
pyodide_kernel.kernel_instance.complete("table.gro", 9)
shell.object_inspect_mime("table", 0)

_SITE = Path("/lib/python3.12/site-packages")
_UNCHECKED = (1).to_bytes(4, "little") + b"\0" * 8  # the source is not there to be compared

with zipfile.ZipFile("/tmp/bytecode.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for path in sorted(_SITE.rglob("__pycache__/*.cpython-312.pyc")):
        module = path.parent.parent / path.name.replace(".cpython-312.pyc", ".py")
        data = path.read_bytes()
        archive.writestr(str(module.relative_to(_SITE)), data[:4] + _UNCHECKED + data[16:])
