"""述法: a review with its roll of heads, their accounts, what was found wanting, and its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from tracker.actions.dispatches import draft_dispatch
from tracker.actions.issuing import start_running
from tracker.actions.tasks import create_task, finish_if_all_met
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import settle
from tracker.domain.lifecycle.rounds import hand_in
from tracker.domain.lists import create_list
from tracker.domain.locks import lock, lock_list, lock_obligation, lock_task
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_for_others, why_not_office, why_not_unit
from tracker.models import (
    TO_FILL,
    Account,
    Dispatch,
    DispatchKind,
    DispatchState,
    Duty,
    Finding,
    ListKind,
    Obligation,
    ObligationKind,
    ObligationState,
    Review,
    ReviewKind,
    TaskList,
    TaskOrigin,
    TaskState,
    Unit,
    Verb,
)

CHAPTER = "述法点评问题整改"
NOTE = 80


@chronicle()
def create_review(
    *,
    office: Unit,
    year: int,
    kind: str,
    title: str,
    units: Iterable[Unit],
    due_on: date,
    by: Actor,
    held_on: date | None = None,
) -> Review:
    """With its roll, one head a unit. Handing in is owed like anything else: the ladder reminds and urges."""
    refuse_if(why_not_office(office, by=by))
    title, units = title.strip(), list(units)
    if not title or not units:
        raise Refused(_("请填写述法的名称，并选择参加的单位。"))
    if due_on <= by.on:
        raise Refused(_("报送期限应晚于今天。"))
    if Review.objects.filter(office=office, year=year, title=title).exists():
        raise Refused(_("%(year)s年已有述法“%(title)s”。") % {"year": year, "title": title})
    task_list = create_list(name=title, year=year, kind=ListKind.OTHER, office=office, duty=Duty.EACH, by=by)
    review = Review.objects.create(
        office=office, year=year, kind=kind, title=title, held_on=held_on, task_list=task_list
    )
    Account.objects.bulk_create(Account(review=review, unit=unit) for unit in units)
    task = create_task(
        task_list=task_list,
        title=_("报送述法报告（%(title)s）") % {"title": title},
        requirement=_("党政主要负责人履行推进法治建设第一责任人职责情况报告，%(on)s前报送。")
        % {"on": f"{due_on.year}年{due_on.month}月{due_on.day}日"},
        origin=TaskOrigin.OTHER,
        origin_note=title,
        leads=units[:1],
        supports=units[1:],
        due_on=due_on,
        by=by,
    )
    start_running([task], by=by, chase_past=False)
    tell(Verb.REVIEW_CREATED, by=by, task_list=task_list, note=_("%(n)s个单位") % {"n": len(units)})
    return review


# --- The heads -------------------------------------------------------------------------------------
def why_not_write(account: Account, *, by: Actor) -> str:
    if account.review.closed_on:
        return _("这次述法已结束。")
    if account.handed_in_on:
        return _("述法报告已报送。")
    return why_not_unit(account.unit, by=by)


@chronicle()
def write_account(*, account: Account, text: str, by: Actor, head: str = "") -> None:
    """The head's words, saved; nothing is handed in yet."""
    account = _locked_account(account)
    refuse_if(why_not_write(account, by=by))
    text = need(text, _("请填写述法报告。"))
    account.text, account.head = text, head.strip()
    account.save(update_fields=["text", "head"])


def why_not_hand_in(account: Account, *, by: Actor) -> str:
    if not account.text:
        return _("请先写好述法报告，再报送。")
    if f"（{TO_FILL}" in account.text:
        return _("初稿里还有写着“请填写”的地方，请先补充完整，再报送。")
    return why_not_write(account, by=by)


@chronicle()
def hand_in_account(*, account: Account, by: Actor) -> None:
    """The account is with the office, and what the unit owed for it is met."""
    account = _locked_account(account)
    refuse_if(why_not_hand_in(account, by=by))
    account.handed_in_on, account.handed_in_by = by.on, by.person
    account.save(update_fields=["handed_in_on", "handed_in_by"])
    _met(account, by=by)
    tell(
        Verb.ACCOUNT_HANDED_IN,
        by=by,
        task_list=account.review.task_list,
        unit=account.unit,
        note=str(account),
    )


def why_not_record_account(account: Account, *, by: Actor) -> str:
    if account.handed_in_on:
        return _("述法报告已报送。")
    return why_not_note(account.review, by=by)


@chronicle()
def record_account(*, account: Account, head: str, text: str, by: Actor) -> None:
    """An account that came on paper: the office enters whose it is, its words or its number; the unit owes it no more."""
    account = _locked_account(account)
    refuse_if(why_not_record_account(account, by=by))
    if not head.strip() or not text.strip():
        raise Refused(_("请填写主要负责人，并写明报告内容或者文号。"))
    account.head, account.text = head.strip(), text.strip()
    account.handed_in_on, account.handed_in_by = by.on, by.person
    account.save(update_fields=["head", "text", "handed_in_on", "handed_in_by"])
    _met(account, by=by)
    note = _("%(account)s：书面报送，督办员登记") % {"account": account}
    tell(Verb.REVIEW_CHANGED, by=by, task_list=account.review.task_list, note=note)


