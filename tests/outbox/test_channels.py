"""What an address of a mail server means, and how a server that refuses us altogether is taken."""

from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.exceptions import ImproperlyConfigured

from tests.support.ports import free_port
from tracker.outbox.channels import FileChannel, MailChannel, Permanent, Temporary, Unreachable

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")
MESSAGE = b"Message-ID: <letter-1@duban.example>\r\n\r\nx\r\n"


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://mail.example", 25, ""),
        ("smtp://mail.example:2525", 2525, ""),
        ("smtp+tls://mail.example", 587, "starttls"),
        ("smtps://mail.example", 465, "tls"),
        ("smtp+ssl://mail.example:994", 994, "tls"),
    ],
)
def test_the_address_says_host_port_and_encryption(url, port, security):
    channel = MailChannel.from_url(url, timeout=2)
    assert (channel.host, channel.port, channel.security) == ("mail.example", port, security)


def test_user_and_password_are_unquoted():
    channel = MailChannel.from_url("smtp+tls://du%40ban:p%3Aw%2F1@mail.example", timeout=2)
    assert (channel.user, channel.password) == ("du@ban", "p:w/1")


@pytest.mark.parametrize("url", ["smtp://", "smtpx://mail.example", "smtp+x://mail.example"])
def test_an_address_that_names_no_server_is_refused_without_showing_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        MailChannel.from_url(url.replace("://", "://user:geheim@", 1) if "mail" in url else url, timeout=2)


def post(channel, content=MESSAGE, to="c@d.example"):
    channel.announce(sender="a@b.example", recipient=to)
    return channel.send(content)


class Handler:
    def __init__(self):
        self.contents = []

    async def handle_DATA(self, server, session, envelope):
        self.contents.append(envelope.original_content)
        return "250 2.0.0 taken"


def check(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"duban" and data.password == b"right")


@contextmanager
def guarded():
    """A server that takes mail only after a login."""
    port, handler = free_port(), Handler()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        authenticator=check,
        auth_required=True,
        auth_require_tls=False,  # of this test's server: the loopback needs none
    )
    controller.start()
    try:
        yield port, handler
    finally:
        controller.stop()


def test_a_login_is_made_where_the_address_names_a_user():
    with guarded() as (port, handler):
        channel = MailChannel.from_url(f"smtp://duban:right@127.0.0.1:{port}", timeout=2)
        channel.open()
        assert post(channel) == "250 2.0.0 taken"
        channel.close()
    assert handler.contents == [MESSAGE]


def test_a_wrong_password_is_no_letters_fault():
    with guarded() as (port, _handler):
        channel = MailChannel.from_url(f"smtp://duban:wrong@127.0.0.1:{port}", timeout=2)
        with pytest.raises(Unreachable, match=r"535|请检查 EMAIL_URL 中的用户名和密码"):
            channel.open()


def test_an_address_the_server_cannot_spell_is_the_letters_fault():
    with guarded() as (port, _handler):
        channel = MailChannel.from_url(f"smtp://duban:right@127.0.0.1:{port}", timeout=2)
        channel.open()
        with pytest.raises(Permanent, match="邮箱地址"):
            post(channel, to="吴@d.example")
        channel.close()


def test_a_server_that_restarts_between_two_letters_is_connected_anew(mail):
    channel = MailChannel.from_url(mail.url, timeout=2)
    channel.open()
    post(channel)
    mail.stop()
    mail.start()
    post(channel)
    channel.close()
    assert len(mail.mails) == 2


def test_a_folder_that_cannot_be_written_is_temporary(tmp_path):
    (tmp_path / "mail").write_text("a file stands here")
    channel = FileChannel(tmp_path / "mail")
    with pytest.raises(Temporary, match="无法使用"):
        channel.open()
    with pytest.raises(Temporary):
        post(channel)


def test_a_file_is_replaced_by_the_same_letter(tmp_path):
    channel = FileChannel(tmp_path)
    for _ in range(2):
        assert post(channel) == "已写入 letter-1.eml"
    assert [path.name for path in tmp_path.iterdir()] == ["letter-1.eml"]
