"""The office's own notes on screen, and what is shown before something is done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.models import Remark


@pytest.fixture
def owed(cast):
    return factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=28))


def test_a_call_is_noted_on_three_pages_and_no_unit_reads_it(cast, owed, as_):
    order = factories.dispatch(office=cast.office, units=(cast.bureau,))
    officer = as_(cast.officer)
    for name, thing in (("task", owed.task), ("obligation", owed), ("dispatch", order)):
        where = reverse(f"{name}_action", args=[thing.pk, "remark"])
        assert officer.post(where, {"text": f"{name}：下周报送", "caller": "吴芳"}).status_code == 302
        text = page(officer.get(reverse(name, args=[thing.pk])))
        assert "与吴芳通话" in text and f"{name}：下周报送" in text
    assert "obligation：下周报送" in page(officer.get(reverse("task", args=[owed.task_id])))
    assert Remark.objects.count() == 3
    for who in (cast.liaison, cast.leader):
        assert "下周报送" not in page(as_(who).get(reverse("task", args=[owed.task_id])))
    assert as_(cast.liaison).post(where, {"text": "备注"}).status_code == 403
    assert "下周报送" in page(officer.get(reverse("admin:tracker_task_change", args=[owed.task_id])))
    assert "下周报送" not in page(
        as_(cast.liaison).get(reverse("admin:tracker_task_change", args=[owed.task_id]))
    )


def test_a_mention_rings_the_bell_until_it_is_seen(cast, owed, as_):
    where = reverse("obligation_action", args=[owed.pk, "remark"])
    assert "@陈立" in page(as_(cast.officer).get(where))
    done = as_(cast.officer).post(where, {"text": "@陈立 请把关"}, follow=True)
    assert "已提醒陈立" in done.content.decode()
    head = as_(cast.head)
    text = page(head.get(reverse("news")))
    assert '<span class="n">1</span>' in text and "请把关" in text
    head.post(reverse("news_seen"))
    text = page(head.get(reverse("news")))
    assert '<span class="n">1</span>' not in text and "请把关" in text
    assert "请把关" not in page(as_(cast.liaison).get(reverse("news")))


def test_what_closing_a_list_would_do_is_shown_first(cast, owed, as_):
    factories.task(task_list=owed.task.task_list, title="常态巡查", is_standing=True)
    factories.task(task_list=owed.task.task_list, title="未下达的任务", state="draft")
    text = page(as_(cast.officer).get(reverse("list_action", args=[owed.task.task_list_id, "close"])))
    for words in ("转入所选清单（1项）", owed.task.title, "常态巡查", "未下达的任务"):
        assert words in text


def test_one_matter_one_order_is_a_choice_of_the_list(cast, owed, as_):
    this = owed.task.task_list
    entered = {"name": this.name, "kind": this.kind, "duty": this.duty, "one_matter_one_order": "on"}
    assert (
        as_(cast.officer).post(reverse("list_action", args=[this.pk, "change"]), entered).status_code == 302
    )
    this.refresh_from_db()
    assert this.one_matter_one_order


def test_the_returned_words_and_pieces_stand_in_the_form(cast, owed, as_):
    where = reverse("obligation_action", args=[owed.pk, "report"])
    said = {"text": "已印发实施方案。", "percent": "100", "document_number": "景发改〔2025〕12号"}
    as_(cast.chief).post(where, said | {"release": "1"})
    back = reverse("progress_action", args=[owed.progress.get().pk, "return"])
    as_(cast.officer).post(back, {"reason": "缺会议纪要"})
    text = page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    assert "已印发实施方案。</textarea>" in text and "不必重新上传" in text
    as_(cast.liaison).post(where, said | {"document_number": "", "save": "1"})
    draft = owed.progress.drafts().get()
    text = page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    assert 'name="remove"' in text
    as_(cast.liaison).post(where, {"text": "改过的话", "percent": "100", "remove": draft.evidence.get().pk})
    draft.refresh_from_db()
    assert (draft.text, draft.evidence.count()) == ("改过的话", 0)
