"""What learners get of the course, without solutions: a folder for Binder, or a whole public repository.

Data flow one way: `learner_folder` takes what learners may see, with `start_page` and `package`; `site` takes
the built book and its lab; `repository` puts both together; `archive` packs the site as one file; `leaks`
searches what was made for what no learner may see, which `known_lines` lists.
"""


class EditionError(Exception):
    """The edition could not be made; the message says what was wanted, what came and what to do."""
