"""What is kept: nbgrader's gradebook and the folders of graded submissions."""
