"""What a test meets when the learner's process cannot answer it."""

__all__ = ["CannotPassError", "LearnerGoneError"]


class CannotPassError(TypeError):
    """A value the test needs cannot be passed as data."""


class LearnerGoneError(RuntimeError):
    """The learner's process ended, or broke the protocol, while a test waited for it."""
