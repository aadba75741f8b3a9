"""The course on paper: one PDF, and slides, both made from the built book, so that nothing is written twice.

`articles` reads the chapters of the book, `back_matter` writes what stands behind them, `press` lets a
Chromium print, `slides` cuts a chapter into slides. No chapter is named here.
"""
