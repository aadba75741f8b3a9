"""Every string of the pages, and of the rule for final marks."""

from typing import ClassVar

__all__ = ["FEEDBACK", "FINAL", "HEALTH", "OVERVIEW", "REPORT"]


class FEEDBACK:
    """The learner's page."""

    TITLE = "{assignment}: {student}"
    POINTS = "points"
    WAITING = "answers still to be read by a person"
    PENALTY = "points for lateness"
    REPAIRS = "What was put right in your file before it ran"
    REPAIRS_WHY = "Your answers were taken as they were. This is what became of the rest."
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
    UNSHOWN = "Something was displayed here that needs a program to show it. Run the cell to see it."


class MARKING:
    """The page on which a person marks."""

    TITLE = "{assignment}: marks by hand"
    TASK = "Task"
    QUESTION, RUBRIC, ANSWER = "The question", "Rubric and model answer", "Answer"
    NO_RUBRIC = "The solution of this task says nothing."
    NO_ANSWER = "There is no answer here."
    NO_NOTEBOOK = "{path} cannot be read. Run `classroom grade` for this learner."
    ALIAS = "Learner {number}"
    POINTS, OF, COMMENT = "Points", "of", "Comment for the learner"
    SAVE, BACK, NEXT, NAMES, DONE = "Save, next", "Back", "Next", "Show names", "Finish"
    KEYS = "Keys: digits for points, Enter saves and goes on, ← → move, c comment, n names."
    BYE = "Saved. You can close this page: the table and the feedback pages are being written."


