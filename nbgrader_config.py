"""nbgrader's settings for this course: `solutions/` is the source, `exercises/` the release."""

c = get_config()  # noqa: F821 - nbgrader provides get_config

c.CourseDirectory.course_id = "making-digital-factories-work"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# A stub that runs: a learner sees the check's message, not a traceback from code they have not touched.
# (A function's docstring is its body until then.)
c.ClearSolutions.code_stub = {"python": "# Write your code here."}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# What a cell may use, in seconds of processor time: `classroom grade` does not count the time in which it
# waits for a core, so marks do not depend on what else the machine does. A cell that uses more is interrupted
# and loses its points; the rest of the notebook runs. Our own solutions need less than 3 s a cell.
c.Classroom.cell_s = 60

# The capstone draws a learner's firm from the id in this variable: another's is flagged.
c.Classroom.identity = {"10-capstone": "learner_id"}

# What trying the tests of our own assignments showed (`make trials`): the first class need not wait for it.
c.Classroom.trials = "answers/trials"

# Stock nbgrader knows only the clock on the wall, in seconds: give it as much as a busy machine may need.
c.ExecutePreprocessor.timeout = 600
c.ExecutePreprocessor.interrupt_on_timeout = True
