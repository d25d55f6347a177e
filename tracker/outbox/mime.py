"""Finished words become the bytes that a mail server takes: the same bytes on each attempt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr

from tracker.outbox.channels import Permanent

# The older of the two mail policies of Python: it builds a letter three times faster, which is most of the
# work of sending one. What it does not do, refusing line breaks in headers, is done here.
POLICY = compat32.clone(linesep="\r\n")
AUTOMATIC = {
    "Auto-Submitted": "auto-generated",  # RFC 3834: do not answer
    "X-Auto-Response-Suppress": "All",
    "Precedence": "bulk",
}


@dataclass(frozen=True, slots=True)
class Attachment:
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
    """The whole message. `sender` as `名称 <address>`. Permanent where a header would break the message."""
    boundary = f"=={message_id.strip('<>').partition('@')[0]}=="
    message: MIMEBase = MIMEMultipart("alternative", boundary=boundary)
    message.attach(MIMEText(text, "plain", "utf-8"))
    message.attach(MIMEText(html, "html", "utf-8"))
    attached = [_attached(each) for each in attachments]
    if attached:
        outer = MIMEMultipart("mixed", boundary=f"{boundary}mixed")
        for part in (message, *attached):
            outer.attach(part)
        message = outer
    from_name, from_address = parseaddr(sender)
    headers = {
        "Message-ID": message_id,
        "Date": format_datetime(dated_at),
        "From": _mailbox(from_name, from_address),
        "To": _mailbox(to_name, to_address),
        "Subject": Header(_one_line(subject), "utf-8", header_name="Subject").encode(),
        **AUTOMATIC,
    }
    for name, value in headers.items():
        message[name] = value
    return message.as_bytes(policy=POLICY)


def _attached(attachment: Attachment) -> MIMEBase:
    part = MIMEApplication(attachment.content, attachment.subtype)
    part.add_header(
        "Content-Disposition", "attachment", filename=("utf-8", "", _one_line(attachment.filename))
    )
    return part


def _mailbox(name: str, address: str) -> str:
    if not address or not address.isprintable() or any(c in address for c in ' ,;<>"()'):
        raise Permanent(f"邮箱地址不合法：{address!r}")
    return formataddr((_one_line(name), address))


def _one_line(text: str) -> str:
    """Header text must not break out of its line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