def _met(account: Account, *, by: Actor) -> None:
    """The account itself, and that its list is signed for; and what the head still owes on his own duties, which the account
    has told of: nobody is asked for the same twice."""
    review = account.review
    asked = Q(task__task_list=review.task_list, task__findings=None, kind="finish")
    duties = TaskList.objects.of_heads().filter(office=review.office, year=review.year)
    told = Q(task__task_list__in=duties, state=ObligationState.OPEN, opened_on__lte=by.on)
    known = Q(task_list=review.task_list, kind=ObligationKind.SIGN_FOR)
    for one in Obligation.objects.unsettled().filter(asked | told | known, unit=account.unit).order_by("pk"):
        locked = lock_obligation(one)
        if locked.task:
            hand_in(locked, by.on)
        settle(obligation=locked, by=by)
        if locked.task:
            finish_if_all_met(lock_task(locked.task), by=by)


def why_not_note(review: Review, *, by: Actor) -> str:
    return _("这次述法已结束。") if review.closed_on else why_not_office(review.office, by=by)


def why_not_record_spoken(account: Account, *, by: Actor) -> str:
    if account.review.kind != ReviewKind.MEETING:
        return _("书面述法不登记现场述法。")
    if account.spoke_on:
        return _("已登记现场述法。")
    if account.review.held_on and account.review.held_on > by.on:
        return _("会议定于%(on)s召开，会后再登记。") % {"on": account.review.held_on}
    return why_not_note(account.review, by=by)


@chronicle()
def record_spoken(*, account: Account, by: Actor) -> None:
    """The head spoke at the meeting."""
    account = _locked_account(account)
    refuse_if(why_not_record_spoken(account, by=by))
    account.spoke_on = account.review.held_on or by.on
    account.save(update_fields=["spoke_on"])
    tell(Verb.REVIEW_CHANGED, by=by, task_list=account.review.task_list, note=f"{account}：{_('现场述法')}")


# --- What was found wanting ------------------------------------------------------------------------
@chronicle()
def note_finding(*, review: Review, text: str, by: Actor, unit: Unit | None = None) -> Finding:
    """点评: of one unit, or without a unit a problem that many have."""
    review = _locked(review)
    refuse_if(why_not_note(review, by=by))
    text = need(text, _("请写明点评指出的问题。"))
    if unit is None and (refusal := _circular_is_out(review)):
        raise Refused(refusal)
    if unit and not review.accounts.filter(unit=unit).exists():
        raise Refused(_("%(unit)s不在这次述法的名单里。") % {"unit": unit})
    last = review.findings.aggregate(last=Max("order"))["last"] or 0
    finding = Finding.objects.create(review=review, order=last + 1, unit=unit, text=text)
    tell(
        Verb.REVIEW_CHANGED,
        by=by,
        task_list=review.task_list,
        note=f"{unit or _('共性问题')}：{finding.text[:NOTE]}",
    )
    return finding


def _circular_is_out(review: Review) -> str:
    """What is noted now would stand in no circular, and count as closed with it."""
    circular = review.circular
    if circular and circular.state == DispatchState.DRAFT:
        return _("共性问题通报已起草，正等待签发。要补充问题，请先不予签发这份通报，再重新起草。")
    if circular and circular.state == DispatchState.SIGNED:
        return _("共性问题通报%(number)s已签发。新发现的问题请记到具体单位，列入整改。") % {
            "number": circular.number
        }
    return ""


def why_not_withdraw_finding(finding: Finding, *, by: Actor) -> str:
    if refusal := why_not_note(finding.review, by=by):
        return refusal
    if finding.unit_id is None:
        return _circular_is_out(finding.review)
    if finding.unit and (refusal := why_not_for_others(finding.unit, by=by)):
        return refusal
    if finding.task and finding.task.state != TaskState.CANCELLED:
        return _("这个问题已列入整改。确属误记的，先撤销整改任务，再撤销问题。")
    return ""


@chronicle()
def withdraw_finding(*, finding: Finding, reason: str, by: Actor) -> None:
    """Noted by mistake: it is gone from the review; the history keeps its words and why."""
    finding = _locked_finding(finding)
    refuse_if(why_not_withdraw_finding(finding, by=by))
    reason = need(reason, _("请写明撤销的理由。"))
    said = {"unit": finding.unit or _("共性问题"), "text": finding.text[:NOTE], "why": reason}
    finding.delete()
    note = _("撤销点评问题：%(unit)s：%(text)s（%(why)s）") % said
    tell(Verb.REVIEW_CHANGED, by=by, task_list=finding.review.task_list, note=note)


def why_not_rectify(finding: Finding, *, by: Actor) -> str:
    if finding.unit is None:
        return _("共性问题以通报指出。")
    if finding.task_id:
        return _("这个问题已列入整改。")
    return why_not_note(finding.review, by=by)


