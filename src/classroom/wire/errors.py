"""What goes wrong with values on their way."""

__all__ = ["UnsendableError", "WireError"]


class UnsendableError(TypeError):
    """A value that cannot travel between the learner's process and the tests' as data."""


class WireError(RuntimeError):
    """A message that is not one."""
