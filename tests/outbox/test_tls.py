"""Encrypted mail servers, really: STARTTLS and TLS from the start, and certificates that are not to be trusted."""

import socket
import ssl
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from django.test import override_settings

from tests.factories import TODAY
from tests.outbox.test_channels import MESSAGE, Handler, post
from tests.outbox.test_deliver import later, owed
from tests.support.certificates import Issuer
from tests.support.ports import free_port
from tracker.models import Letter
from tracker.outbox.channels import MailChannel, Unreachable
from tracker.outbox.compose import compose
from tracker.outbox.deliver import DeliveryReport, deliver

SCHEMES = pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"])


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    return Issuer.make(tmp_path_factory.mktemp("certificates"))


@contextmanager
def encrypted(scheme, files):
    """A server that speaks TLS only, with the certificate in these files."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    from_start = scheme == "smtps"
    tls = {"ssl_context": context} if from_start else {"tls_context": context, "require_starttls": True}
    handler = Handler()
    controller = _Quiet(handler, hostname="127.0.0.1", port=free_port(), **tls)
    controller.start()
    try:
        yield f"{scheme}://localhost:{controller.port}", handler
    finally:
        controller.stop()


class _Quiet(Controller):
    def _trigger_server(self):
        """See whether it works without a word of TLS: the base class trusts no certificate of ours."""
        socket.create_connection((self.hostname, self.port)).close()


@SCHEMES
def test_a_letter_goes_to_an_encrypted_server_that_the_house_vouches_for(scheme, issuer):
    with encrypted(scheme, issuer.server("localhost")) as (url, handler):
        channel = MailChannel.from_url(url, timeout=5, ca_file=str(issuer.ca_file))
        channel.open()
        assert post(channel) == post(channel) == "250 2.0.0 taken"
        channel.close()
    assert handler.contents == [MESSAGE] * 2


@SCHEMES
@pytest.mark.parametrize(
    ("host", "days", "is_trusted", "words"),
    [
        (
            "localhost",
            1,
            False,
            "localhost 的证书不是由受信任的机构签发的，请把签发机构的证书.*DUBAN_SMTP_CA",
        ),
        ("mail.example", 1, True, "localhost 的证书不是发给这个主机名的，请检查 EMAIL_URL"),
        ("localhost", -1, True, "localhost 的证书已过期或尚未生效"),
    ],
    ids=["unknown issuer", "other host", "expired"],
)
def test_a_certificate_that_cannot_be_trusted_is_refused_in_words(
    scheme, issuer, host, days, is_trusted, words
):
    ca_file = str(issuer.ca_file) if is_trusted else ""
    with encrypted(scheme, issuer.server(host, days=days)) as (url, handler):
        channel = MailChannel.from_url(url, timeout=5, ca_file=ca_file)
        with pytest.raises(Unreachable, match=f"{words}.*邮件未发送。"):
            channel.open()
        assert not channel.is_open
    assert not handler.contents


def test_a_server_without_encryption_is_told_from_one_that_is_away(mail):
    with pytest.raises(Unreachable, match="不支持 EMAIL_URL 所要求的加密"):
        MailChannel.from_url(mail.url.replace("smtp", "smtp+tls"), timeout=2).open()
    with pytest.raises(Unreachable, match=r"加密连接没有建立.*请检查 EMAIL_URL 的协议和端口"):
        MailChannel.from_url(mail.url.replace("smtp", "smtps"), timeout=2).open()


@pytest.mark.parametrize("text", [None, "no certificate"], ids=["missing", "damaged"])
def test_a_ca_file_that_cannot_be_read_is_named(tmp_path, mail, text):
    path = tmp_path / "ca.pem"
    if text:
        path.write_text(text)
    channel = MailChannel.from_url(mail.url.replace("smtp", "smtp+tls"), timeout=2, ca_file=str(path))
    with pytest.raises(Unreachable, match=r"DUBAN_SMTP_CA（.*ca.pem）无法读取"):
        channel.open()


def test_letters_wait_while_the_certificate_is_wrong_and_go_by_the_setting(cast, ladder, mail, issuer):
    owed(cast, ladder)
    compose(today=TODAY)
    with (
        encrypted("smtp+tls", issuer.server("localhost")) as (url, handler),
        override_settings(EMAIL_URL=url),
    ):
        assert deliver(today=TODAY) == DeliveryReport(retried=1)
        assert "DUBAN_SMTP_CA" in Letter.objects.get().answer
        later()
        with override_settings(SMTP_CA_FILE=str(issuer.ca_file)):
            assert deliver(today=TODAY) == DeliveryReport(sent=1)
    assert len(handler.contents) == 1
