"""What the book adds to Sphinx (`extension`, named in `_config.yml`) and to myst-nb (`case_output`)."""
