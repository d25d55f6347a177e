"""Of somebody who has left the record stays, and nothing that was only needed while they were here."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import CharField, TextField
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tracker import jobs
from tracker.actions.leaving import forget_people, forget_person, forgettable
from tracker.actions.people import change_person
from tracker.domain.actor import Actor
from tracker.domain.history import verify_history
from tracker.domain.refusal import Refused
from tracker.entry import second_factor as factor
from tracker.models import Event, FormDraft, Letter, Membership, PersonalNotice, SavedView, SecurityKey, User

YEAR = timedelta(days=367)


@pytest.fixture
def gone(cast, client) -> User:
    """The liaison has left: with a telephone, a key, a session, a saved view, a mail and a reported matter."""
    person = cast.liaison
    person.phone = "13800000000"
    person.set_password("a-long-enough-password")
    person.save()
    client.post(reverse("login"), {"username": person.username, "password": "a-long-enough-password"})
    assert person.sign_ins.exists()
    device = factor.offered(person)
    device.seal_key()
    device.confirmed = True
    device.save()
    factor.new_spare_codes(person)
    SecurityKey.objects.create(person=person, name="x", credential="abc", public_key="def")
    SavedView.objects.create(person=person, page="tasks", name="我的")
    PersonalNotice.objects.create(person=person, text="某某把您的邮箱改为“x@y.cn”。", told_on=TODAY)
    Letter.objects.create(
        person=person,
        office=cast.office,
        kind="digest",
        digest_on=TODAY,
        message_id="<1@t>",
        address=person.email,
    )
    factories.progress(obligation=factories.obligation(unit=cast.bureau, due_on=TODAY), drafted_by=person)
    system = factories.person(name="系统员", unit=cast.city, role="system_admin")
    change_person(person=person, is_active=False, by=factories.two(system))
    return person


def test_after_a_year_only_the_record_is_left(gone, cast, settings):
    settings.LEFT_DAYS = 365
    mail, login = gone.email, gone.username
    assert forget_people(now=timezone.now() + YEAR) == 1
    gone.refresh_from_db()
    assert (gone.name, gone.email, gone.phone, gone.has_usable_password()) == ("吴芳", "", "", False)
    assert gone.username == f"left-{gone.pk}"
    assert not factor.has_any(gone) and factor.spare_codes_left(gone) == 0
    assert not Session.objects.exists() and not gone.sign_ins.exists() and not gone.past_passwords.exists()
    assert not gone.saved_views.exists() and not gone.told.exists()
    assert Membership.objects.filter(user=gone).exists() and gone.letters.exists()
    assert [word for word in (mail, login, "13800000000", "x@y.cn") if word in whole_database()] == []
    assert "清理吴芳" in Event.objects.first().note
    assert not verify_history().complaint
    assert forget_people(now=timezone.now() + 2 * YEAR) == 0  # once


def whole_database() -> str:
    """Every text of every row, but for the logs, which go by their own age."""
    logs = ("accessrecord", "accesslog", "accessfailurelog", "accessattempt")
    texts = []
    for model in apps.get_models():
        if model._meta.model_name not in logs and model._meta.managed:
            fields = [f.name for f in model._meta.concrete_fields if isinstance(f, CharField | TextField)]
            texts += [str(row) for row in model._base_manager.values_list(*fields)] if fields else []
    return "\n".join(texts)


def test_nobody_is_forgotten_early(gone, cast, settings):
    settings.LEFT_DAYS = 365
    assert forgettable(now=timezone.now() + timedelta(days=300)) == []  # stopped, but not for a year
    settings.LEFT_DAYS = 0
    assert forgettable(now=timezone.now() + 9 * YEAR) == []  # switched off
    settings.LEFT_DAYS = 365
    gone.is_active = True
    gone.save()
    assert forgettable(now=timezone.now() + YEAR) == []
    with pytest.raises(Refused):
        forget_person(person=gone, by=Actor.system(TODAY))
    with pytest.raises(Refused):
        forget_person(person=gone, by=Actor.of(cast.head, TODAY))


def test_the_nightly_job_and_the_command_do_it(gone, settings, capsys, monkeypatch):
    settings.LEFT_DAYS = 365
    later = timezone.now() + YEAR
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("forget_people", "--list")
    assert f"吴芳（{gone.username}）" in capsys.readouterr().out
    assert User.objects.get(pk=gone.pk).email
    assert jobs.forget() >= 1
    assert not User.objects.get(pk=gone.pk).email


def test_everybody_reads_what_is_kept_of_them(client, cast, settings):
    settings.LEFT_DAYS = 400
    page = client.get(reverse("privacy")).content.decode()
    assert "停用满400天" in page and "不少于六个月" in page
    assert reverse("privacy") in client.get(reverse("login")).content.decode()


def test_kept_files_go_from_the_disk_and_a_taken_name_is_no_hindrance(cast):
    person = cast.liaison
    person.is_active = False
    person.save()
    draft = FormDraft.objects.create(person=person, address="/x/", fields={}, saved_at=timezone.now())
    name = default_storage.save("drafts/aa/kept", ContentFile(b"13800000000"))
    draft.files.create(field="files", file=name, filename="名单.xlsx")
    factories.person(name="某人", unit=cast.bureau)
    User.objects.filter(name="某人").update(username=f"left-{person.pk}")
    forget_person(person=person, by=Actor.system(TODAY))
    assert not default_storage.exists(name) and not FormDraft.objects.exists()
    assert User.objects.get(pk=person.pk).username == f"left-{person.pk}-2"
