"""The annual report on its way: started, assembled, handed to the head, agreed, approved, or returned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tracker.actions.issuing import start_running
from tracker.actions.tasks import create_task
from tracker.domain.actor import Actor
from tracker.domain.annual import Drafted
from tracker.domain.digests import seen_of_annual
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.lists import create_list
from tracker.domain.locks import lock_report
from tracker.domain.refusal import Refused, need, refuse_if, refuse_unknown
from tracker.domain.rights import why_not_head, why_not_office
from tracker.models import (
    AnnualReport,
    ListKind,
    Membership,
    Part,
    ReportState,
    ReportVersion,
    Role,
    Source,
    Statement,
    Task,
    TaskOrigin,
    Unit,
    Verb,
)

BATCH = 1000
RULE = "法治政府建设与责任落实督察工作规定第二十四条"
WRITTEN = (
    "part", "chapter", "order", "after", "assembled", "text", "is_stale", "is_proved", "evidence", "task",
)  # fmt: skip


# --- Begun -----------------------------------------------------------------------------------------
@chronicle()
def start_report(*, office: Unit, year: int, by: Actor, model: Source | None = None) -> AnnualReport:
    """An empty draft, and the two dates that the rules set for it (1 March, 1 April of the next year) as tasks of the office.
    `model`: the report of the year before, whose title, addressee and signature are taken over."""
    refuse_if(why_not_office(office, by=by))
    if year > by.on.year:
        raise Refused(_("%(year)s年还没有开始，不能起草这一年的报告。") % {"year": year})
    if there := AnnualReport.objects.filter(office=office, year=year).first():
        raise Refused(_already(there))
    head = _head_of(model, office, year)
    task_list = create_list(
        name=_("%(year)s年度法治政府建设报告报送和公开") % {"year": year},
        year=year + 1,
        kind=ListKind.OTHER,
        office=office,
        by=by,
    )
    report = AnnualReport.objects.create(office=office, year=year, task_list=task_list, **head)
    tasks = [
        _deadline(report, by, on=date(year + 1, 3, 1), what=_("报送年度法治政府建设报告")),
        _deadline(report, by, on=date(year + 1, 4, 1), what=_("向社会公开年度法治政府建设报告")),
    ]
    start_running(tasks, by=by, chase_past=False)
    tell(Verb.ANNUAL_STARTED, by=by, task_list=task_list, note=report.title)
    return report


def _already(report: AnnualReport) -> str:
    """What can be done with the report of the year that is there, as it stands."""
    if report.state == ReportState.DRAFT:
        return _("%(year)s年的报告已经起草，请打开它继续修改。") % {"year": report.year}
    if report.state == ReportState.APPROVED:
        words = _("%(year)s年的报告已审定，不另起草；需要改正的，请分管领导撤回审定，再打开修改。")
        return words % {"year": report.year}
    words = _("%(year)s年的报告%(state)s，不另起草；需要修改的，请先退回。")
    return words % {"year": report.year, "state": report.get_state_display()}


def _head_of(model: Source | None, office: Unit, year: int) -> dict[str, str]:
    place = office.parent or office
    head = {"title": f"{place}{year}年法治政府建设情况报告", "addressee": "", "signed_as": str(place)}
    if model is None:
        return head
    if str(year - 1) in model.title:
        head["title"] = model.title.replace(str(year - 1), str(year))
    words = dict(model.passages.filter(section__in=("addressee", "signature")).values_list("section", "text"))
    head["addressee"] = words.get("addressee", "").rstrip(":： ")[:200]
    head["signed_as"] = words.get("signature", head["signed_as"]).strip()[:200]
    return head


def _deadline(report: AnnualReport, by: Actor, *, on: date, what: str) -> Task:
    return create_task(
        task_list=report.task_list,
        title=f"{what}（{report.year}年）",
        requirement=_("%(on)s前%(what)s。") % {"on": f"{on.year}年{on.month}月{on.day}日", "what": what},
        origin=TaskOrigin.OTHER,
        origin_note=RULE,
        leads=[report.office],
        due_on=on,
        date_wording=f"{on.year}年{on.month}月{on.day}日前",
        by=by,
    )


# --- Assembled -------------------------------------------------------------------------------------
def why_not_change_report(report: AnnualReport, *, by: Actor) -> str:
    if report.state == ReportState.APPROVED:
        return _("报告已审定，分管领导撤回审定后才能修改。")
    if report.state != ReportState.DRAFT:
        return _("报告%(state)s，退回起草后才能修改。") % {"state": report.get_state_display()}
    return why_not_office(report.office, by=by)


@chronicle()
def take_in(*, report: AnnualReport, drafted: Iterable[Drafted], by: Actor) -> AnnualReport:
    """What was assembled becomes statements. Who edited, struck out or wrote a statement keeps it; where its source now
    says something else, or is gone, the statement says so (`is_stale`)."""
    report = lock_report(report)
    refuse_if(why_not_change_report(report, by=by))
    rows = {row.key: row for row in report.statements.all()}
    kept = _merged(report, rows, list(drafted))
    gone = list(rows.keys() - {row.key for row in kept})
    for start in range(0, len(gone), BATCH):
        report.statements.filter(key__in=gone[start : start + BATCH]).delete()
    Statement.objects.bulk_create(
        kept, batch_size=BATCH, update_conflicts=True, unique_fields=["report", "key"], update_fields=WRITTEN
    )
    report.assembled_on = by.on
    report.save(update_fields=["assembled_on"])
    keep_version(report, _("汇编"), by=by)
    tell(Verb.ANNUAL_ASSEMBLED, by=by, task_list=report.task_list, note=_("%(n)s句") % {"n": len(kept)})
    return report


def _merged(report: AnnualReport, rows: dict[str, Statement], drafted: list[Drafted]) -> list[Statement]:
    """In the order of the assembly; what people wrote stands behind the statement that it was put behind."""
    ours = {one.key for one in drafted}
    placed: dict[str, list[Statement]] = {}
    left = [row for row in sorted(rows.values(), key=lambda row: row.order) if row.key not in ours]
    kept = [row for row in left if row.is_own or row.is_edited or row.is_dropped]
    for row in kept:
        row.is_stale = not row.is_own
        placed.setdefault(row.after, []).append(row)
    found: list[Statement] = []
    before: dict[int, str] = {}
    for one in drafted:
        found.append(_taken_over(report, rows.get(one.key), one, before.get(one.part, "")))
        before[one.part] = one.key
        _put_behind(one.key, placed, found)
    for rest in placed.values():  # what it stood behind is gone
        found += rest
    for order, row in enumerate(found, start=1):
        row.order, row.pk = order, None  # it is found by its key, whether it was there or not
    return found


def _put_behind(key: str, placed: dict[str, list[Statement]], found: list[Statement]) -> None:
    for row in placed.pop(key, ()):
        found.append(row)
        _put_behind(row.key, placed, found)


def _taken_over(report: AnnualReport, row: Statement | None, one: Drafted, after: str) -> Statement:
    row = row or Statement(report=report, key=one.key, part=one.part, chapter=one.chapter[:500])
    row.after = after
    if row.is_edited:
        row.is_stale = row.is_stale or row.assembled != one.text
    else:
        row.part, row.chapter, row.text = one.part, one.chapter[:500], one.text
    row.assembled = one.text
    row.task_id = one.task or row.task_id  # which promise people say it answers
    named = [proof for proof in row.evidence if proof["kind"] == "named"]
    row.evidence = [*(proof.plain() for proof in one.evidence), *named]
    row.is_proved = one.is_proved or bool(named)
    return row


# --- Versions --------------------------------------------------------------------------------------
def keep_version(report: AnnualReport, note: str, *, by: Actor) -> ReportVersion | None:
    """What the report says now, to be compared with; None where it says what the last version said."""
    rows = report.statements.said().order_by("order", "pk")
    content = [list(row) for row in rows.values_list("key", "part", "chapter", "text")]
    last = report.versions.first()
    if last and last.content == content:
        return None
    number = last.number + 1 if last else 1
    return ReportVersion.objects.create(
        report=report, number=number, note=note, made_by=by.person, made_on=by.on, content=content
    )


# --- Approved --------------------------------------------------------------------------------------
def why_not_submit(report: AnnualReport, *, by: Actor) -> str:
    if report.state == ReportState.DRAFT and not report.assembled_on:
        return _("报告还没有汇编，请先汇编再送审。")
    return why_not_change_report(report, by=by) or _why_nobody_would_agree(report, by=by)


def _why_nobody_would_agree(report: AnnualReport, *, by: Actor) -> str:
    """Whoever submits does not agree: an office's only head would wait for himself."""
    heads = Membership.objects.filter(unit=report.office, role=Role.OFFICE_HEAD, until_on=None)
    if not by.holds(Role.OFFICE_HEAD, unit=report.office) or heads.exclude(user__in=by.acts_for).exists():
        return ""
    return _("送审的人不能自己审核，请由督办员送审。")


