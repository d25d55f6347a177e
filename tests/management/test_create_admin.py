"""The first set-up: three administrators on the server, passwords printed once, nobody else."""

import re

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from tracker.actions.people import create_person
from tracker.domain.actor import Actor
from tracker.domain.history import verify_chain
from tracker.models import Event, Membership, Unit, User

LINE = re.compile(r"登录名 (\S+)　初始密码 (\S+)")


def run(capsys, *options) -> dict[str, str]:
    """Login names and the passwords printed for them."""
    call_command("create_admin", *options)
    return dict(LINE.findall(capsys.readouterr().out))


def test_three_administrators_of_a_new_installation(db, capsys):
    printed = run(capsys, "--city", "景德镇市")
    assert set(printed) == {"system_admin", "security_admin", "auditor"}
    assert len(set(printed.values())) == 3
    for username, password in printed.items():
        person = User.objects.get(username=username)
        assert person.check_password(password)
        assert person.must_change_password
        assert [(m.role, m.unit.name) for m in person.memberships.all()] == [(username, "景德镇市")]


def test_the_history_begins_with_them_and_knows_no_password(db, capsys):
    printed = run(capsys, "--city", "景德镇市")
    report = verify_chain(Event.objects.order_by("seq"))
    assert (report.complaint, report.count) == ("", 10)
    assert set(Event.objects.values_list("verb", flat=True)) == {
        "unit.changed", "person.changed", "role.changed",
    }  # fmt: skip
    assert not Event.objects.exclude(actor=None).exists()
    told = "".join(Event.objects.values_list("record", flat=True))
    assert not any(password in told for password in printed.values())


def test_names_can_be_given_and_they_can_work_at_once(db, capsys):
    printed = run(
        capsys, "--city", "景德镇市", "--system-admin", "wang", "--security-admin", "li", "--auditor", "zhao"
    )
    assert set(printed) == {"wang", "li", "zhao"}
    wang = User.objects.get(username="wang")
    assert create_person(username="first", name="第一人", by=Actor.of(wang, factories.TODAY)).pk


def test_they_join_the_root_that_is_there(db, capsys):
    root = factories.unit(name="景德镇市", kind="city")
    run(capsys)
    assert set(Membership.objects.values_list("unit", flat=True)) == {root.pk}
    assert Unit.objects.count() == 1


def test_nothing_needs_to_be_given(db, capsys):
    assert len(run(capsys)) == 3
    assert Unit.objects.get().name == "本市"


def test_a_second_run_is_refused_and_changes_nothing(db, capsys):
    run(capsys, "--city", "景德镇市")
    before = list(User.objects.values_list("username", "password"))
    with pytest.raises(CommandError, match="三员已经齐备"):
        run(capsys)
    assert list(User.objects.values_list("username", "password")) == before


def test_a_missing_one_is_added(db, capsys):
    run(capsys, "--city", "景德镇市")
    User.objects.get(username="auditor").memberships.all().delete()
    assert set(run(capsys, "--auditor", "auditor2")) == {"auditor2"}


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--auditor", "system_admin"), "已有人使用"), (("--auditor", " "), "请给出审计员的登录名")],
)
def test_what_is_missing_or_taken_is_said_and_nothing_is_left_behind(db, capsys, options, words):
    with pytest.raises(CommandError, match=words):
        run(capsys, *options)
    assert not User.objects.exists()
    assert not Unit.objects.exists()
    assert not Event.objects.exists()


def test_another_city_than_the_one_there_is_a_mistake(db, capsys):
    factories.unit(name="景德镇市", kind="city")
    with pytest.raises(CommandError, match="已有最上级单位“景德镇市”"):
        run(capsys, "--city", "乐平市")


def test_a_forgotten_password_is_renewed_on_the_server(db, capsys):
    first = run(capsys, "--city", "景德镇市")
    call_command("create_admin", "--reset", "auditor")
    ((username, password),) = LINE.findall(capsys.readouterr().out)
    person = User.objects.get(username=username)
    assert person.check_password(password)
    assert not person.check_password(first["auditor"])
    assert person.must_change_password
    with pytest.raises(CommandError, match="没有登录名为“nobody”"):
        call_command("create_admin", "--reset", "nobody")
