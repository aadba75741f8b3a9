"""One module per chapter for the tables of the sample data: their dictionary and their generator."""
