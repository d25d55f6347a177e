"""Every address of both sites, as each role, of two units and of two offices, read and pressed: once.

On the way each answer is asked: is it what the role's rule says; is anything of ours there for those who have no part
in it; does reading write; how many queries does it ask; does a press without right leave a trace in the history. What
everybody finds stands in docs/access.txt, generated here, and a difference from it is a change to be looked at:
`DUBAN_WRITE_ACCESS=1 python -m pytest tests/walk` writes it anew.
"""

import os
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.base import Template
from django.urls import reverse
from django.utils.safestring import SafeString

from tests.support.locks import is_reading
from tests.support.queries import CEILING
from tests.walk.addresses import Address, every, models_of
from tracker.models import Event

TABLE = Path(__file__).parents[2] / "docs" / "access.txt"
WITHOUT_PART = ("colleague", "elsewhere")
# What belongs to all, or is chosen for oneself: not ours alone.
OF_ALL = {"follow_unit", "rung_action", "day_action", "unit_action"}
ADMIN_OF_ALL = {"unit", "unitgroup", "rung", "calendarday", "letterwording", "pendingchange"}
ROLES = {
    "liaison": "liaison", "chief": "unit_leader", "officer": "officer", "head": "office_head", "leader": "leader",
    "system": "system_admin", "security": "security_admin", "auditor": "auditor",
    "colleague": "liaison", "elsewhere": "office_head",
}  # fmt: skip
# Answers to most questions: a press with them gets as far as the right to press.
ANSWERS = {
    "reason": "理由",
    "name": "某人",
    "text": "文字",
    "percent": "100",
    "granted": "no",
    "upheld": "no",
}
ALL = every()
EVERY = {
    "workspace": [address for address in ALL if not address.is_admin],
    "admin": [address for address in ALL if address.is_admin],
}
by_site = pytest.mark.parametrize("site", EVERY)
SESSION_GOES_ON = 'UPDATE "django_session" SET "expire_date"'  # once in three minutes of a slow walk
ADMINS_OWN = re.compile(
    r"^(/admin/|\.\./).*change/$"
)  # an old form of an address, which leads to the new one


def opens(response) -> str:
    """One sign for an answer: what is behind it is nobody's business here."""
    if response.status_code == 302 and response.url.startswith((reverse("login"), reverse("admin:login"))):
        return "L"
    if response.status_code == 302 and ADMINS_OWN.search(response.url):
        return ">"
    return {403: "-", 404: ".", 405: "m", 400: "x"}.get(response.status_code, "o")


def why_wrong(address: Address, who: str, sign: str) -> str:
    """By the rules alone, without the table."""
    if who == "stranger":
        is_open = address.roles is None and (
            not address.is_admin or "password" in address.where or sign != "o"
        )
        is_open = is_open or address.where in ("/admin/jsi18n/", "/admin/logout/")
        return "" if sign in "Lm" or is_open else "is open to strangers"
    if address.roles and ROLES[who] not in address.roles:
        return "" if sign == "-" else "is not for this role"
    if address.is_admin and address.model and address.model not in models_of(who):
        return "" if sign in "-." else "is not for this role"
    if who in WITHOUT_PART and address.thing and not is_everybodys(address) and not is_public(address):
        return "" if sign in ".m->" else "shows what is not theirs"
    return ""


def is_public(address: Address) -> bool:
    """Open without a log-in: what it shows to whom is asked in tests/publishing."""
    return address.roles is None and not address.is_admin


def is_everybodys(address: Address) -> bool:
    return address.thing in OF_ALL or address.model in ADMIN_OF_ALL


@pytest.fixture
def browsers(world, as_, client, monkeypatch):
    """The pages of refusals have tests of their own; drawing thousands of them would take most of the time here."""
    for code in (403, 404):
        refusal = lambda request, exception, code=code: HttpResponse(status=code)  # noqa: E731
        monkeypatch.setattr(f"tracker.urls.handler{code}", refusal, raising=False)
    return {who: as_(person) if person else client for who, person in world.people.items()}


