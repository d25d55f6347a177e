"""Finished words become the bytes that a mail server takes: the same bytes on each attempt.

The frame of a letter never changes: some headers, a plain text, the same as a page, perhaps attachments. Put
together here it costs a tenth of what Python's mail policies need to fold headers that are known to be short;
addresses and dates are left to the library.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import encode_rfc2231, format_datetime, formataddr, parseaddr
from functools import lru_cache

from tracker.outbox.channels import Permanent

AUTOMATIC = (
    ("Auto-Submitted", "auto-generated"),  # RFC 3834: do not answer
    ("X-Auto-Response-Suppress", "All"),
    ("Precedence", "bulk"),
    ("MIME-Version", "1.0"),
)
LINE = 76  # characters of a line at the most
WORD = "=?utf-8?b?%s?="


@dataclass(frozen=True, slots=True)
class Attachment:
    """`subtype` belongs to the media type application/…."""

    filename: str
    content: bytes
    subtype: str = "octet-stream"


def build(
    *,
    subject: str,
    text: str,
    html: str,
    sender: str,
    to_name: str,
    to_address: str,
    message_id: str,
    dated_at: datetime,
    attachments: Iterable[Attachment] = (),
) -> bytes:
    """The whole message. `sender` as `名称 <address>`. Permanent where an address would break the message."""
    boundary = f"=={message_id.strip('<>').partition('@')[0]}=="
    words = [_text("plain", text), _text("html", html)]
    content_type, body = _multipart("alternative", boundary, words)
    files = [_file(each) for each in attachments]
    if files:
        inner = _part([("Content-Type", content_type)], body)
        content_type, body = _multipart("mixed", f"{boundary}files", [inner, *files])
    headers = [
        ("Message-ID", message_id),
        ("Date", format_datetime(dated_at)),
        ("From", _sender(sender)),
        ("To", _mailbox(to_name, to_address)),
        ("Subject", _words(subject, "Subject")),
        *AUTOMATIC,
        ("Content-Type", content_type),
    ]
    return _part(headers, body)


def _multipart(subtype: str, boundary: str, parts: list[bytes]) -> tuple[str, bytes]:
    line = f"--{boundary}".encode("ascii")
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
    return f'multipart/{subtype};\r\n boundary="{boundary}"', body


def _text(subtype: str, text: str) -> bytes:
    return _encoded([("Content-Type", f'text/{subtype}; charset="utf-8"')], text.encode("utf-8"))


def _file(attachment: Attachment) -> bytes:
    name = encode_rfc2231(_one_line(attachment.filename), "utf-8")
    headers = [
        ("Content-Type", f"application/{attachment.subtype}"),
        ("Content-Disposition", f"attachment;\r\n filename*={name}"),
    ]
    return _encoded(headers, attachment.content)


def _encoded(headers: list[tuple[str, str]], content: bytes) -> bytes:
    """Base64: Chinese text grows least in it, and no server on the way breaks its lines."""
    line = b2a_base64(content, newline=False)
    lines = [line[at : at + LINE] for at in range(0, len(line), LINE)]
    return _part([*headers, ("Content-Transfer-Encoding", "base64")], b"\r\n".join([*lines, b""]))


def _part(headers: list[tuple[str, str]], body: bytes) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode("ascii") + b"\r\n" + body


@lru_cache(maxsize=8)
def _sender(sender: str) -> str:
    return _mailbox(*parseaddr(sender))


def _mailbox(name: str, address: str) -> str:
    if not (address.isascii() and address.isprintable() and "@" in address) or set(address) & set(' ,;<>"()'):
        raise Permanent(f"邮箱地址“{address}”不合法，请更正后重新发送。")
    name = _one_line(name)
    return f"{_words(name, 'To')} <{address}>" if name and not name.isascii() else formataddr((name, address))


@lru_cache(maxsize=256)  # subjects and names come again and again
def _words(text: str, header: str) -> str:
    """RFC 2047, folded within the length that old servers take, between two characters."""
    said, words, start = _one_line(text).encode("utf-8"), [], 0
    room = LINE - len(header) - len(": ")
    while start < len(said):
        end = start + (room - len(WORD % "")) // 4 * 3
        while end < len(said) and said[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        words.append(WORD % b2a_base64(said[start:end], newline=False).decode("ascii"))
        start, room = end, LINE - len(" ")
    return "\r\n ".join(words)


def _one_line(text: str) -> str:
    """Header text must not break out of its line."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())
