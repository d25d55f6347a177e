"""One letter over SMTP, command by command, with servers that offer less, refuse, or fall out of step."""

import contextlib
import socket
import threading
from contextlib import contextmanager

import pytest

from tests.outbox.test_channels import MESSAGE, post
from tracker.outbox.channels import MailChannel, Permanent, Temporary, Unreachable

OK, GO, BAD = "250 ok", "354 go on", "503 5.5.1 bad sequence"


class Script:
    """A server on a real socket that answers by the book given: `answers` maps a command's first word, or "." for
    the end of the data, to its reply. It writes down what it was told.
    """

    def __init__(self, *, pipelining=True, **answers):
        self.answers = {"MAIL": OK, "RCPT": OK, "DATA": GO, ".": OK, "RSET": OK, "QUIT": "221 bye"} | answers
        self.pipelining = pipelining
        self.heard, self.contents, self.connections = [], [], 0

    def serve(self, listener):
        while True:
            try:
                link, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            # The client may go away in the middle, which is not this server's fault.
            with contextlib.suppress(ConnectionError), link, link.makefile("rwb") as lines:
                self.talk(lines)

    def talk(self, lines):
        self.say(lines, "220 here")
        for line in lines:
            word = line.decode().split()[0].partition(":")[0].upper()
            self.heard.append(word)
            if word == "EHLO":
                self.say(lines, "250-here\r\n250-PIPELINING\r\n250 HELP" if self.pipelining else "250 here")
                continue
            reply = self.answers[word]
            if callable(reply):
                reply = reply()
            if reply is None:
                return
            self.say(lines, reply)
            if reply.startswith("354"):
                self.contents.append(_text(lines))
                self.heard.append(".")
                self.say(lines, self.answers["."])
            if word == "QUIT":
                return

    def say(self, lines, words):
        lines.write(words.encode() + b"\r\n")
        lines.flush()


def _text(lines):
    """Up to the lone dot; nothing where the client went away before it, as a server must take it."""
    text = b""
    for line in lines:
        if line == b".\r\n":
            return text
        text += line
    raise ConnectionError


@contextmanager
def talking_to(script):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=script.serve, args=(listener,), daemon=True).start()
        channel = MailChannel("127.0.0.1", listener.getsockname()[1], timeout=2)
        channel.open()
        try:
            yield channel
        finally:
            channel.close()
            listener.shutdown(socket.SHUT_RDWR)


def letters(script):
    """The commands of the letters alone."""
    return [word for word in script.heard if word not in ("EHLO", "QUIT")]


def once(first, then):
    """The first time `first` is said (None: the connection is closed), later `then`."""
    left = iter([first])
    return lambda: next(left, then)


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_letter_takes_the_same_commands_whether_or_not_two_may_be_sent_together(pipelining):
    script = Script(pipelining=pipelining)
    with talking_to(script) as channel:
        assert post(channel) == "250 ok"
        assert post(channel) == "250 ok"
    assert letters(script) == ["MAIL", "RCPT", "DATA", "."] * 2
    assert script.contents == [MESSAGE] * 2 and script.connections == 1


def test_the_recipient_is_named_and_the_text_offered_with_the_sender_only_where_the_server_allows_it():
    for pipelining, told in ((True, ["MAIL", "RCPT", "DATA"]), (False, ["MAIL"])):
        heard = threading.Event()
        script = Script(pipelining=pipelining)
        last = told[-1]
        good = script.answers[last]
        script.answers[last] = lambda heard=heard, good=good: heard.set() or good
        with talking_to(script) as channel:
            channel.announce(sender="a@b.example", recipient="c@d.example")
            assert heard.wait(2)
            assert letters(script) == told


def refusing(script, word, reply):
    """As real servers do: after a refused sender or recipient the following commands are out of sequence."""
    order = ["MAIL", "RCPT", "DATA"]
    later = order[order.index(word) + 1 :] if word in order else []
    script.answers |= {word: reply} | dict.fromkeys(later, BAD)


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    ("reply", "kind"),
    [("550 5.1.1 unknown", Permanent), ("450 4.2.1 busy", Temporary)],
    ids=["for good", "now"],
)
@pytest.mark.parametrize("refused", ["RCPT", "DATA", "."])
def test_a_refusal_stops_this_letter_and_not_the_next(pipelining, refused, reply, kind):
    script = Script(pipelining=pipelining)
    refusing(script, refused, reply)
    with talking_to(script) as channel:
        with pytest.raises(kind) as told:
            post(channel)
        assert str(told.value) == reply and type(told.value) is kind
        script.answers |= {"RCPT": OK, "DATA": GO, ".": OK}
        assert post(channel) == "250 ok"
    assert script.connections == 1 and script.heard.count("RSET") == 1


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    "reply",
    ["553 5.7.1 sender address rejected", "530 5.7.0 authentication required", "450 4.7.1 later", "501 no"],
)
def test_a_refusal_of_the_sender_is_about_us_and_no_letter(pipelining, reply):
    script = Script(pipelining=pipelining)
    refusing(script, "MAIL", reply)
    with talking_to(script) as channel, pytest.raises(Unreachable) as told:
        post(channel)
    assert str(told.value) == reply and not script.contents


