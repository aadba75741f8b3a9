"""What people read: grades, the class page, feedback, files for learning platforms."""
