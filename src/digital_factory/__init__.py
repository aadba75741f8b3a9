"""The subject of the course: data, models, case studies, checks."""
