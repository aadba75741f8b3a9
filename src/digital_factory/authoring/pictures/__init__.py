"""Looks at the charts of the case studies, setting by setting, and names each text that cannot be read.

`settings` says where to look, `look` moves the controls of a page and asks its charts, ``__main__`` takes the
pictures. Knows no chapter.
"""
