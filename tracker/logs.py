"""How the log looks. Much of what is logged was sent by strangers: it must not write lines of its own."""

from __future__ import annotations

import json
import logging
from datetime import datetime


class OneLine(logging.Formatter):
    """A message is one line; a traceback below it is indented. So a line that begins with a time is ours."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)

    def formatException(self, ei) -> str:
        return "    " + super().formatException(ei).replace("\r", "\\r").replace("\n", "\n    ")


class OneObject(logging.Formatter):
    """For collectors (DUBAN_LOG_FORMAT=json): a line is a JSON object with `time` (ISO 8601), `level`, `logger`, `message`
    and, where something broke, `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


class RefusalsInOneLine(logging.Filter):
    """A page that was refused (403, 404, 400) is a line, not a traceback: nothing is broken."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
