"""Words that go with a number."""

__all__ = ["counted"]


def counted(count: int, thing: str) -> str:
    """A number and what it counts, as one says it.

    Examples
    --------
    >>> counted(1, "cell"), counted(2, "cell")
    ('1 cell', '2 cells')
    """
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
