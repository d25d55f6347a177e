"""述法 in a real browser: from the roll to the end of the review, each head and each finding accounted for."""

import re
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import PHONE
from tests.e2e.test_browser import fits, pytestmark  # noqa: F401  (the marks of the module)
from tests.factories import TODAY
from tracker.actions import deciding, progress
from tracker.domain.actor import Actor
from tracker.models import Finding, Obligation, Review

TITLE = "2025年度现场述法会议"


def test_a_review_is_played_from_its_roll_to_its_closed_finding(cast, log_in):
    factories.numbering(office=cast.office)
    officer = log_in(cast.officer)
    officer.goto(reverse("review_new"))
    officer.get_by_label("现场述法").check()
    officer.get_by_label("名称").fill(TITLE)
    officer.get_by_label("市发改委").check()
    officer.get_by_label("述法报告报送期限").fill((TODAY + timedelta(days=20)).isoformat())
    officer.get_by_role("button", name="建立述法并提醒报送").click()
    expect(officer.get_by_role("heading", name=TITLE)).to_be_visible()

    liaison = log_in(cast.liaison, size=PHONE)
    liaison.goto(reverse("reviews"))
    liaison.get_by_role("link", name=TITLE).click()
    liaison.get_by_role("link", name="撰写述法报告").click()
    liaison.get_by_label("主要负责人").fill("郑强")
    liaison.get_by_role("button", name="保存", exact=True).click()
    expect(liaison.get_by_text("本人认真履行推进法治建设第一责任人职责")).to_be_visible()
    assert fits(liaison)
    expect(liaison.get_by_role("link", name="报送", exact=True)).to_have_count(0)  # the draft asks for more
    liaison.get_by_role("link", name="撰写述法报告").click()
    words = liaison.get_by_label("述法报告")
    words.fill(re.sub("（请填写.*?）", "主持学法四次。", words.input_value()))
    liaison.get_by_role("button", name="保存", exact=True).click()
    liaison.get_by_role("link", name="报送", exact=True).click()
    liaison.get_by_role("button", name="报送").click()
    expect(liaison.get_by_text("述法报告已报送。")).to_be_visible()

    officer.reload()
    officer.get_by_role("button", name="登记现场述法").click()
    officer.get_by_role("link", name="记录点评问题").click()
    officer.get_by_label("单位").select_option(label="市发改委")
    officer.get_by_label("点评问题").fill("学法制度不落实。")
    officer.get_by_role("button", name="记录点评问题").click()
    officer.get_by_role("link", name="列入整改并起草督办单").click()
    officer.get_by_label("整改期限").fill((TODAY + timedelta(days=60)).isoformat())
    officer.get_by_role("button", name="列入整改并起草督办单").click()
    expect(officer.get_by_text("已列入整改，督办单等待签发。")).to_be_visible()
    expect(officer.get_by_role("link", name="结束述法")).to_have_count(0)

    rectified(cast)
    officer.reload()
    expect(officer.get_by_text("已销号", exact=True)).to_be_visible()
    officer.get_by_role("link", name="结束述法").click()
    officer.get_by_role("button", name="结束述法").click()
    expect(officer.get_by_text("述法已结束。")).to_be_visible()
    assert Review.objects.get().closed_on == TODAY


def rectified(cast) -> None:
    """What the unit reports and the office accepts, as anything else."""
    owed = Obligation.objects.get(task=Finding.objects.get().task, kind="finish")
    said = progress.record_for_unit(
        obligation=owed,
        text="已整改。",
        percent=100,
        channel="paper",
        witness="吴芳",
        by=Actor.of(cast.officer, TODAY),
    )
    deciding.accept(progress=said, by=Actor.of(cast.head, TODAY))
