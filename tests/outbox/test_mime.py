"""Words in headers, as old servers take them."""

from email.header import decode_header, make_header

import pytest

from tracker.outbox.mime import LINE, _words

LONG = "【工作提醒】健全行政规范性文件合法性审核机制（2）还有20个工作日到期，请于12月31日前办结并报送佐证材料"


@pytest.mark.parametrize(
    "text", [LONG, "督", "é" * 90, "a𠮷😀" * 30, "市 司法局", "plain", "plain words " * 12]
)
@pytest.mark.parametrize("header", ["Subject", "To"])
def test_words_are_folded_between_characters_and_read_as_they_were(text, header):
    folded = _words(text, header)
    assert all(len(line) <= LINE for line in f"{header}: {folded}".split("\r\n"))
    parts = folded.split("\r\n ")
    assert "".join(str(make_header(decode_header(part))) for part in parts) == " ".join(text.split())
