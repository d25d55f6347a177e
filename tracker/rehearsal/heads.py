"""述法 in the year that is played: what the heads answer for, the meeting at which they report, what is found wanting, and
in December the paper round that the desks find open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.conf import settings

from tracker import importing
from tracker.actions import lists, reviews
from tracker.domain.lists import create_list
from tracker.models import (
    TO_FILL,
    Account,
    Cycle,
    ListKind,
    Obligation,
    Receipt,
    Review,
    ReviewKind,
    TaskList,
    Unit,
    UnitKind,
)
from tracker.reading.proposal import propose
from tracker.rehearsal import units as work_of_units
from tracker.rehearsal.tempers import PROMPT
from tracker.rehearsal.town import Town
from tracker.reporting.reviews import drafted_account

LISTS = {
    "head-duties-government.csv": "党政主要负责人履行推进法治建设第一责任人职责清单",
    "head-duties-departments.csv": "部门主要负责人履行推进法治建设第一责任人职责清单",
}
DESK = "市政务局"  # whose liaison and leader the demo logs in as: two duties are left for them to report
PAPER_ROUND = (DESK, "市公安局", "市财政局", "市人社局", "市生态环境局")
DONE = (
    "主持专题会议{n}次，研究解决重点问题，印发年度工作计划并逐项推进。",
    "重大事项全部经合法性审核，法律顾问参与论证{n}次。",
    "组织执法案卷评查{n}次，发现的问题已全部整改。",
    "集体学法{n}次，对下级主要负责人提醒谈话{n}次，未发现违规干预司法活动。",
    "负责人出庭应诉{n}件，生效裁判全部履行。",
    "开展普法活动{n}场次，工作人员学法考试全部合格。",
)
LEFT = {
    "问题和原因": "基层法治力量仍然薄弱，个别执法案卷不够规范，主要是业务培训不够经常。",
    "": "加强法治队伍建设，把述法点评的问题列入明年工作计划，逐项整改。",
}


def bring_lists(town: Town) -> None:
    """Two lists come as files, with office-holders as owners; the officer imports and issues them."""
    by = town.officers()[0]
    for filename, name in LISTS.items():
        content = Path(settings.BASE_DIR, "seeds", filename).read_bytes()
        proposal = propose(content, filename, year=town.today.year)
        source = importing.receive(content=content, filename=filename, proposal=proposal, title=name, by=by)
        task_list = town.press(
            create_list, name=name, year=town.today.year, kind=ListKind.HEAD_DUTIES, office=town.office,
            source=source, report_cycle=Cycle.YEARLY, by=by,
        )  # fmt: skip
        if task_list:
            importing.apply(items=proposal.chosen, source=source, task_list=task_list, by=by)
            town.press(lists.issue_list, task_list=task_list, by=by)


# --- The meeting -----------------------------------------------------------------------------------------
def call_meeting(town: Town) -> None:
    heads = Unit.objects.active().filter(kind__in=(UnitKind.COUNTY, UnitKind.ZONE)).order_by("order")
    year = town.today.year
    _call(
        town, heads, f"{year}年度县（市、区）党政主要负责人现场述法会议", ReviewKind.MEETING,
        due_on=date(year, 11, 10), held_on=date(year, 11, 14),
    )  # fmt: skip


def _call(town: Town, heads: Iterable[Unit], title: str, kind: str, **dates: date) -> None:
    town.press(
        reviews.create_review, office=town.office, year=town.today.year, kind=kind, title=title, units=heads,
        by=town.officers()[0], **dates,
    )  # fmt: skip


def hand_in(town: Town) -> None:
    """Who answers letters at all hands in what was drafted, with what only the head can say filled in; one is late."""
    accounts = list(
        Account.objects.filter(handed_in_on=None).select_related("review__office", "unit").order_by("pk")
    )
    for account in accounts[:-1]:
        by = town.liaison(account.unit)
        if by and town.temper(account.unit).signs_within:
            said = {"text": _filled(town, account), "head": f"示例·{account.unit}主要负责人"}
            town.press(reviews.write_account, account=account, by=by, **said)
            town.press(reviews.hand_in_account, account=account, by=by)


def _filled(town: Town, account: Account) -> str:
    text = drafted_account(account)
    for at, done in enumerate(DONE * 3):
        words = done.format(n=town.dice.of("head", account.unit_id, at).randint(1, 4))
        text = text.replace(f"（{TO_FILL}履行情况）", words, 1)
    for what, words in LEFT.items():
        text = text.replace(f"（{TO_FILL}{what}）", words)
    return text


def hold_meeting(town: Town) -> None:
    """Who handed in has spoken; one problem is put right within two weeks, one by the year's end, one is many heads'."""
    by = town.officers()[0]
    review = Review.objects.filter(kind=ReviewKind.MEETING).order_by("pk").last()
    if review is None:
        return
    for account in review.accounts.handed_in().select_related("review__office", "unit").order_by("pk"):
        town.press(reviews.record_spoken, account=account, by=by)
    found = (
        ("行政执法“三项制度”落实不到位，部分案卷没有全过程记录。", date(town.today.year, 11, 28)),
        ("重大行政决策没有听取法律顾问意见，合法性审核流于形式。", date(town.today.year, 12, 26)),
    )
    for unit, (text, due_on) in zip(_least_written_to(town, review), found, strict=False):
        finding = town.press(reviews.note_finding, review=review, unit=unit, text=text, by=by)
        if finding:
            town.press(reviews.rectify, finding=finding, due_on=due_on, by=by)
    common = "述法报告谈工作多、谈问题少，对照职责清单逐项述职不够。"
    town.press(reviews.note_finding, review=review, text=common, by=by)
    town.press(reviews.circulate, review=review, by=by)


def _least_written_to(town: Town, review: Review) -> list[Unit]:
    """Prompt ones first, then who got the fewest letters this month: nobody is flooded for the sake of a play."""
    first = town.today.replace(day=1)

    def burden(unit: Unit) -> tuple[bool, int, int]:
        letters = Receipt.objects.filter(unit=unit, dispatch__signed_on__gte=first).count()
        return town.temper(unit) is not PROMPT, letters, unit.order

    spoke = review.accounts.handed_in().select_related("unit")
    return sorted((account.unit for account in spoke), key=burden)


# --- The departments -------------------------------------------------------------------------------------
def report_duties(town: Town) -> None:
    """Prompt departments are early with their heads' duties."""
    owed = Obligation.objects.open().filter(task__task_list__in=TaskList.objects.of_heads(), progress=None)
    for one in owed.select_related(*work_of_units.RELATED).order_by("pk"):
        is_desk = one.unit.name == DESK
        if (is_desk and one.task.order <= 2) or (not is_desk and town.temper(one.unit) is PROMPT):
            n = town.dice.of("duty", one.unit_id, one.task.order).randint(1, 4)
            words = {"text": DONE[(one.task.order - 1) % len(DONE)].format(n=n)}
            if town.liaison(one.unit):
                work_of_units.report(town, one, words)


def call_paper_round(town: Town) -> None:
    heads = Unit.objects.filter(name__in=PAPER_ROUND).order_by("order")
    title = f"{town.today.year}年度部门主要负责人书面述法"
    _call(town, heads, title, ReviewKind.WRITTEN, due_on=date(town.today.year, 12, 26))