@chronicle()
def submit_report(*, report: AnnualReport, by: Actor) -> None:
    report = lock_report(report)
    refuse_if(why_not_submit(report, by=by) or _missing_part(report))
    report.state, report.submitted_by, report.submitted_on = ReportState.SUBMITTED, by.person, by.on
    report.agreed_by = report.agreed_on = report.approved_by = report.approved_on = None
    report.return_reason = ""
    report.save()
    keep_version(report, _("送审"), by=by)
    tell(Verb.ANNUAL_SUBMITTED, by=by, task_list=report.task_list, note=report.title)


def _missing_part(report: AnnualReport) -> str:
    """All five parts are demanded; a report that admits no problem is none."""
    said = set(report.statements.said().order_by().values_list("part", flat=True))
    missing = [str(part.label) for part in Part if part not in said and part != Part.OPENING]
    if not missing:
        return ""
    return _("报告还缺“%(parts)s”：规定要求的五个部分都要写明，请先补上。") % {"parts": "”“".join(missing)}


def why_not_agree(report: AnnualReport, *, by: Actor) -> str:
    if report.state != ReportState.SUBMITTED:
        return _("报告没有待办主任审核。")
    if report.submitted_by_id in by.acts_for:
        return _("本人或代办的同事送审的报告，须由他人审核。")
    return why_not_head(report.office, by=by)


