"""The command line: each module puts one command, or a few that belong together, into the application."""
