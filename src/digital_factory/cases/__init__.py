"""One case study per chapter: controls and a model, made into an explorer."""
