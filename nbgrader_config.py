"""nbgrader's settings for this course: `solutions/` is the source, `exercises/` the release."""

c = get_config()  # noqa: F821 - nbgrader provides get_config

c.CourseDirectory.course_id = "making-digital-factories-work"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# A stub that runs: a learner sees the check's message, not a traceback from code they have not touched.
# (A function's docstring is its body until then.)
c.ClearSolutions.code_stub = {"python": "# Write your code here."}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# A cell may take 10 s; then it is interrupted, loses its points, and the rest of the notebook runs.
c.ExecutePreprocessor.timeout = 10
c.ExecutePreprocessor.interrupt_on_timeout = True
