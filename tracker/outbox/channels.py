"""How a finished letter leaves: over SMTP, or into a folder. Both say what became of it."""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
# Django-environ's other spellings of the same schemes.
SPELLINGS = {"smtp+ssl": "smtps", "smtptls": "smtp+tls", "smtpssl": "smtps"}


class NotSent(Exception):
    """`str()` is what the server said, or in Chinese what happened."""


class Temporary(NotSent):
    """Try again later. Also when the outcome is unknown: the Message-ID stays the same."""


class Permanent(NotSent):
    """The server refuses this letter or this address; trying again would not help."""


class Unreachable(Temporary):
    """It is not about this letter: the server does not answer, or refuses us altogether."""


class Channel(Protocol):
    def open(self) -> None:
        """Be ready to send. Raises Unreachable."""

    def send(self, content: bytes, *, sender: str, recipient: str) -> str:
        """Hand over one message; returns the server's answer. Raises Temporary, Permanent or Unreachable."""

    def close(self) -> None: ...


def channel_from_settings() -> Channel:
    """Mail where EMAIL_URL names a server; files otherwise, and always in a demo."""
    if settings.EMAIL_URL.lower().startswith("smtp") and not settings.DEMO:
        return MailChannel.from_url(settings.EMAIL_URL, timeout=settings.SMTP_TIMEOUT_SECONDS)
    return FileChannel(Path(settings.MAIL_DIR))


class MailChannel:
    """One SMTP connection, kept for as long as the server keeps it.

    `timeout`: seconds for one whole letter, from MAIL to the final answer.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        user: str = "",
        password: str = "",
        security: str = "",
        timeout: float = 20,
    ) -> None:
        self.host, self.port, self.user, self.password = host, port, user, password
        self.security, self.timeout = security, timeout
        self._smtp: smtplib.SMTP | None = None
        self._until = 0.0

    @classmethod
    def from_url(cls, url: str, *, timeout: float) -> MailChannel:
        """`smtp://user:password@host:port`; smtp+tls upgrades by STARTTLS, smtps is encrypted from the start."""
        parts = urlsplit(url)
        scheme = SPELLINGS.get(parts.scheme.lower(), parts.scheme.lower())
        if scheme not in PORTS or not parts.hostname:
            raise ImproperlyConfigured(
                f"EMAIL_URL（{parts.scheme}://…）不对：应为 smtp、smtp+tls 或 smtps 加主机名，"
                "如 smtp+tls://用户:密码@mail.example.cn:587。"
            )
        security = {"smtp+tls": "starttls", "smtps": "tls"}.get(scheme, "")
        if parse_qs(parts.query).get("ssl"):
            security = "tls"
        return cls(
            parts.hostname,
            parts.port or PORTS[scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            security=security,
            timeout=timeout,
        )

    def open(self) -> None:
        if self._smtp is None:
            self._until = time.monotonic() + self.timeout
            self._connect()

    def send(self, content: bytes, *, sender: str, recipient: str) -> str:
        self._until = time.monotonic() + self.timeout
        used_before = self._smtp is not None
        self.open()
        try:
            with self._translated(Unreachable):
                self._address(sender, recipient)
        except Unreachable:
            # Perhaps a connection that the server closed while idle. Nothing was handed over: ask once more.
            if not used_before or time.monotonic() > self._until:
                raise
            self._connect()
            with self._translated(Unreachable):
                self._address(sender, recipient)
        with self._translated(Temporary):
            return self._hand_over(content)

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.sock.settimeout(1)
                smtp.quit()
            smtp.close()

    def _connect(self) -> None:
        with self._translated(Unreachable):
            self._smtp = self._connected()
            self._smtp.ehlo_or_helo_if_needed()
            if self.user:
                self._log_in()

    def _log_in(self) -> None:
        try:
            self._smtp.login(self.user, self.password)
        except smtplib.SMTPServerDisconnected as error:
            # Some servers hang up after a wrong password, and their words are lost with the connection.
            self._abandon()
            raise Unreachable("邮件服务器在登录时断开连接，请检查 EMAIL_URL 中的用户名和密码。") from error

    def _connected(self) -> smtplib.SMTP:
        if not self.security:
            return smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        context = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        smtp = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        smtp.starttls(context=context)
        return smtp

    def _address(self, sender: str, recipient: str) -> None:
        self._within_time()
        code, words = self._smtp.mail(sender)
        self._require(code, words)
        self._within_time()
        code, words = self._smtp.rcpt(recipient)
        self._require(code, words)

    def _hand_over(self, content: bytes) -> str:
        self._within_time()
        try:
            code, words = self._smtp.data(content)
        except smtplib.SMTPDataError as error:
            code, words = error.smtp_code, error.smtp_error
        self._require(code, words)
        return _answer(code, words)

    def _require(self, code: int, words: bytes) -> None:
        if code < 400:
            return
        if code == 421:  # the server closes the connection after these words
            self.close()
            raise Unreachable(_answer(code, words))
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._smtp.rset()
        raise (Permanent if code >= 500 else Temporary)(_answer(code, words))

    def _within_time(self) -> None:
        """Each step gets what is left of the letter's time, so that all of them stay below half a lease."""
        self._smtp.sock.settimeout(max(self._until - time.monotonic(), 0.05))

    @contextlib.contextmanager
    def _translated(self, kind: type[Temporary]) -> Iterator[None]:
        """What the connection suffers, as one of ours; after it the connection is not used again."""
        try:
            yield
        except UnicodeEncodeError as error:
            raise Permanent(f"邮箱地址含有邮件服务器不接受的字符：{error.object}") from error
        except smtplib.SMTPResponseException as error:
            self.close()
            raise kind(_answer(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self._abandon()
            raise kind(_words(error, is_handed_over=kind is Temporary)) from error

    def _abandon(self) -> None:
        """Without QUIT: a server that hangs would take its time over that, too."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}".replace("\x00", "").strip()


def _words(error: Exception, *, is_handed_over: bool) -> str:
    unknown = "，结果未知，将以同一 Message-ID 重发。" if is_handed_over else "。"
    if isinstance(error, TimeoutError):
        return f"邮件服务器没有在限定时间内答复{unknown}"
    if isinstance(error, ConnectionRefusedError):
        return "连不上邮件服务器：对方拒绝连接。"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError):
        return f"与邮件服务器的连接中断{unknown}"
    return f"邮件服务器不可用：{error}"


class FileChannel:
    """`.eml` files in a folder, each written whole or not at all; a repeated letter replaces its own file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(f"邮件目录 {self.folder} 无法使用：{error.strerror}。") from error

    def send(self, content: bytes, *, sender: str, recipient: str) -> str:
        name = _file_name(content)
        half = self.folder / f".{name}.{os.getpid()}.part"
        try:
            self.open()
            with half.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            half.replace(self.folder / name)
            _flush_folder(self.folder)
        except OSError as error:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
            raise Temporary(f"邮件没有写入 {self.folder}：{error.strerror}。") from error
        return f"已写入 {name}"

    def close(self) -> None:
        """Nothing is kept open."""


def _flush_folder(folder: Path) -> None:
    """The name, too, must survive a power cut: the letter is about to be recorded as sent."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _file_name(content: bytes) -> str:
    """After the Message-ID, which is the same on each attempt."""
    found = re.search(rb"^Message-ID: <([\w.-]+)@", content, re.MULTILINE)
    if found is None:
        raise Permanent("邮件没有 Message-ID，不能保存。")
    return f"{found[1].decode('ascii')}.eml"
