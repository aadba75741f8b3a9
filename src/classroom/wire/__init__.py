"""Values as bytes: how data travels between the processes."""
