"""Stands in for micropip: the lab asks no other host, so there is nothing to install from."""


async def install(*_args, **_options):
    """Say why nothing is installed."""
    raise ImportError(
        "No package can be installed in the browser: what the course uses is here already. "
        "On your own machine, or on Binder, you can install others."
    )
