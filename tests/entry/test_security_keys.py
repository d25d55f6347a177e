"""A security key instead of the telephone: what it signs opens this log-in on this site, and nothing else does."""

import hashlib
import json

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.urls import reverse
from webauthn.helpers import bytes_to_base64url as text

from tests.entry.test_second_factor import WHERE, left_open, log_in
from tests.web.conftest import PASSWORD
from tracker.entry import second_factor as factor
from tracker.models import SecurityKey

HERE = "http://testserver"


class Authenticator:
    """What a key does: ES256, no word on who made it."""

    def __init__(self, *, origin: str = HERE, identity: bytes = b"k" * 32) -> None:
        self.origin, self.identity, self.count = origin, identity, 0
        self.secret = ec.generate_private_key(ec.SECP256R1())

    def _client_data(self, kind: str, asked: dict) -> bytes:
        said = {"type": f"webauthn.{kind}", "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _data(self, site: str, flags: int) -> bytes:
        self.count += 1
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, **response: bytes) -> str:
        encoded = {name: text(value) for name, value in response.items()}
        ours = text(self.identity)
        return json.dumps({"id": ours, "rawId": ours, "type": "public-key", "response": encoded})

    def create(self, asked: dict) -> str:
        at = self.secret.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}
        data = self._data(asked["rp"]["id"], 0x45)
        data += bytes(16) + len(self.identity).to_bytes(2, "big") + self.identity + cbor2.dumps(public)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=self._client_data("create", asked), attestationObject=attested)

    def sign(self, asked: dict) -> str:
        client, data = self._client_data("get", asked), self._data(asked["rpId"], 0x05)
        signature = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)


def ask(browser) -> dict:
    return browser.post(reverse("security_key_ask")).json()


def add(browser, stick, name="办公电脑"):
    answer = stick.create(ask(browser))
    return browser.post(reverse("security_key_add"), {"credential": answer, "name": name})


@pytest.fixture
def head(cast):
    cast.head.set_password(PASSWORD)
    cast.head.save()
    return cast.head


@pytest.fixture
def stick(head, as_) -> Authenticator:
    """The head's key."""
    made = Authenticator()
    assert "<code>" in add(as_(head), made).content.decode()  # spare codes, for its loss
    return made


def test_a_key_opens_the_page_that_was_wanted(head, stick):
    browser = log_in(head)
    assert browser.get("/tasks/").url.startswith(WHERE)
    page = browser.get(WHERE).content.decode()
    assert 'data-key="sign"' in page and "keys.js" in page
    assert "publickey" not in browser.get(WHERE)["Permissions-Policy"]  # or the browser asks no key
    assert 'class="places"' not in page  # what waits for whom is for whole log-ins
    answer = browser.post(WHERE, {"credential": stick.sign(ask(browser)), "next": "/tasks/"})
    assert answer.url == "/tasks/"
    assert browser.get("/tasks/").status_code == 200
    assert head.security_keys.get().used_at


def test_without_the_key_a_spare_code_opens(head, stick):
    codes = factor.new_spare_codes(head)
    assert log_in(head).post(WHERE, {"code": codes[0]}).status_code == 302


def test_an_answer_is_good_once_on_this_site_for_this_person_to_this_question(head, stick, cast):
    browser = log_in(head)
    used = stick.sign(ask(browser))
    assert browser.post(WHERE, {"credential": used}).status_code == 302
    attacked = log_in(head)
    stranger, copy = Authenticator(), Authenticator()
    copy.secret = stick.secret  # a copy of the key, whose count stands where it was
    elsewhere = Authenticator(origin="https://duban.example.com")
    elsewhere.secret, elsewhere.count = stick.secret, 90
    for forged in (
        lambda asked: used,  # replayed
        stranger.sign,
        copy.sign,
        elsewhere.sign,  # caught by a false page
        lambda asked: stick.sign(asked | {"challenge": text(b"x" * 32)}),
        lambda asked: stick.sign(asked | {"rpId": "duban.example.com"}),
        lambda asked: "{}",
        lambda asked: "nonsense" * 5000,
        lambda asked: '{"a":' * 2000,
    ):
        answer = attacked.post(WHERE, {"credential": forged(ask(attacked))})
        assert answer.status_code == 403, forged
    unasked = stick.sign({"challenge": text(b""), "rpId": "testserver"})
    assert attacked.post(WHERE, {"credential": unasked}).status_code == 403
    assert attacked.get("/").url.startswith(WHERE)


def test_half_a_log_in_brings_no_key_along(head, stick):
    thief = log_in(head)
    mine = Authenticator(identity=b"m" * 32)
    asked = ask(thief) | {"rp": {"id": "testserver"}}
    thief.post(reverse("security_key_add"), {"credential": mine.create(asked)})
    thief.post(reverse("security_key_remove", args=[head.security_keys.get().pk]))
    assert head.security_keys.get().credential == text(stick.identity)


def test_a_key_is_added_and_removed_only_after_the_password(head, stick, as_):
    browser = as_(head)
    answer = Authenticator(identity=b"n" * 32).create(ask(browser))
    left_open(browser)
    assert browser.post(reverse("security_key_add"), {"credential": answer}).status_code == 403
    key = head.security_keys.get()
    assert browser.post(reverse("security_key_remove", args=[key.pk])).status_code == 403
    sent = {"credential": answer, "name": "备用", "proof-password": PASSWORD}
    browser.post(reverse("security_key_add"), sent)
    assert head.security_keys.count() == 2


def test_somebody_elses_key_is_neither_taken_nor_removed(head, stick, cast, as_):
    colleague = as_(cast.officer)
    assert (
        colleague.post(reverse("security_key_remove", args=[head.security_keys.get().pk])).status_code == 404
    )
    add(colleague, stick)
    assert SecurityKey.objects.get().person == head


def test_whom_the_policy_names_may_set_up_a_key_instead_of_a_telephone(head, settings):
    settings.SECOND_FACTOR_ROLES = ("office_head",)
    browser = log_in(head)
    assert browser.get("/").url.startswith(WHERE)
    assert 'data-key="add"' in browser.get(WHERE).content.decode()
    add(browser, Authenticator())
    assert browser.get("/").status_code == 200
    browser.post(reverse("security_key_remove", args=[head.security_keys.get().pk]))
    assert browser.get("/").url.startswith(WHERE)
    assert factor.spare_codes_left(head) == 0
