"""Run in the kernel when it has started: imports what every exercise imports, sees to figures and widgets."""


def _prepare():
    import logging
    import re
    import sys

    import pyodide_kernel.kernel as kernel
    from IPython import get_ipython

    # Each look into the notebook's folder asks the page, which is busy; no module lies there.
    sys.path[:] = [place for place in sys.path if place]
    get_ipython().Completer.use_jedi = False  # the lab comes without jedi
    backend = "module://matplotlib_inline.backend_inline"
    load = kernel._load_packages_from_imports
    # What a cell needs beyond what it imports itself, where Pyodide looks for what to load.
    draws = re.compile(r"\bmatplotlib\b|\.(plot|hist|boxplot)\b")
    shows_widgets = re.compile(r"\bdigital_factory\b.*\b(cases|explorer)\b")
    set_up = []

    async def load_what_runs(code):
        needed = [code]
        if draws.search(code):
            needed.append("import matplotlib")
        if shows_widgets.search(code):
            needed.append("import anywidget, ipywidgets")
        await load("\n".join(needed))
        if draws.search(code) and not set_up:
            set_up.append(backend)
            show_figures()

    def show_figures():
        from IPython.core.pylabtools import activate_matplotlib
        from matplotlib_inline.backend_inline import configure_inline_support

        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # tells of its cache
        activate_matplotlib(backend)
        configure_inline_support(get_ipython(), backend)

    kernel._load_packages_from_imports = load_what_runs
    from digital_factory import checks, datasets  # noqa: F401


_prepare()
del _prepare