class REPORT:
    """The trainer's page."""

    TITLE = "{assignment}: the class"
    HANDED_IN, HANDED_IN_OF = "handed in", "{count} of {all}"
    MEDIAN, MEAN = "median score", "mean {mean:.1f}"
    WAITING, WAITING_WHY = "answers to read", "by hand"
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
    SCORES_OPEN = "Answers still to be read count as 0: {learners} can rise."
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
    OPEN_TASKS = "Answers that wait for you"
    OPEN_TASKS_WHY = (
        "A name leads to the answer on the learner's page. `classroom mark {assignment}` takes them one "
        "after the other."
    )
    REPAIRS = "What was put right before notebooks ran"
    REPAIRS_WHY = (
        "The answers were taken as they were. Locked cells were set back, as stock nbgrader does; cells of "
        "the learners' own ran where they stood. Where that could change a mark, the submission is flagged."
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


class FINAL:
    """The rule for final marks, and the files that take them elsewhere."""

    _WHERE = "c.Classroom.final in nbgrader_config.py"
    NOT_A_DICT = _WHERE + ' must be a dictionary, such as {{"best": 8, "pass_mark": 50}}; it is {value!r}.'
    UNKNOWN = _WHERE + " has {name!r}, which is not a setting. Known ones: {known}."
    BAD_VALUE = _WHERE + ": {name!r} is {value!r}; it must be {expected}."
    WEIGHTS = 'a dictionary of assignments and numbers from 0 up, such as {"10-capstone": 3}'
    BEST = "a whole number from 1 up (how many assignments count), or None"
    LATE = (
        '"keep" (marks as they are), "zero" (late work counts 0), or the share of the points that each day '
        "begun costs, from 0 to 1"
    )
    SCALE = "a number above 0: the mark of somebody with all points"
    PASS_MARK = "a number from 0 up, on the scale, or None"
    DECIMALS = "a whole number from 0 to 6"
    NO_SUCH_WEIGHT = _WHERE + " gives a weight to {name!r}, which is no assignment. Known ones: {known}."
    PASS_ABOVE_SCALE = _WHERE + " asks for {value:g} to pass, but the scale ends at {scale:g}."
    COLUMN, PROVISIONAL = "final mark", "{name} (provisional)"
    PASSED, YES, NO = "passed", "yes", "no"
    SHARE, DROPPED = "{assignment} %", "not counted"
    UNMARKED, UNGRADED = "answers not marked", "submissions not graded"


class OVERVIEW:
    """The page over all assignments."""

    TITLE = "The whole course"
    LEARNERS, LEARNER = "Learners", "learner"
    LEARNERS_WHY = (
        "Points of each assignment; a number leads to the learner's page, an assignment to the class's. "
        "The trend runs over what was handed in, and compares the later half with the earlier one."
    )
    ASSIGNMENTS, ASSIGNMENT = "Assignments", "assignment"
    ASSIGNMENTS_WHY = "An assignment has begun when somebody has handed in, or its due date has passed."
    CARD_LEARNERS, CARD_BEGUN = "learners", "assignments begun"
    CARD_MEAN, CARD_PASSED = "mean final mark", "{count} of {all} passed"
    CARD_UNMARKED, CARD_UNGRADED = "answers to mark", "and {count} submissions to grade"
    CARD_UNMARKED_ONE, CARD_UNGRADED_ONE = "answer to mark", "and one submission to grade"
    CARD_FLAGGED, CARD_FLAGGED_ONE = "submissions to look at", "submission to look at"
    OF, NOT_BEGUN = "of {most:g}", "not begun"
    HANDED_IN, TREND, FINAL, PROVISIONAL = "handed in", "trend", "final mark", "final mark, provisional"
    PASSED, NOT_PASSED = "passed", "not passed"
    TO_MARK, IS_LATE = "{count} to mark", "late"
    CELL = "{score:g} of {most:g} points, {status}"
    SIGNS: ClassVar[dict[str, str]] = {"ungraded": "?", "missing": "\u2013"}
    STATUSES = REPORT.STATUSES
    NO_TREND, STEADY = "", "steady"
    RISING, FALLING = "up {points:.0f} points of 100", "down {points:.0f} points of 100"
    EMPTY = "Nobody is enrolled and nothing was handed in yet."
    NO_ASSIGNMENTS = "The course has no assignment yet."
    MEAN, UNMARKED, FLAGGED, LATE, DUE = "mean", "to mark", "to look at", "late", "due"
    UNGRADED, AND_MORE = "{count} not graded", "and {count} more"
    RULE = "How the final mark comes about"
    RULE_WHERE = "To change the rule, set `c.Classroom.final` in nbgrader_config.py."
    RULE_MEAN = (
        "The mean of the shares of points over the assignments that have begun, times {scale:g}. "
        "What was not handed in counts 0."
    )
    RULE_WEIGHTS = "Weights other than 1: {weights}."
    RULE_BEST = "Of each learner, the best count: {best}."
    RULE_KEEP = "Late work keeps its points, less the penalty that nbgrader is set to give."
    RULE_ZERO = "Late work counts 0."
    RULE_LATE = "Late work loses {share:.0%} of the points for each day begun."
    RULE_PASS = "Who has {mark:g} or more has passed."
    RULE_NOT_BEGUN = "Not begun, and not counted: {names}."


class HEALTH:
    """What `classroom doctor` says of a course directory."""

    CONFIGURATION, CONFIGURATION_READ = "configuration", "nbgrader_config.py is read; the course is {course}."
    ASSIGNMENTS, ALL_SOURCES = "assignments", "{count}, each with the trainer's notebook."
    NO_ASSIGNMENTS = "none yet. Put a notebook into the source folder as NAME/NAME.ipynb."
    WITHOUT_SOURCE = "no notebook of the trainer's for {names}: their solution cannot be tried."
    DOWNLOADS, COLLECTED = "downloads", "nothing in the submitted folder waits to be collected."
    UNCOLLECTED = "not collected: {names}. Run `classroom collect ASSIGNMENT FILE`, from a place of its own."
    LEFTOVERS, TIDY = "leftovers", "none of a run that was cut short."
    LEFT = "of a run that was cut short: {names}. Run that command again; what it leaves then may be deleted."
    ROSTER, ENROLLED = "roster", "{count} enrolled, all with a name."
    NO_GRADEBOOK = "no gradebook yet. Enrol the class: `classroom roster import FILE`."
    EMPTY_ROSTER = "nobody is enrolled. `classroom roster import FILE` enrols a class."
    STRANGERS = "handed in, and not enrolled: {names}. Enrol them, or put their folders under the right id."
    NAMELESS = "enrolled without a name: {names}. `classroom roster import FILE` adds names."
    SOLUTIONS, ALL_PASS = "solutions", "every assignment's own solution passes its tests."
    BROKEN = "tests that their own solution does not pass: {names}. Mend them, then `classroom check`."
    UNTRIED = "not tried yet: {names}. `classroom check ASSIGNMENT` tries one."
    GIT, IGNORED = "git", "learners' work and marks are kept out of the repository."
    NOT_IGNORED = "git would take in {names}: learners' work or marks. Add them to .gitignore."