def table() -> dict[str, dict[str, str]]:
    """address -> method -> the signs of everybody, in the order of the head."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    found: dict[str, dict[str, str]] = {}
    for line in lines[1:]:
        where, read, pressed = line.rsplit(maxsplit=2)
        found[where] = {"GET": read, "POST": pressed}
    return found


def written(method: str, found: dict[str, str]) -> None:
    """Only on request: keep the column of the other method."""
    before = table() if TABLE.exists() else {}
    now = {name: {method: signs} for name, signs in found.items()}
    rows = {a.name: before.get(a.name, {}) | now.get(a.name, {}) for a in ALL}
    width = max(len(name) for name in rows)
    size = len(ROLES) + 1
    head = [*EXPLAINED, f"{'address':<{width}} {'read':<{size}} pressed"]
    body = [
        f"{name:<{width}} {row.get('GET', '?' * size)} {row.get('POST', '?' * size)}"
        for name, row in rows.items()
    ]
    TABLE.write_text("\n".join(head + body) + "\n", "utf-8")


EXPLAINED = """\
# Who finds what at which address. Generated and compared by tests/walk/test_walk.py; see docs/security.md.
# A sign for each person, in this order:
#   stranger; of the unit whose things they are: liaison, chief; of its office: officer, head; the city's leader; the
#   three administrators: system, security, auditor; another unit's liaison; another office's head.
# o answered   W the press was done (something stands in the history)   - refused by role   . does not exist
# L led to the log-in   > led to the page itself   m not a method of this page   x not a question that it answers
# N is one of our things, so that the last two find `.`, but for what all share (units, the ladder, the calendar).
# Presses send a reason and little else: `o` is then a page that asks for the rest, or says why not.
""".splitlines()


def compare(method: str, found: dict[str, str]) -> None:
    if os.environ.get("DUBAN_WRITE_ACCESS"):
        written(method, found)
    known = table()
    changed = [f"{name}: {known.get(name, {}).get(method)} -> {now}" for name, now in found.items()
               if known.get(name, {}).get(method) != now]  # fmt: skip
    gone = sorted(known.keys() - {address.name for address in ALL})
    assert not changed and not gone, "\n".join(
        [
            f"docs/access.txt says otherwise of {method} (DUBAN_WRITE_ACCESS=1 writes it anew):",
            *changed,
            *gone,
        ]
    )


@by_site
def test_reading(world, browsers, site):
    """Whoever reads changes nothing but the access log, in at most twenty queries."""
    found, wrong = {}, []
    for address in EVERY[site]:
        where = address.of(world.things)
        signs = ""
        for who, browser in browsers.items():
            sign, complaints = read(browser, where)
            signs += sign
            complaints += filter(None, [why_wrong(address, who, sign)])
            wrong += [f"{who} {where}: {complaint}" for complaint in complaints]
        found[address.name] = signs
    assert not wrong, "\n".join(wrong)
    compare("GET", found)


def read(browser, where: str) -> tuple[str, list[str]]:
    response, queries = _visit(browser, where)
    wrote = [sql for sql in queries if not (is_reading(sql) or sql.startswith(SESSION_GOES_ON))]
    complaints = [f"wrote {sql[:120]}" for sql in wrote]
    if len(queries) > CEILING:
        response, queries = _visit(browser, where)  # the first visit fills what is kept for all visitors
        complaints += [f"{len(queries)} queries"] if len(queries) > CEILING else []
    if response.status_code >= 500:
        complaints.append(f"broke: {response.status_code}")
    return opens(response), complaints


def _visit(browser, where: str):
    asked: list[str] = []

    def noted(execute, sql, *more):
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(
        noted
    ):  # cheaper by half than Django's own log, which writes the values in
        response = browser.get(where)
        if response.streaming:
            b"".join(response.streaming_content)
    return response, asked


@by_site
@pytest.mark.one_database
def test_pressing(world, browsers, site, monkeypatch):
    """No press of somebody without right leaves a trace in the history. What is asked is the answer's code: the pages
    are drawn by `test_reading`."""
    monkeypatch.setattr(Template, "render", lambda page, context: SafeString())
    found, wrong = {}, []
    before = Event.objects.count()
    for address in EVERY[site]:
        where = address.of(world.things)
        signs = ""
        for who, browser in browsers.items():
            with undone(browser):
                response = browser.post(where, ANSWERS)
                sign = opens(response)
                complaint = why_wrong(address, who, sign)
                done = Event.objects.count() - before
            if response.status_code >= 500:
                complaint = f"broke: {response.status_code}"
            if done and (
                sign not in "o>" or who == "stranger" or (who in WITHOUT_PART and not is_everybodys(address))
            ):
                complaint = complaint or "was done without right"
            signs += "W" if done else sign
            wrong += [f"{who} {where}: {complaint}"] if complaint else []
        found[address.name] = signs
    assert not wrong, "\n".join(wrong)
    compare("POST", found)


@pytest.fixture(autouse=True)
def _nothing_leaves(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False


def undone(browser) -> Iterator[None]:
    """What a press has done is taken back, the end of its session included."""
    return _Undone(browser)


class _Undone:
    def __init__(self, browser) -> None:
        self.browser = browser
        self.cookies = browser.cookies.output(header="", sep=";")

    def __enter__(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()

    def __exit__(self, *raised) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(*raised)
        self.browser.cookies = SimpleCookie(self.cookies)


def test_what_is_not_there_breaks_no_page(world, browsers):
    """Databases differ in what they take for a number."""
    for address in ALL:
        for pk in (("x", "9" * 30) if address.is_admin else ("9" * 30,)) if address.thing else ():
            response = browsers["officer"].get(address.where.replace("%s", pk))
            assert opens(response) in ".-mL>" or response.status_code == 302, (address.where, pk)


def test_everything_that_an_address_is_about_is_in_this_world(world):
    """A new address about one thing names here which thing of ours it might show (see `foreign`)."""
    missing = {address.thing for address in ALL if address.thing} - world.things.keys()
    assert not missing
