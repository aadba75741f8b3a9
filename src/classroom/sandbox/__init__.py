"""Keeping a learner's code in: one process tree without network, other files, other processes, or a
way to stay.
"""
