"""Another office's file in the open format: strangers wrote it, and JSON spells any character without showing it."""

import json

import pytest

from tracker.reading.readers import UnreadableDocument, read_here
from tracker.reading.readers.jsonfile import load


def written(**row) -> bytes:
    """With every character outside of ASCII as \\uXXXX, as most programs write it."""
    first = {"id": "tag:x,2025:commitment/1", "title": "任务", "requirement": "要求"}
    head = {"format": "duban-commitments", "version": "1.0", "list": {"name": "清单", "year": 2025}}
    return json.dumps(head | {"commitments": [first | row]}).encode()


@pytest.mark.parametrize(
    "row",
    [
        {"results": [{"text": "绝密★长期 内容"}]},
        {"results": [{"text": "办理", "evidence": [{"kind": "file", "name": "机密★10年.pdf"}]}]},
        {"nobody reads this": {"deep": [["秘密★1年"]]}},
        {"机密★10年": 1},
        {"standard": "密级：机密"},
        {"sentence": "绝\u200b密\u2605"},
        {"chapter": ["绝密"]},
    ],
)
def test_a_mark_of_secrecy_is_seen_wherever_it_stands(row):
    with pytest.raises(UnreadableDocument, match="密级"):
        load(written(**row))


def test_what_everybody_writes_is_no_mark():
    load(written(requirement="保守国家秘密和商业秘密，做好绝密级文件以外的公开。"))


@pytest.mark.parametrize(
    "char", ["\x00", "\x0b", "\x1b", "\ud800", "\udfff", "\ufffe", "\u202e", "\u200b", "\u2060"]
)
def test_no_character_that_nobody_sees_comes_with_it(char):
    row = load(written(title=f"甲{char}乙", requirement=f"甲{char}乙", results=[{"text": f"甲{char}乙"}]))[
        "commitments"
    ][0]
    for text in (row["title"], row["requirement"], row["results"][0]["text"]):
        assert char not in text
        text.encode()


def test_a_title_is_one_line_and_a_text_keeps_its_lines():
    row = load(written(title="甲\n乙\r\n丙", requirement="甲\n乙"))["commitments"][0]
    assert (row["title"], row["requirement"]) == ("甲 乙 丙", "甲\n乙")


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, written()[:-1] + b',"a":' + b'{"a":' * 900 + b"1" + b"}" * 901]
)
def test_what_is_nested_without_end_is_a_sentence_or_read(content):
    try:
        read_here(content, "a.json")
    except UnreadableDocument as no:
        assert "JSON" in str(no) or "读取" in str(no) or "内容" in str(no)