@pytest.mark.parametrize("refused", ["RCPT", "DATA", "."])
@pytest.mark.parametrize(
    "reply",
    [
        "421 4.7.0 closing",
        "450 4.7.1 Error: too much mail from 192.0.2.1",
        "451 4.7.1 rate limit exceeded",
        "451 RP:TRC this user sent too many today",
        "452 4.3.1 Insufficient system storage",
        "530 5.7.0 Authentication required",
        "550 5.4.5 Daily sending quota exceeded",
        "550 Mail rate limited",
        "550 发信频率过高",
        "554 5.7.1 Too many connections",
    ],
)
def test_a_rate_limit_is_about_us_wherever_it_is_said(refused, reply):
    script = Script()
    refusing(script, refused, reply)
    with talking_to(script) as channel, pytest.raises(Unreachable) as told:
        post(channel)
    assert str(told.value) == reply


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("550 5.1.1 no such user", Permanent),
        ("550 5.7.1 you are not separately authorized to write to this list", Permanent),
        ("552 5.2.2 mailbox full: over quota", Permanent),
        ("554 5.7.1 spam", Permanent),
        ("553 5.1.3 mailbox name not allowed", Permanent),
        ("450 4.2.0 greylisted, try again later", Temporary),
        ("451 4.3.0 try later", Temporary),
        ("452 4.2.2 mailbox full", Temporary),
        ("452 4.5.3 too many recipients", Temporary),
    ],
)
def test_what_is_said_of_one_recipient_is_about_this_letter(reply, kind):
    script = Script()
    refusing(script, "RCPT", reply)
    with talking_to(script) as channel:
        with pytest.raises(kind) as told:
            post(channel)
        assert type(told.value) is kind


def test_a_server_that_would_take_the_text_though_it_refused_the_recipient_is_not_given_it():
    script = Script(RCPT="550 5.1.1 unknown", DATA=GO)
    with talking_to(script) as channel:
        with pytest.raises(Permanent):
            post(channel)
        assert not channel.is_open  # only so does it learn that no text will come
    assert not any(script.contents)


@pytest.mark.parametrize("word", ["MAIL", "RCPT"])
def test_a_connection_lost_before_the_text_is_opened_once_more(word):
    script = Script()
    script.answers[word] = once(None, OK)
    with talking_to(script) as channel:
        assert post(channel) == "250 ok"
    assert script.connections == 2 and script.contents == [MESSAGE]


def test_a_server_that_has_enough_of_this_connection_gets_another():
    script = Script(MAIL=once("421 4.7.0 too many messages", OK), RCPT=once(None, OK))
    with talking_to(script) as channel:
        assert post(channel) == "250 ok"
    assert script.connections == 2


def test_a_server_that_always_hangs_up_is_asked_twice_and_no_more():
    script = Script(MAIL=lambda: None)
    with talking_to(script) as channel, pytest.raises(Unreachable):
        post(channel)
    assert script.connections == 2


def test_a_connection_lost_before_the_text_was_asked_for_leaves_nothing_unknown():
    script = Script(DATA=lambda: None)
    with talking_to(script) as channel, pytest.raises(Temporary, match=r"中断。$"):
        post(channel)


@pytest.mark.parametrize(("word", "reply"), [("DATA", "250 already"), (".", "354 more"), (".", "what?")])
def test_an_answer_out_of_step_is_not_taken_for_success(word, reply):
    script = Script()
    script.answers[word] = reply
    with talking_to(script) as channel:
        with pytest.raises(Temporary, match="不合协议"):
            post(channel)
        assert not channel.is_open  # what it says next would be taken for the answer to another question


def test_what_was_announced_can_be_withdrawn():
    script = Script()
    with talking_to(script) as channel:
        channel.announce(sender="a@b.example", recipient="lost@d.example")
        channel.withdraw()
        assert not channel.is_open
        channel.open()
        assert post(channel) == "250 ok"
    assert [content for content in script.contents if content] == [MESSAGE]


def test_lines_that_begin_with_a_dot_arrive_as_they_were(mail):
    content = b".at first\r\nMessage-ID: <letter-1@d.example>\r\n\r\n.\r\n..two\r\n.end"
    channel = MailChannel.from_url(mail.url, timeout=2)
    channel.open()
    post(channel, content)
    channel.close()
    assert mail.mails[0].content == content + b"\r\n"


def test_an_address_cannot_smuggle_a_command():
    with talking_to(Script()) as channel, pytest.raises(Permanent, match="邮箱地址"):
        channel.announce(sender="a@b.example", recipient="c@d.example>\r\nRCPT TO:<e@f.example")
