"""Letters over SMTP: one connection for many, one letter at a time."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from collections.abc import Iterator
from typing import NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from tracker.outbox.channels.errors import NotSent, Permanent, Temporary, Unreachable
from tracker.outbox.channels.refusals import is_about_us

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
# Django-environ's other spellings of the same schemes.
SPELLINGS = {"smtp+ssl": "smtps", "smtptls": "smtp+tls", "smtpssl": "smtps"}
Reply = tuple[int, bytes]
DATA, GO_ON, CLOSING = b"DATA\r\n", 354, 421


class MailChannel:
    """One SMTP connection, kept for as long as the server keeps it.

    `announce` writes MAIL, and RCPT and DATA with it where the server offers PIPELINING (RFC 2920); `send` reads
    what the server says to them. So the server thinks while the caller does something else. The text waits for
    these answers: a server must never be given the text of a letter whose recipient it refused.

    `timeout`: seconds for one whole letter, from `send` to the final answer. `ca_file`: certificates to trust
    besides the system's.
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
        ca_file: str = "",
    ) -> None:
        self.host, self.port, self.user, self.password = host, port, user, password
        self.security, self.timeout, self.ca_file = security, timeout, ca_file
        self._smtp: smtplib.SMTP | None = None
        self._until = 0.0
        self._mail = self._rcpt = b""

    @classmethod
    def from_url(cls, url: str, *, timeout: float, ca_file: str = "") -> MailChannel:
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
            ca_file=ca_file,
        )

    @property
    def is_open(self) -> bool:
        return self._smtp is not None

    def open(self) -> None:
        self._until = time.monotonic() + self.timeout
        self._connect()

    def announce(self, *, sender: str, recipient: str) -> None:
        self._mail, self._rcpt = _command("MAIL FROM", sender), _command("RCPT TO", recipient)
        with contextlib.suppress(Unreachable):  # `send` connects anew
            self._ask()

    def send(self, content: bytes) -> str:
        self._until = time.monotonic() + self.timeout
        try:
            self._agree()
        except Unreachable:
            # Perhaps a connection that the server closed while idle. Nothing was handed over: ask once more.
            if time.monotonic() > self._until:
                raise
            self._connect()
            self._ask()
            self._agree()
        return self._hand_over(content)

    def withdraw(self) -> None:
        """The server may be waiting for the text: only the end of the connection tells it that none will come."""
        self._abandon()

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                if smtp.sock:
                    smtp.sock.settimeout(1)
                smtp.quit()
            smtp.close()

    # --- The connection ----------------------------------------------------------------------------
    @property
    def _line(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise Unreachable("与邮件服务器的连接中断。")
        return self._smtp

    def _connect(self) -> None:
        self.close()
        with self._translated(Unreachable):
            self._smtp = self._connected()
            self._smtp.ehlo_or_helo_if_needed()
            if self.user:
                self._log_in()

    def _connected(self) -> smtplib.SMTP:
        if not self.security:
            return smtplib.SMTP(self.host, self.port, timeout=self._left())
        context = _trusting(self.ca_file)
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self._left(), context=context)
        smtp = smtplib.SMTP(self.host, self.port, timeout=self._left())
        try:
            smtp.starttls(context=context)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _log_in(self) -> None:
        try:
            self._line.login(self.user, self.password)
        except smtplib.SMTPServerDisconnected as error:
            # Some servers hang up after a wrong password, and their words are lost with the connection.
            self._abandon()
            raise Unreachable("邮件服务器在登录时断开连接，请检查 EMAIL_URL 中的用户名和密码。") from error

    def _abandon(self) -> None:
        """Without QUIT: a server that hangs would take its time over that, too."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    # --- One letter --------------------------------------------------------------------------------
    @property
    def _takes_all(self) -> bool:
        return self._line.has_extn("pipelining")

    def _ask(self) -> None:
        with self._translated(Unreachable):
            self._line.send(self._mail + self._rcpt + DATA if self._takes_all else self._mail)

    def _agree(self) -> None:
        """The server's consent to sender, recipient and text. All answers are read before one counts: the next one
        read must belong to the next command."""
        with self._translated(Unreachable):
            mail, rcpt, data = self._together() if self._takes_all else self._in_turn()
        if not _is_good(mail):
            self._refused(mail, awaits_text=data[0] == GO_ON, kind=Unreachable)
        if not _is_good(rcpt):
            self._refused(rcpt, awaits_text=data[0] == GO_ON)
        if data[0] != GO_ON:
            self._refused(data)

    def _together(self) -> tuple[Reply, Reply, Reply]:
        return self._reply(), self._reply(), self._reply()

    def _in_turn(self) -> tuple[Reply, Reply, Reply]:
        """Each command after the consent to the one before; what was not asked counts as its refusal."""
        mail = self._reply()
        rcpt = self._asked(self._rcpt) if _is_good(mail) else mail
        return mail, rcpt, self._asked(DATA) if _is_good(rcpt) else rcpt

    def _asked(self, command: bytes) -> Reply:
        self._line.send(command)
        return self._reply()

    def _hand_over(self, content: bytes) -> str:
        with self._translated(Temporary, is_handed_over=True):
            self._line.send(_dotted(content))
            reply = self._reply()
        if not _is_good(reply):
            self._refused(reply)
        return _answer(*reply)

    def _reply(self) -> Reply:
        """Each answer gets what is left of the letter's time, so that all of them stay below half a lease."""
        line = self._line
        if line.sock is None:
            raise smtplib.SMTPServerDisconnected("no connection")
        line.sock.settimeout(self._left())
        return line.getreply()

    def _left(self) -> float:
        return max(self._until - time.monotonic(), 0.05)

    def _refused(
        self, reply: Reply, *, awaits_text: bool = False, kind: type[NotSent] | None = None
    ) -> NoReturn:
        """`awaits_text`: it refused, and would take the text all the same. `kind`: what the refusal is, whatever
        its number says."""
        code, words = reply
        answer = _answer(code, words)
        if code == CLOSING:  # the server closes the connection after these words
            self.close()
            raise Unreachable(answer)
        if not 400 <= code < 600:
            self._abandon()
            raise Temporary(f"邮件服务器的答复不合协议：{answer}")
        if awaits_text:
            self._abandon()
        else:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._line.rset()
        if kind is None:
            kind = Unreachable if is_about_us(answer) else Permanent if code >= 500 else Temporary
        raise kind(answer)

    @contextlib.contextmanager
    def _translated(self, kind: type[Temporary], *, is_handed_over: bool = False) -> Iterator[None]:
        """What the connection suffers, as one of ours; after it the connection is not used again."""
        try:
            yield
        except smtplib.SMTPResponseException as error:
            self.close()
            raise kind(_answer(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self._abandon()
            words = _words(error, self.host)
            raise kind(
                f"{words}，结果未知，将以同一 Message-ID 重发。" if is_handed_over else f"{words}。"
            ) from error


def _command(verb: str, address: str) -> bytes:
    try:
        if not address.isprintable():
            raise ValueError(address)
        return f"{verb}:<{address}>\r\n".encode("ascii")
    except ValueError as error:
        raise Permanent(f"邮箱地址含有邮件服务器不接受的字符：{address!r}") from error


def _dotted(content: bytes) -> bytes:
    """As DATA wants it: a line that begins with a dot gets a second one, a lone dot ends it (RFC 5321 §4.5.2)."""
    content = content.replace(b"\r\n.", b"\r\n..")
    start = b"." if content.startswith(b".") else b""
    end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    return start + content + end


def _is_good(reply: Reply) -> bool:
    return 200 <= reply[0] < 300


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}".replace("\x00", "").strip()


# --- What went wrong, in words ---------------------------------------------------------------------
# OpenSSL's numbers (X509_V_ERR_…) for what a certificate can lack.
EXPIRED, NOT_YET_VALID, OTHER_HOST, OTHER_ADDRESS = 10, 9, 62, 64
UNKNOWN_ISSUER = (18, 19, 20, 21)


def _trusting(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            reason = error.strerror or "不是 PEM 格式的证书"
            raise Unreachable(f"证书文件 DUBAN_SMTP_CA（{ca_file}）无法读取：{reason}。") from error
    return context


def _words(error: Exception, host: str) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_words(error, host)
    if isinstance(error, ssl.SSLError):
        return f"与邮件服务器 {host} 的加密连接没有建立（{error.reason}），请检查 EMAIL_URL 的协议和端口"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"邮件服务器 {host} 不支持 EMAIL_URL 所要求的加密或登录方式（{error}）"
    # smtplib says of a time-out, too, that the connection was closed.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "邮件服务器没有在限定时间内答复"
    if isinstance(error, ConnectionRefusedError):
        return "连不上邮件服务器：对方拒绝连接"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError):
        return "与邮件服务器的连接中断"
    return f"邮件服务器不可用：{error}"


def _certificate_words(error: ssl.SSLCertVerificationError, host: str) -> str:
    code = error.verify_code
    if code in UNKNOWN_ISSUER:
        lacking = "不是由受信任的机构签发的，请把签发机构的证书（PEM 文件）写入 DUBAN_SMTP_CA"
    elif code in (OTHER_HOST, OTHER_ADDRESS):
        lacking = "不是发给这个主机名的，请检查 EMAIL_URL 中的主机名"
    elif code in (EXPIRED, NOT_YET_VALID):
        lacking = "已过期或尚未生效，请更换证书，并检查本机时间"
    else:
        lacking = f"没有通过校验（{error.verify_message}）"
    return f"邮件服务器 {host} 的证书{lacking}；邮件未发送"
