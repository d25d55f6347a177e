"""A real SMTP server in a thread that keeps what it accepts, and misbehaves when it is told to."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port
from tests.support.processes import wait_until


@dataclass(frozen=True)
class Reaction:
    """What the server does with one mail. Use the constants and functions below."""

    kind: str
    text: str = ""
    seconds: float = 0.0


ACCEPT = Reaction("accept")
# After "354" and the first line the connection is gone: the mail was certainly not accepted.
CLOSE_DURING_DATA = Reaction("close")
# The mail is kept, the connection is cut before the "250": the sender cannot know the outcome.
DROP_AFTER_DATA = Reaction("drop")


def reply(text: str) -> Reaction:
    """Refuse after the data with these words: `reply("451 4.3.0 try later")`, `reply("554 5.7.1 spam")`."""
    return Reaction("reply", text)


def hang(seconds: float) -> Reaction:
    """Read the mail, say nothing for `seconds`, then close; it is not accepted."""
    return Reaction("hang", seconds=seconds)


@dataclass(frozen=True)
class Mail:
    """One accepted mail. `number` counts the DATA commands of the server's life, from 1."""

    number: int
    sender: str
    recipients: tuple[str, ...]
    received_at: float
    content: bytes = field(repr=False)

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return "" if part is None else part.get_content().replace("\r\n", "\n")


class MailSink:
    """`with MailSink() as mail:` — EMAIL_URL is `mail.url`, what arrived is `mail.mails`.

    Misbehaviour, changeable at any moment:
        mail.plan = lambda number, envelope: reply("451 4.3.0 later") if number % 10 == 0 else ACCEPT
        mail.refuse_recipient = lambda address: "550 5.1.1 no such user" if address == "a@b" else None
        mail.refuse_sender = lambda address: "553 5.7.1 sender rejected"   # at MAIL; None: let it pass
        mail.delay_seconds = 0.02        # of each accepted mail, without blocking other connections
        mail.pipelining = False          # from the next connection on: one command at a time
    """

    def __init__(self, *, port: int = 0) -> None:
        self.port = port or free_port()
        self.mails: list[Mail] = []
        self.attempts = 0
        self.connections = 0
        self.delay_seconds = 0.0
        self.pipelining = True
        self.plan: Callable[[int, Envelope], Reaction] = lambda number, envelope: ACCEPT
        self.refuse_recipient: Callable[[str], str | None] = lambda address: None
        self.refuse_sender: Callable[[str], str | None] = lambda address: None
        self._controller: Controller | None = None

    def __enter__(self) -> "MailSink":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen (again) on the same port; what arrived before is kept."""
        self._controller = _Controller(self)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening: connections are refused until `start`."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def wait_for(self, count: int, *, seconds: float = 60) -> None:
        """Return when at least `count` mails have been accepted; AssertionError after `seconds`."""
        wait_until(
            lambda: len(self.mails) >= count, seconds=seconds, what=f"{count} mails, got {len(self.mails)}"
        )

    def per_recipient(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(address for mail in self.mails for address in mail.recipients)

    def doubles(self) -> dict[tuple[str, tuple[str, ...]], int]:
        """(Message-ID, recipients) accepted more than once, with how often."""
        counted = Counter((mail.message_id, mail.recipients) for mail in self.mails)
        return {key: count for key, count in counted.items() if count > 1}

    def clear(self) -> None:
        self.mails.clear()

    def keep(self, number: int, envelope: Envelope) -> None:
        self.mails.append(
            Mail(number, envelope.mail_from, tuple(envelope.rcpt_tos), time.time(), envelope.original_content)
        )


def every(nth: int, reaction: Reaction) -> Callable[[int, Envelope], Reaction]:
    """A plan: each nth mail gets `reaction`, the others are accepted."""
    return lambda number, envelope: reaction if number % nth == 0 else ACCEPT


def in_turn(reactions: Iterable[Reaction]) -> Callable[[int, Envelope], Reaction]:
    """A plan: the first mails get these reactions one after another, all later ones are accepted."""
    left = iter(reactions)
    return lambda number, envelope: next(left, ACCEPT)


class _Controller(Controller):
    def __init__(self, sink: MailSink) -> None:
        super().__init__(_Handler(sink), hostname="127.0.0.1", port=sink.port, server_hostname="localhost")
        self.sink = sink

    def factory(self) -> SMTP:
        self.sink.connections += 1
        return _Server(self.handler, self.sink, **self.SMTP_kwargs)


class _Server(SMTP):
    def __init__(self, handler: "_Handler", sink: MailSink, **options: object) -> None:
        super().__init__(handler, **options)
        self.sink = sink
        self.reaction = ACCEPT
        self.number = 0

    async def smtp_DATA(self, arg: str) -> None:
        if self.envelope is None or not self.envelope.rcpt_tos:
            await super().smtp_DATA(arg)
            return
        self.sink.attempts += 1
        self.number = self.sink.attempts
        self.reaction = self.sink.plan(self.number, self.envelope)
        if self.reaction is CLOSE_DURING_DATA:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
            await self.cut()
        await super().smtp_DATA(arg)

    async def cut(self) -> None:
        """Drop the connection without a word; the event loop then cancels this session."""
        self.transport.abort()
        await asyncio.sleep(3600)


class _Handler:
    def __init__(self, sink: MailSink) -> None:
        self.sink = sink

    async def handle_EHLO(
        self, server: _Server, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Like every usual mail server, unlike aiosmtpd by itself, which only does not say that it can."""
        session.host_name = hostname
        return [*responses[:-1], *["250-PIPELINING"] * self.sink.pipelining, responses[-1]]

    async def handle_MAIL(
        self, server: _Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.sink.refuse_sender(address)
        if refusal:
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: _Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.sink.refuse_recipient(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Server, session: Session, envelope: Envelope) -> str:
        reaction = server.reaction
        if reaction.kind == "reply":
            return reaction.text
        if reaction.kind == "hang":
            await asyncio.sleep(reaction.seconds)
            await server.cut()
        if self.sink.delay_seconds:
            await asyncio.sleep(self.sink.delay_seconds)
        self.sink.keep(server.number, envelope)
        if reaction.kind == "drop":
            await server.cut()
        return f"250 2.0.0 OK kept as {server.number}"
