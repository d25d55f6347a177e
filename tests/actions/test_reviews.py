"""述法: a review is played from its roll to its end, and does not end before each finding is closed."""

from datetime import date

import pytest

from tests import factories
from tests.factories import TODAY, by
from tracker.actions import deciding, progress, reviews, signing
from tracker.desk.forms.reviews import WriteAccount
from tracker.domain.refusal import Refused
from tracker.models import Account, Dispatch, Figure, Finding, Indicator, Obligation, Review, Task
from tracker.papers.review import built
from tracker.papers.wanted import Wanted
from tracker.reporting.annual import assemble
from tracker.reporting.reviews import review_counts

pytestmark = pytest.mark.django_db
DUE, LATER = date(2025, 12, 20), date(2026, 1, 30)


@pytest.fixture
def cast():
    return factories.people_at_work()


def review_of(cast, kind="meeting", title="2025年度现场述法") -> Review:
    return reviews.create_review(
        office=cast.office, year=2025, kind=kind, title=title, units=[cast.bureau, cast.college],
        due_on=DUE, held_on=TODAY, by=by(cast.officer),
    )  # fmt: skip


def account_of(review, unit) -> Account:
    return Account.objects.select_related("review__office", "unit").get(review=review, unit=unit)


def counts_of(review):
    findings = list(review.findings.select_related("task", "review__circular"))
    return review_counts(review, review.accounts.select_related("unit"), findings)


def handed_in(cast, review) -> None:
    for unit, liaison in ((cast.bureau, cast.liaison), (cast.college, cast.college_liaison)):
        account = account_of(review, unit)
        reviews.write_account(account=account, text="认真履职。", head="张三", by=by(liaison))
        reviews.hand_in_account(account=account, by=by(liaison))
        if review.kind == "meeting":
            reviews.record_spoken(account=account_of(review, unit), by=by(cast.officer))


def test_a_review_is_played_from_its_roll_to_its_end(cast):
    review = review_of(cast)
    owed = Obligation.objects.unsettled().filter(kind="finish", task__task_list=review.task_list)
    assert {one.unit for one in owed} == {cast.bureau, cast.college} and {one.due_on for one in owed} == {DUE}
    assert counts_of(review).whole.percent == 0
    handed_in(cast, review)
    assert not owed.all().exists() and counts_of(review).whole.percent == 100
    own = reviews.note_finding(review=review, unit=cast.bureau, text="学法制度不落实。", by=by(cast.officer))
    common = reviews.note_finding(review=review, text="述法内容空泛。", by=by(cast.officer))
    with pytest.raises(Refused, match="还有2个点评问题没有销号"):
        reviews.close_review(review=review, by=by(cast.officer))
    with pytest.raises(Refused, match="以通报指出"):
        reviews.rectify(finding=common, due_on=LATER, by=by(cast.officer))
    order = reviews.rectify(finding=own, due_on=LATER, by=by(cast.officer))
    circular = reviews.circulate(review=review, by=by(cast.officer))
    assert "述法内容空泛" in circular.matter and circular.receipts.count() == 2
    for letter in (order, circular):
        signing.sign(dispatch=Dispatch.objects.get(pk=letter.pk), by=by(cast.head))
    assert counts_of(review).closed == 1
    finished = Obligation.objects.get(
        task=Finding.objects.get(pk=own.pk).task, unit=cast.bureau, kind="finish"
    )
    said = progress.record_for_unit(
        obligation=finished,
        text="已整改。",
        percent=100,
        channel="paper",
        witness="吴芳",
        by=by(cast.officer),
    )
    deciding.accept(progress=said, found="制度已建立并落实到位，抽查属实。", by=by(cast.head))
    review = Review.objects.get(pk=review.pk)
    assert counts_of(review).closed == 2
    reviews.close_review(review=review, by=by(cast.officer))
    assert Review.objects.get(pk=review.pk).closed_on == TODAY
    with pytest.raises(Refused, match="已结束"):
        reviews.note_finding(review=Review.objects.get(pk=review.pk), text="又一个。", by=by(cast.officer))
    drafted = {one.key: one for one in assemble(cast.office, 2025)}
    told = drafted[f"review:{review.pk}"]
    assert told.text.endswith("应述2个单位，已述2个，覆盖率100%；点评指出问题2个，已整改销号2个。")
    assert told.is_proved and drafted[f"task:{finished.task_id}:0"].part == told.part
    paper = built(Wanted(by=by(cast.officer), as_of=TODAY, year=2025))
    assert [row[3] for row in paper.tables[1].rows] == ["已销号", "已销号"]


def test_the_paper_of_a_year_with_two_reviews_asks_which(cast):
    first, second = review_of(cast), review_of(cast, kind="written", title="2025年度书面述法")
    mine = {"by": by(cast.officer), "as_of": TODAY, "year": 2025}
    with pytest.raises(Refused, match=f"2025年有2次述法.*{first.pk} .*{second.pk} "):
        built(Wanted(**mine))
    assert built(Wanted(**mine, pk=first.pk)).title.startswith(first.title)


def test_a_review_does_not_end_while_a_head_has_not_reported(cast):
    review = review_of(cast, kind="written")
    with pytest.raises(Refused, match="2个单位没有述法"):
        reviews.close_review(review=review, by=by(cast.officer))
    with pytest.raises(Refused, match="书面述法不登记"):
        reviews.record_spoken(account=account_of(review, cast.bureau), by=by(cast.officer))
    handed_in(cast, review)
    reviews.close_review(review=review, by=by(cast.officer))


