"""Asks the collector plug-in of `nbgrader zip_collect`, where a trainer has set one up, what a file's
name says."""

from __future__ import annotations

import logging
from collections.abc import Callable

from nbgrader.plugins import FileNameCollectorPlugin
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from classroom.records import CourseError
from classroom.submission.collect import texts
from classroom.submission.collect.file_names import Form, Label, read_label, read_time

__all__ = ["label_reader"]


def label_reader(config: Config) -> Callable[[str], Label]:
    """What reads the path of a file: the trainer's plug-in first, if there is one, then the platforms' forms.

    Raises
    ------
    CourseError
        When the configuration names a plug-in that cannot be used.
    """
    chosen = config.get("ZipCollectApp", {}).get("collector_plugin", FileNameCollectorPlugin)
    if chosen is FileNameCollectorPlugin and not config.get("FileNameCollectorPlugin", {}).get(
        "named_regexp"
    ):
        return read_label
    quiet = logging.Logger("collect", logging.ERROR)
    try:
        plugin = (import_item(chosen) if isinstance(chosen, str) else chosen)(config=config, log=quiet)
    except Exception as error:
        raise CourseError(texts.BAD_PLUGIN.format(error=error)) from error

    def read(path: str) -> Label:
        try:
            said = plugin.collect(path)
        except Exception as error:
            raise CourseError(texts.BAD_PLUGIN.format(error=error)) from error
        if not said or not said.get("student_id"):
            return read_label(path)
        time = said.get("timestamp")
        file = str(said.get("file_id") or path)
        return Label(Form.PLUGIN, str(said["student_id"]), file, time=read_time(time) if time else None)

    return read