@chronicle()
def agree_to_report(*, report: AnnualReport, dated_on: date, by: Actor, seen: str = "") -> None:
    """The head of office passes it on to the leader, with the date that it will bear. `seen`: the digest of what was read."""
    report = lock_report(report)
    refuse_if(why_not_agree(report, by=by) or _why_not_as_read(report, seen))
    report.state, report.agreed_by, report.agreed_on = ReportState.AGREED, by.person, by.on
    report.dated_on = dated_on
    report.save()
    tell(Verb.ANNUAL_AGREED, by=by, task_list=report.task_list, note=report.title)


def _why_not_as_read(report: AnnualReport, seen: str) -> str:
    if seen and seen != seen_of_annual(report):
        return _("您打开之后，报告有了改动：请返回重新看过，再办理。")
    return ""


def why_not_approve(report: AnnualReport, *, by: Actor) -> str:
    if report.state != ReportState.AGREED:
        return _("报告没有待领导审定。")
    return _why_not_its_leader(report, by=by)


def _why_not_its_leader(report: AnnualReport, *, by: Actor) -> str:
    if report.office_id not in by.offices_led or not by.holds(Role.LEADER):
        return _("只有分管%(office)s的市领导可以审定。") % {"office": report.office}
    return ""


@chronicle()
def approve_report(*, report: AnnualReport, by: Actor, seen: str = "") -> None:
    report = lock_report(report)
    refuse_if(why_not_approve(report, by=by) or _why_not_as_read(report, seen))
    report.state, report.approved_by, report.approved_on = ReportState.APPROVED, by.person, by.on
    report.save()
    keep_version(report, _("审定"), by=by)
    tell(Verb.ANNUAL_APPROVED, by=by, task_list=report.task_list, note=report.title)