def test_a_head_finds_a_draft_of_what_the_unit_has_done(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=date(2025, 12, 31))
    Task.objects.filter(pk=owed.task_id).update(title="推进政务公开")
    said = progress.record_for_unit(
        obligation=owed,
        text="公开事项300件。",
        percent=100,
        channel="paper",
        witness="吴芳",
        by=by(cast.officer),
    )
    deciding.accept(progress=said, by=by(cast.head))
    account = account_of(review_of(cast), cast.bureau)
    form = WriteAccount(subject=account, actor=by(cast.liaison))
    assert "落实“推进政务公开”要求，公开事项300件。" in form.initial["text"]
    reviews.write_account(account=account, text="我的话。", by=by(cast.liaison))
    account.refresh_from_db()
    assert WriteAccount(subject=account, actor=by(cast.liaison)).initial["text"] == "我的话。"


def test_who_may_do_what(cast):
    review = review_of(cast)
    account = account_of(review, cast.bureau)
    for person in (cast.college_liaison, cast.officer):
        assert reviews.why_not_write(account, by=by(person))
    assert not Account.objects.visible_to(by(cast.college_liaison)).filter(pk=account.pk).exists()
    assert not Review.objects.visible_to(by(cast.liaison)).exists()
    with pytest.raises(Refused, match="请先写好"):
        reviews.hand_in_account(account=account, by=by(cast.liaison))
    with pytest.raises(Refused, match="不在这次述法的名单里"):
        reviews.note_finding(review=review, unit=cast.office, text="问题。", by=by(cast.officer))
    with pytest.raises(Refused, match="已有述法"):
        review_of(cast)
    with pytest.raises(Refused, match="还没有记录共性问题"):
        reviews.circulate(review=review, by=by(cast.officer))


def test_a_draft_with_gaps_is_not_handed_in_and_what_came_on_paper_counts(cast):
    review = review_of(cast, kind="written")
    account = account_of(review, cast.bureau)
    text = WriteAccount(subject=account, actor=by(cast.liaison)).initial["text"]
    reviews.write_account(account=account, text=text, by=by(cast.liaison))
    with pytest.raises(Refused, match="请填写"):
        reviews.hand_in_account(account=account_of(review, cast.bureau), by=by(cast.liaison))
    for unit in (cast.bureau, cast.college):
        with pytest.raises(Refused, match="文号"):
            reviews.record_account(
                account=account_of(review, unit), head="张三", text=" ", by=by(cast.officer)
            )
        reviews.record_account(
            account=account_of(review, unit), head="张三", text="发改函〔2025〕7号。", by=by(cast.officer)
        )
    assert not Obligation.objects.unsettled().filter(task__task_list=review.task_list, kind="finish").exists()
    reviews.close_review(review=review, by=by(cast.officer))
    drafted = [one.text for one in assemble(cast.office, 2025)]
    assert not [text for text in drafted if "情况报告，2025年" in text]  # the account itself is no commitment


def test_a_meeting_is_recorded_when_it_was_held_and_ends_with_every_account_in(cast):
    review = review_of(cast)
    Review.objects.filter(pk=review.pk).update(held_on=DUE)
    with pytest.raises(Refused, match="会后再登记"):
        reviews.record_spoken(account=account_of(review, cast.bureau), by=by(cast.officer))
    for unit in (cast.bureau, cast.college):
        reviews.record_spoken(account=account_of(review, unit), by=by(cast.officer, DUE))
    with pytest.raises(Refused, match="2个单位没有报送述法报告"):
        reviews.close_review(review=review, by=by(cast.officer, DUE))


def test_a_finding_noted_by_mistake_is_withdrawn_and_none_comes_after_the_circular(cast):
    review = review_of(cast)
    wrong = reviews.note_finding(review=review, unit=cast.bureau, text="记错了。", by=by(cast.officer))
    reviews.withdraw_finding(finding=wrong, reason="记错单位", by=by(cast.officer))
    assert not review.findings.exists()
    common = reviews.note_finding(review=review, text="内容空泛。", by=by(cast.officer))
    reviews.circulate(review=review, by=by(cast.officer))
    review = Review.objects.get(pk=review.pk)
    with pytest.raises(Refused, match="等待签发"):
        reviews.note_finding(review=review, text="又一个。", by=by(cast.officer))
    with pytest.raises(Refused, match="等待签发"):
        reviews.withdraw_finding(finding=Finding.objects.get(pk=common.pk), reason="误", by=by(cast.officer))
    own = reviews.note_finding(review=review, unit=cast.bureau, text="学法不够。", by=by(cast.officer))
    reviews.rectify(finding=own, due_on=LATER, by=by(cast.officer))
    with pytest.raises(Refused, match="先撤销整改任务"):
        reviews.withdraw_finding(finding=Finding.objects.get(pk=own.pk), reason="误", by=by(cast.officer))


def test_a_figure_of_a_part_of_the_year_says_so_in_the_draft(cast):
    indicator = Indicator.objects.create(
        office=cast.office, unit=cast.bureau, name="增值服务", measure="次", period="quarterly"
    )
    Figure.objects.create(
        indicator=indicator, year=2025, period=3, value=604, given_on=TODAY, given_by=cast.officer
    )
    form = WriteAccount(subject=account_of(review_of(cast), cast.bureau), actor=by(cast.liaison))
    assert "增值服务604次（前三季度）。" in form.initial["text"]
