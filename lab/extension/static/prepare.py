"""Run in the kernel when it has started: imports what every exercise imports, and sees to figures."""


def _prepare():
    import logging
    import re

    import pyodide_kernel.kernel as kernel

    backend = "module://matplotlib_inline.backend_inline"
    load = kernel._load_packages_from_imports
    # pandas draws through matplotlib without an import in the cell, where Pyodide looks for what to load.
    draws = re.compile(r"\bmatplotlib\b|\.(plot|hist|boxplot)\b")
    set_up = []

    async def load_what_draws(code):
        if not draws.search(code):
            await load(code)
            return
        await load(f"{code}\nimport matplotlib")
        if not set_up:
            set_up.append(backend)
            show_figures()

    def show_figures():
        from IPython import get_ipython
        from IPython.core.pylabtools import activate_matplotlib
        from matplotlib_inline.backend_inline import configure_inline_support

        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # tells of its cache
        activate_matplotlib(backend)
        configure_inline_support(get_ipython(), backend)

    kernel._load_packages_from_imports = load_what_draws
    from digital_factory import checks, datasets  # noqa: F401


_prepare()
del _prepare
