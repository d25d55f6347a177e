"""Strangers write no lines into the log."""

import json
import logging
import re
import sys

from tracker.logs import OneLine, OneObject, RefusalsInOneLine

FORGED = "2026-01-01 00:00:00,000 INFO axes 登录成功"


def formatted(message: str, *, error: BaseException | None = None, **more) -> list[str]:
    info = None
    if error is not None:
        try:
            raise error
        except type(error):
            info = sys.exc_info()
    record = logging.LogRecord("django.request", logging.WARNING, "x", 1, message, (), info)
    record.__dict__.update(more)
    RefusalsInOneLine().filter(record)
    return OneLine("{asctime} {levelname} {name} {message}", style="{").format(record).split("\n")


def test_a_message_stays_one_line_and_keeps_its_chinese():
    (line,) = formatted(f"没有找到 /x\r\n{FORGED}\x1b[2J")
    assert "没有找到" in line
    assert r"\r\n" in line
    assert "\x1b" not in line


def test_the_words_of_an_error_begin_no_line():
    lines = formatted("出错了", error=ValueError(f"x\n{FORGED}"))
    assert any(FORGED in line for line in lines)
    assert [line for line in lines[1:] if re.match(r"\S", line)] == []


def test_a_refused_page_is_a_line_and_a_broken_one_shows_where():
    assert len(formatted("Forbidden: /x", error=PermissionError("x"), status_code=403)) == 1
    assert len(formatted("Internal Server Error: /x", error=ValueError("x"), status_code=500)) > 3
    assert len(formatted("job failed", error=ValueError("x"))) > 3


def test_for_collectors_a_line_is_an_object():
    try:
        raise ValueError("x\ny")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "坏了\n%s", ("b",), sys.exc_info())
    line = OneObject().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == ("ERROR", "a", "坏了\nb")
    assert "ValueError" in said["traceback"]
