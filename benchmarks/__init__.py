"""How fast a class is graded, measured: `make bench`."""
