"""One case study per chapter: a model, the grid of settings, and every word that a reader sees.

Each module has the same parts in the same order, so that whoever knows one knows all ten:

1. constants of the case that no control changes, public where the chapter's figures need them;
   `OBSERVATIONS` among them: the settings to which the chapter's three things to look for lead;
2. below the line ``every word a reader sees``, the words, each a constant: `TITLE`, `CAPTION`, labels...;
3. ``explorer()`` puts the case study together;
4. ``controls()`` says what the reader sets, two to four controls;
5. ``values(...)`` takes those controls by their names and gives the model's numbers at every setting;
6. ``panels()`` gives the charts.

Private helpers stand behind the function that they help. The guide is the docstring of
`digital_factory.explorer`; the tests in `tests/cases` hold a new module to guide and template as soon as it
exists.
"""