@chronicle()
def rectify(*, finding: Finding, due_on: date, by: Actor) -> Dispatch:
    """下发督办单: the finding becomes a task of its unit with a date, and an order that waits for the head's signature."""
    finding = _locked_finding(finding)
    refuse_if(why_not_rectify(finding, by=by))
    unit, task_list = finding.unit, finding.review.task_list
    if unit is None or task_list is None:
        raise Refused(_("这个问题没有责任单位或整改清单，不能列入整改。"))
    if due_on <= by.on:
        raise Refused(_("整改期限应晚于今天。"))
    lock_list(task_list)
    task = create_task(
        task_list=task_list,
        title=finding.text[:200],
        requirement=_("整改述法点评指出的问题：%(text)s") % {"text": finding.text},
        chapter=CHAPTER,
        origin=TaskOrigin.OTHER,
        origin_note=str(finding.review),
        leads=[unit],
        due_on=due_on,
        by=by,
    )
    start_running([task], by=by, chase_past=False)
    finding.task = task
    finding.save(update_fields=["task"])
    owed = Obligation.objects.unsettled().filter(task=task, unit=unit)
    return draft_dispatch(
        kind=DispatchKind.ORDER,
        office=finding.review.office,
        units=[unit],
        title=_("关于限期整改述法点评问题的督办单"),
        matter=_("%(review)s点评指出：%(text)s") % {"review": finding.review.title, "text": finding.text},
        demand=_("请制定整改措施，于%(on)s前整改到位，并报送整改情况。")
        % {"on": f"{due_on.year}年{due_on.month}月{due_on.day}日"},
        obligations=owed,
        by=by,
    )


def why_not_circulate(review: Review, *, by: Actor) -> str:
    if review.circular and review.circular.state in (DispatchState.DRAFT, DispatchState.SIGNED):
        return _("共性问题已起草通报。")
    if not any(finding.unit_id is None for finding in review.findings.all()):
        return _("还没有记录共性问题。")
    return why_not_note(review, by=by)


@chronicle()
def circulate(*, review: Review, by: Actor) -> Dispatch:
    """共性问题通报 to everybody on the roll; it waits for the head's signature."""
    review = _locked(review)
    refuse_if(why_not_circulate(review, by=by))
    common = [finding.text for finding in review.findings.filter(unit=None).order_by("order")]
    dispatch = draft_dispatch(
        kind=DispatchKind.CIRCULAR,
        office=review.office,
        units=[account.unit for account in review.accounts.select_related("unit")],
        title=_("关于%(title)s共性问题的通报") % {"title": review.title},
        matter="\n".join(
            [
                _("述法中发现以下共性问题："),
                *(f"{n}．{text}" if common[1:] else text for n, text in enumerate(common, 1)),
            ]
        ),
        demand=_("请各单位对照查摆，举一反三，抓好整改。"),
        by=by,
    )
    review.circular = dispatch
    review.save(update_fields=["circular"])
    tell(Verb.REVIEW_CHANGED, by=by, task_list=review.task_list, note=dispatch.title)
    return dispatch


# --- The end ---------------------------------------------------------------------------------------
def why_not_close_review(review: Review, *, by: Actor) -> str:
    """防止“一述了之”: not before each finding is closed and each head on the roll has reported."""
    if refusal := why_not_note(review, by=by):
        return refusal
    findings = review.findings.select_related("task", "review__circular")
    if left := sum(not finding.is_closed for finding in findings):
        return _("还有%(n)s个点评问题没有销号，不能结束。") % {"n": left}
    accounts = list(review.accounts.all())
    if left := sum(not has_reported(account, review.kind) for account in accounts):
        return _("名单里还有%(n)s个单位没有述法，不能结束。") % {"n": left}
    # What a unit still owes could be met no more: a review that has ended takes no account.
    if left := sum(not account.handed_in_on for account in accounts):
        return _("还有%(n)s个单位没有报送述法报告，不能结束；纸质报送的请登记。") % {"n": left}
    return ""


def has_reported(account: Account, kind: str) -> bool:
    return bool(account.spoke_on if kind == ReviewKind.MEETING else account.handed_in_on)


@chronicle()
def close_review(*, review: Review, by: Actor) -> None:
    review = _locked(review)
    refuse_if(why_not_close_review(review, by=by))
    review.closed_on, review.closed_by = by.on, by.person
    review.save(update_fields=["closed_on", "closed_by"])
    tell(Verb.REVIEW_CLOSED, by=by, task_list=review.task_list, note=review.title)


# --- Two at once -----------------------------------------------------------------------------------
def _locked(review: Review) -> Review:
    return lock(review, "office", "task_list", "circular")


def _locked_account(account: Account) -> Account:
    """What was handed in is written by nobody any more; nor is it handed in twice."""
    return lock(account, "review__office", "review__task_list", "unit")


def _locked_finding(finding: Finding) -> Finding:
    """With its review: of two who press, the second is told what the first has done."""
    _locked(finding.review)
    rows = Finding.objects.filter(pk=finding.pk).select_related(
        "review__office", "review__task_list", "unit", "task"
    )
    found = rows.first()
    if found is None:
        raise Refused(_("这个问题已经撤销。"))
    return found
