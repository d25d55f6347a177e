"""The pages carry what was read: the leader of a unit hands in no words that a colleague has written meanwhile."""

import re

from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.actions import progress
from tracker.domain.actor import Actor
from tracker.models import Progress


def test_a_colleague_writes_on_while_the_leader_s_pages_are_open(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    liaison, chief = Actor.of(cast.liaison, TODAY), as_(cast.chief)
    draft = progress.save_draft(obligation=owed, text="办了一半。", percent=50, by=liaison)
    read = re.search(rf'name="seen-{draft.pk}" value="(\w+)"', page(chief.get(reverse("home"))))[1]
    sheet = re.search(
        r'name="_seen" value="(\w+)"', page(chief.get(reverse("progress_action", args=[draft.pk, "release"])))
    )[1]
    typed = re.search(r'name="_seen" value="(\w+)"', page(chief.get(reverse("obligation", args=[owed.pk]))))[
        1
    ]
    assert read == sheet == typed
    many = page(chief.get(reverse("report_many", args=[owed.task.task_list_id])))
    assert f'name="o{owed.pk}-_seen" value="{read}"' in many
    progress.attach(progress=draft, kind="document_number", document_number="别的文件", by=liaison)
    row = {"text": "办了一半。", "percent": "50", "_seen": read}
    of_many = {f"o{owed.pk}-{name}": value for name, value in row.items()} | {"release": "1"}
    answer = chief.post(reverse("report_many", args=[owed.task.task_list_id]), of_many)
    assert answer.status_code == 422 and "没有报送" in answer.content.decode()
    chief.post(reverse("release_chosen"), {"p": draft.pk, f"seen-{draft.pk}": read})
    chief.post(reverse("progress_action", args=[draft.pk, "release"]), {"_seen": read})
    answer = chief.post(
        reverse("obligation_action", args=[owed.pk, "report"]),
        {"text": "我的话。", "percent": "60", "_seen": read, "release": "1"},
    )
    assert "已保存，但没有报送" in answer.content.decode() and "别的文件" in answer.content.decode()
    assert Progress.objects.get().state == "draft"
    again = re.search(r'name="_seen" value="(\w+)"', answer.content.decode())[1]
    entered = {"text": "我的话。", "percent": "60", "_seen": again, "release": "1"}
    chief.post(reverse("obligation_action", args=[owed.pk, "report"]), entered)
    assert Progress.objects.get().state == "released"