def why_not_unapprove(report: AnnualReport, *, by: Actor) -> str:
    """Whoever may approve may take it back; once a later year is approved, it was built on."""
    if report.state != ReportState.APPROVED:
        return _("报告没有审定，不用撤回审定。")
    if refusal := _why_not_its_leader(report, by=by):
        return refusal
    later = AnnualReport.objects.filter(
        office=report.office_id, year__gt=report.year, state=ReportState.APPROVED
    )
    if newest := later.order_by("-year").first():
        return _("%(year)s年的报告已经审定，只有最近一年的可以撤回审定。") % {"year": newest.year}
    return ""


@chronicle()
def unapprove_report(*, report: AnnualReport, reason: str, by: Actor) -> None:
    """Open for editing again. What was approved stays a version, and the history has by whom, when and its digest."""
    report = lock_report(report)
    refuse_if(why_not_unapprove(report, by=by))
    reason = need(reason, _("请写明撤回审定的理由，让起草人知道要改什么。"))
    approved: dict[str, Any] = {
        "report": report.pk,
        "approved_by": report.approved_by_id,
        "approved_on": str(report.approved_on),
        "seen": seen_of_annual(report),
    }
    report.state, report.return_reason = ReportState.DRAFT, reason
    report.agreed_by = report.agreed_on = report.approved_by = report.approved_on = None
    report.save()
    tell(Verb.ANNUAL_UNAPPROVED, by=by, task_list=report.task_list, note=reason, **approved)


def why_not_return(report: AnnualReport, *, by: Actor) -> str:
    if report.state == ReportState.SUBMITTED:
        return why_not_head(report.office, by=by)
    if report.state == ReportState.AGREED:
        return "" if not why_not_approve(report, by=by) else why_not_head(report.office, by=by)
    if report.state == ReportState.APPROVED:
        return _("报告已审定，不能退回；需要改正的，由分管领导撤回审定。")
    return _("报告%(state)s，没有可以退回的。") % {"state": report.get_state_display()}


@chronicle()
def return_report(*, report: AnnualReport, reason: str, by: Actor) -> None:
    """Back to the drafting, by whoever it waits for; the head may also call back what the leader has not approved."""
    report = lock_report(report)
    refuse_if(why_not_return(report, by=by))
    reason = need(reason, _("请写明退回的理由，让起草人知道要改什么。"))
    report.state, report.return_reason = ReportState.DRAFT, reason
    report.agreed_by = report.agreed_on = None
    report.save()
    tell(Verb.ANNUAL_RETURNED, by=by, task_list=report.task_list, note=reason)


PRINTED = {"number": 64, "signer": 64, "copies": 200}
HEAD = ("title", "addressee", "signed_as")


def why_not_print(report: AnnualReport, *, by: Actor) -> str:
    """Whoever has the paper numbered and printed writes down how, also once it is approved: it changes no word of it."""
    return why_not_office(report.office, by=by)


@chronicle()
def set_printed(*, report: AnnualReport, by: Actor, **changes: str) -> None:
    """Its number, who signed it out and who gets copies: what stands in its head and at its foot."""
    report = lock_report(report)
    refuse_if(why_not_print(report, by=by))
    refuse_unknown(changes, PRINTED, _("报告没有这些栏目：%(names)s。"))
    before = {name: getattr(report, name) for name in changes}
    for name, value in changes.items():
        setattr(report, name, " ".join(value.split())[: PRINTED[name]])
    report.save(update_fields=list(changes))
    said = "；".join(
        f"{field_names(AnnualReport, [name])}：{getattr(report, name) or '—'}" for name in changes
    )
    tell(Verb.ANNUAL_CHANGED, by=by, task_list=report.task_list, note=said, before=before)


@chronicle()
def change_head(*, report: AnnualReport, by: Actor, **changes: str) -> None:
    """Title, addressee and signature."""
    report = lock_report(report)
    refuse_if(why_not_change_report(report, by=by))
    refuse_unknown(changes, HEAD, _("报告没有这些栏目：%(names)s。"))
    need(changes.get("title", report.title), _("请填写报告标题。"))
    for name, value in changes.items():
        setattr(report, name, value.strip())
    report.save(update_fields=list(changes))
    tell(Verb.ANNUAL_CHANGED, by=by, task_list=report.task_list, note=_("标题、主送机关或落款"))
