"""The trainer's side: grades an nbgrader course directory. Knows nothing of digital factories."""
