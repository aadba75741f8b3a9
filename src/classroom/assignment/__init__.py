"""What the trainer set: the plan of an assignment, made from its notebooks and the gradebook."""
