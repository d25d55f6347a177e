"""What the people of the units do in a day: sign for, report, release, ask for time, object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tracker.actions import progress, requests, serving
from tracker.domain.composed import composed
from tracker.models import (
    Evidence,
    EvidenceKind,
    Extension,
    Objection,
    Obligation,
    ObligationKind,
    Progress,
    ProgressState,
    Receipt,
    Role,
    Task,
    Unit,
)
from tracker.rehearsal.reform import standing
from tracker.rehearsal.tempers import Plan, plan_for
from tracker.rehearsal.town import Town

RELATED = ("unit", "office", "task", "task__task_list", "dispatch", "task_list")
OBJECTIONS = ("wrong_unit", "wrong_date", "already_done")


@dataclass(frozen=True, slots=True)
class InHand:
    """What the units have in hand this morning, by obligation; read once for all of them."""

    drafted: frozenset[int]
    objected: frozenset[int]
    asked: frozenset[int]
    returned: dict[int, date]  # when the last report was given back

    @classmethod
    def read(cls) -> InHand:
        drafted, objected, asked = (frozenset(rows()) for rows in (_drafted, _objected, _asked))
        return cls(drafted, objected, asked, returned=dict(_returned()))


@composed
def _drafted() -> QuerySet[Progress, int]:
    return Progress.objects.drafts().order_by().values_list("obligation", flat=True)


@composed
def _objected() -> QuerySet[Objection, int]:
    return Objection.objects.order_by().values_list("obligation", flat=True)


@composed
def _asked() -> QuerySet[Extension, int]:
    return Extension.objects.order_by().values_list("obligation", flat=True)


@composed
def _returned() -> QuerySet[Progress, tuple[int, date]]:
    rows = Progress.objects.filter(state=ProgressState.RETURNED).order_by("pk")
    return rows.values_list("obligation", "decided_on")


def work(town: Town) -> None:
    """One working day of all units."""
    release_drafts(town)
    hand = InHand.read()
    for owed in town.with_subjects(_owed()):
        if owed.kind == ObligationKind.SIGN_FOR:
            sign_for(town, owed)
        else:
            attend_to(town, owed, hand)
    for receipt in _unsigned():
        sign_for_letter(town, receipt)


@composed
def _owed() -> QuerySet[Obligation]:
    return Obligation.objects.open().exclude(task__in=asked_accounts()).order_by("pk")


@composed
def _unsigned() -> QuerySet[Receipt]:
    rows = Receipt.objects.not_signed_for().served().select_related("unit__parent", "dispatch").order_by("pk")
    return rows.defer("dispatch__opening", "dispatch__matter", "dispatch__demand")


def asked_accounts() -> QuerySet[Task]:
    """述法: what is met by handing in an account, never by a report."""
    return Task.objects.filter(task_list__reviews__isnull=False, findings=None)


# --- 签收 -------------------------------------------------------------------------------------------
def sign_for(town: Town, owed: Obligation) -> None:
    if _is_time(town, owed.unit, owed.opened_on, "sign", owed.pk, owed.round) and (
        by := town.liaison(owed.unit)
    ):
        town.press(serving.sign_for, obligation=owed, by=by)


def sign_for_letter(town: Town, receipt: Receipt) -> None:
    unit = standing(receipt.unit)
    is_time = _is_time(town, unit, receipt.sent_on, "receipt", receipt.pk)
    if is_time and (by := town.liaison(unit)):
        town.press(serving.sign_for_dispatch, receipt=receipt, name="", by=by)


def _is_time(town: Town, unit: Unit, since: date, *what: object) -> bool:
    within = town.temper(unit).signs_within
    return bool(within) and town.today >= town.calendar.add(since, town.dice.of(*what).randint(1, within))


# --- Reports ----------------------------------------------------------------------------------------
def attend_to(town: Town, owed: Obligation, hand: InHand) -> None:
    if owed.pk in hand.drafted or not town.holders(Role.LIAISON, owed.unit):
        return
    plan = _plan(town, owed, hand)
    if plan.objects_on and town.today >= plan.objects_on and owed.pk not in hand.objected:
        object_(town, owed)
    elif plan.asks_time_on and plan.asks_time_on <= town.today <= owed.due_on and owed.pk not in hand.asked:
        ask_time(town, owed)
    elif plan.hands_in_on and town.today >= plan.hands_in_on:
        report(town, owed)


def _plan(town: Town, owed: Obligation, hand: InHand) -> Plan:
    temper, again_on = town.temper(owed.unit), hand.returned.get(owed.pk)
    key = owed.pk, owed.round, owed.opened_on, owed.due_on, again_on, temper.name
    if key not in town.plans:
        dice = town.dice.of("owed", owed.pk, owed.round)
        dates = {"opened_on": owed.opened_on, "due_on": owed.due_on, "again_on": again_on}
        town.plans[key] = plan_for(temper, **dates, calendar=town.calendar, dice=dice)
    return town.plans[key]


def report(town: Town, owed: Obligation, words: dict[str, str] | None = None) -> None:
    by = town.liaison(owed.unit)
    if not by.person.email:
        return answer_by_phone(town, owed)
    row = town.press(
        progress.save_draft, obligation=owed, percent=100, by=by, **(words or _words(town, owed))
    )
    if row is None:
        return
    number = f"{owed.unit}函〔{town.today.year}〕{owed.pk}号"
    town.press(
        progress.attach, progress=row, kind=EvidenceKind.DOCUMENT_NUMBER, document_number=number, by=by
    )
    if town.unit_leader(owed.unit) is None:
        town.press(progress.release, progress=row, by=by)


def answer_by_phone(town: Town, owed: Obligation) -> None:
    """Whom no mail reaches is rung up, and the officer writes down what was said."""
    said = {"text": "电话答复：工作已完成，材料随后报送。", "percent": 100, "channel": "phone"}
    town.press(
        progress.record_for_unit, obligation=owed, witness="示例·值班员", by=town.officers()[0], **said
    )


def _words(town: Town, owed: Obligation) -> dict[str, str]:
    what = {"reply": "已按函件要求逐项研究落实", "report": "本期工作按计划推进"}.get(owed.kind, "任务已完成")
    said = f"{what}：召开专题会议{town.dice.of('words', owed.pk).randint(1, 4)}次，印发文件并组织自查，有关材料附后。"
    return {"text": said, "problems": "基层力量仍然不足。", "next_steps": "继续抓好落实，按期报送。"}


def release_drafts(town: Town) -> None:
    """The leader signs on the working day after the liaison has written."""
    for row in _in_writing():
        leader = town.unit_leader(row.obligation.unit)
        if leader and Evidence.objects.filter(progress=row).exists():
            town.press(progress.release, progress=row, by=leader)


@composed
def _in_writing() -> QuerySet[Progress]:
    return Progress.objects.in_writing().select_related("obligation__unit", "drafted_by").order_by("pk")


# --- The right of reply ------------------------------------------------------------------------------
def ask_time(town: Town, owed: Obligation) -> None:
    expected = town.calendar.roll(
        owed.due_on + timedelta(days=town.dice.of("time", owed.pk).choice((14, 21, 30)))
    )
    town.press(
        requests.ask_extension,
        obligation=owed,
        reason="涉及多个单位会签，数据尚未汇总完毕",
        progress_so_far="主要工作已完成过半",
        expected_on=expected,
        by=town.liaison(owed.unit),
    )


def object_(town: Town, owed: Obligation) -> None:
    kinds = OBJECTIONS if owed.task_id else ("already_done", "other")
    kind = town.dice.of("object", owed.pk).choice(kinds)
    reason = {"wrong_unit": "该项工作已划转其他单位", "wrong_date": "上级文件规定的时限晚于清单"}.get(
        kind, "此前已书面报送，请核实"
    )
    town.press(
        requests.raise_objection, obligation=owed, kind=kind, reason=reason, by=town.liaison(owed.unit)
    )
