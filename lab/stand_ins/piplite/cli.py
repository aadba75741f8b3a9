"""What `%pip` becomes."""


async def get_transformed_code(_arguments):
    """Return code that says why nothing is installed."""
    return "import micropip; await micropip.install()"
