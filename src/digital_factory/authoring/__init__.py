"""The commands behind the make targets: what authors run, never what learners import."""
