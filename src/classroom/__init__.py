"""The trainer's side: grades an nbgrader course directory. Knows nothing of digital factories.

The words used throughout (README.md beside this file shows the way through the folders):

plan        what the trainer set, as plain data: cells, roles, points, names; the same for every submission
student     the person; nbgrader's word
learner     the process that runs a student's answers, and set-up cells; never sees a hidden test
checker     the process that runs the tests; asks the learner for values, and believes nothing but data
zygote      the process both are forked from, its imports done, once a run; forked first for each of the two
supervisor  what looks after forked processes: keeps their limits, ends each and all it started
session     one notebook's learner and checker, from its first cell to its last
shared test a test that has to run in the learner, because the reference solution passes only there
result      what travels back: of a cell its score and why, of a submission its cells, repairs and flags
row         one student in the reports: a result, plus what the gradebook knows of marks given by hand
"""
