"""Every string of the feedback page and of the class page."""

from typing import ClassVar

__all__ = ["FEEDBACK", "REPORT"]


class FEEDBACK:
    """The learner's page."""

    TITLE = "{assignment}: {student}"
    POINTS = "points"
    WAITING = "answers still to be read by a person"
    PENALTY = "points for lateness"
    REPAIRS = "What was put right in your file before it ran"
    REPAIRS_WHY = "Your answers were taken as they were. These things around them were set back."
    SUMMARY = "Points"
    CHECKS = "Your work and its checks"
    HIDDEN = "This came up on data you have not seen: the check runs your code on another case as well."
    COMMENT = "Your trainer writes:"
    OPEN = "to be read"
    UNANSWERED = "There was no answer here: the cell was as the exercise gave it."
    STATES: ClassVar[dict[str, str]] = {"pass": "full points", "fail": "points missing", "wait": "to be read"}
    SIGNS: ClassVar[dict[str, str]] = {"pass": "\u2713", "fail": "\u2717", "wait": "\u2026"}
    HOW = "Each check is listed here; below, each stands under the cell that it looked at."
    PICTURE = "A picture that your code drew"


class REPORT:
    """The trainer's page."""

    TITLE = "{assignment}: the class"
    HANDED_IN, HANDED_IN_OF = "handed in", "{count} of {all}"
    MEDIAN, MEAN = "median score", "mean {mean:.1f}"
    WAITING, WAITING_WHY = "answers to read", "by hand, in formgrader"
    LATE, SECONDS, SECONDS_WHY = "late", "s a submission", "of grading, median"
    STATUS = "What became of the submissions"
    STATUSES: ClassVar[dict[str, str]] = {
        "graded": "as handed in",
        "repaired": "put right, then graded",
        "flagged": "graded; look at it",
        "timeout": "a cell ran too long",
        "memory": "a cell took too much memory",
        "crashed": "a cell ended its process",
        "unreadable": "no answer could be read",
        "ungraded": "handed in, not graded yet",
        "missing": "nothing handed in",
    }
    SCORES = "Scores"
    SCORES_WHY = "Learners by score, of those who handed something in. The line marks the median."
    SCORES_OPEN = "Answers still to be read count as 0: {count} learners can rise."
    SCORES_ALT = "Histogram: {counts}"
    SCORES_BIN = "{low:g} to {high:g}: {count}"
    AXIS_X, AXIS_Y = "score", "learners"
    TESTS = "Tests"
    TESTS_WHY = (
        "Failed: the share without full points. Discrimination: how a test's points go with the rest of the "
        "score, from -1 to 1. A test near 0 or below tells strong work from weak work badly: read it again."
    )
    TEST, FAILED, MEAN_POINTS, DISCRIMINATION = "test", "failed", "mean points", "discrimination"
    TIME = "time"
    SECONDS_MEDIAN, SECONDS_MOST = "{median:.2f} s", "longest {most:.2f} s"
    NO_DISCRIMINATION = "none: all scored alike"
    WEAK = "look at this test"
    ERRORS = "Commonest messages"
    IN_HIDDEN = "hidden test"
    AND_MORE = "and {count} more"
    MORE_MESSAGES = "more, each with a message of its own"
    ALL_PASSED = "Everybody has full points."
    PEOPLE = "Who to talk to"
    PEOPLE_WHY = (
        "First the submissions that a person should look at, then the learners with few points. "
        "A name leads to the learner's page."
    )
    LEARNER, SCORE, WHY = "learner", "score", "why"
    LOW = "{score:g} of {most:g} points so far; without full points in {tests}"
    NOBODY = "Nobody stands out."
    REPAIRS = "What was put right before notebooks ran"
    REPAIRS_WHY = (
        "The answers were taken as they were; these things around them were set back. It cost nobody a point."
    )
    NO_REPAIRS = "Every notebook came back as it went out, but for the answers."
    SIMILAR = "Submissions that share unusual code"
    SIMILAR_WHY = (
        "Compared here, on this machine: stretches of eight words and signs or more that both learners "
        "wrote, that at most one learner in ten wrote, and that neither the exercise nor the model answer "
        "contains. It says where to look and ask, not who copied: a shared textbook or study group looks "
        "the same."
    )
    SHARED = "{share:.0%} of the unusual code of the one who has less"
    EXAMPLE = "The longest shared piece"
    NO_PAIRS = "No two submissions share more than the task brings with it."
    MORE_ROWS = "{count} more: see grades.csv"
    ISOLATION = "How it ran"
    USED = (
        "Median {median:.2f} s a submission, longest {most:.1f} s ({student}); "
        "at most {memory:.0f} MB of memory by one of them."
    )
    ISOLATED: ClassVar[dict[str, str]] = {
        "namespaces": "Each submission ran shut in (namespaces), its tests in a process of their own.",
        "bubblewrap": "Each submission ran shut in (bubblewrap), its tests in a process of their own.",
        "none": (
            "Submissions ran unprotected (--unsafe): their code could read and change all that "
            "the grader can."
        ),
    }
