"""What was handed in: found, read and rebuilt into a notebook that can be graded."""
