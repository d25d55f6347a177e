"""The tables below a form: owners, dates, what is owed, what was said about it, and the history."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, Prefetch, QuerySet, When, prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.actions.lists import IssuePreview
from tracker.admin.base import Panel, Row, page_of
from tracker.desk.nouns import available_actions
from tracker.desk.request import Request
from tracker.domain.history import task_history
from tracker.domain.lifecycle.summary import as_of
from tracker.domain.retold import retold
from tracker.models import (
    Contribution,
    Dispatch,
    Extension,
    Mute,
    Notice,
    Objection,
    Obligation,
    Progress,
    Remark,
    Task,
    User,
    Waiting,
)
from tracker.templatetags.duban import basis_tag, obligation_tag, task_tag

MOST = 200  # rows of one table; beyond, the list of that kind has filters and pages
WITH_ACTIONS = 12  # each row of actions asks its guards
# What the guards of an obligation ask about, where a unit may act, and where the office may.
ASKED = ("waits",)  # beside the requests
ASKED_BY_OFFICE = ("mutes", "notices")
HISTORY = 100  # events on the page; the audit log has them all


def owners(task: Task) -> Panel:
    rows = [
        Row((a.get_role_display(), str(a.unit or a.written), basis_tag(a.basis), a.via_group or a.written))
        for a in task.assignments.all()
    ]
    return Panel(
        _("责任分工"), (_("角色"), _("单位"), _("依据"), _("原文写法")), rows, empty=_("没有责任单位。")
    )


def dates(task: Task, request: Request) -> Panel:
    mine = task.office_id in request.actor.offices
    prefetch_related_objects([task], "schedules")
    rows = [
        Row(
            (
                s.get_kind_display(),
                s.wording,
                s.due_on or s.get_rule_display(),
                basis_tag(s.basis),
                retold(s.explanation),
            ),
            actions=available_actions(s, by=request.actor) if mine else (),
        )
        for s in task.schedules.all()
    ]
    columns = (_("种类"), _("原文写法"), _("日期或周期"), _("依据"), _("说明"))
    return Panel(_("时限"), columns, rows, empty=_("没有时限。"))


def tasks(rows: QuerySet, request: Request) -> Panel:
    found = as_of(rows[:MOST], request.actor.on)
    return Panel(
        _("任务"),
        (_("编号"), _("任务"), _("情形")),
        [Row((t.number or t.pk, t.title, task_tag(t)), page_of(t)) for t in found],
        empty=_("清单里还没有您能看到的任务。"),
    )


def with_requests() -> tuple[Prefetch, ...]:
    """Extensions and objections of obligations, as their table shows them and the guards ask about them."""
    people = ("asked_by", "decided_by")
    return (
        Prefetch("extensions", Extension.objects.select_related(*people)),
        Prefetch("objections", Objection.objects.select_related(*people)),
    )


def with_pauses() -> tuple[Prefetch, ...]:
    """The same for what stops the clock."""
    return (
        Prefetch("waits", Waiting.objects.select_related("on_obligation__unit")),
        Prefetch("mutes", Mute.objects.select_related("approved_by")),
    )


def owed(rows: QuerySet, request: Request) -> list[Obligation]:
    """What a table of obligations and one of their requests show, read once for both."""
    rows = rows.with_colour(request.actor.on).worst_first()
    rows = rows.select_related("unit", "office", "task", "dispatch", "task_list", "deadline")
    rows = rows.prefetch_related(*with_requests())
    served = request.actor.served
    if served:
        rows = rows.prefetch_related(*ASKED, *(ASKED_BY_OFFICE if request.actor.is_office else ()))
        rows = rows.order_by(Case(When(unit__in=served, then=0), default=1), *rows.query.order_by)
    return list(rows[:MOST])


def obligations(rows: list[Obligation], request: Request, title: str) -> Panel:
    """Actions stand beside what is this person's turn; all other rows lead to a page of their own."""
    served = request.actor.served
    left = WITH_ACTIONS
    found = []
    for o in rows:
        mine = o.unit_id in served and o.state == "open"
        left -= mine
        found.append(
            Row(
                (
                    str(o.unit),
                    o.get_kind_display(),
                    o.due_on,
                    obligation_tag(o, request.actor.on),
                    basis_tag(o.deadline.basis) if o.deadline else "",
                ),
                page_of(o),
                available_actions(o, by=request.actor) if mine and left >= 0 else (),
            )
        )
    return Panel(title, (_("单位"), _("事项"), _("应办日期"), _("情形"), _("依据")), found, empty=_("没有。"))


def reports(obligations: QuerySet, request: Request) -> Panel:
    seen = Progress.objects.readable_by(request.actor.served).filter(obligation__in=obligations)
    seen = seen.select_related(
        "obligation__unit", "obligation__office", "drafted_by", "released_by", "decided_by"
    )
    if request.actor.served:
        seen = seen.prefetch_related("obligation__progress")  # what the guard of taking back asks about
    rows = [
        Row(
            (
                str(p.obligation.unit),
                f"{p.percent}%",
                p.text,
                p.get_state_display(),
                _who(p.released_by or p.drafted_by, p.released_on),
                _decided(p),
            ),
            page_of(p),
            available_actions(p, by=request.actor) if p.is_in_play(request.actor.on) else (),
        )
        for p in seen[:MOST]
    ]
    columns = (_("单位"), _("比例"), _("进展情况"), _("状态"), _("报送"), _("审核"))
    return Panel(_("进展报送"), columns, rows, empty=_("还没有报送。"))


def _who(person: User | None, on) -> str:
    return f"{person} {on or ''}".strip() if person else ""


def _decided(progress: Progress) -> str:
    said = progress.return_reason or progress.found
    return "　".join(part for part in (_who(progress.decided_by, progress.decided_on), said) if part)


def requests(rows: Sequence[Obligation], request: Request, *, with_actions: bool = True) -> Panel:
    """Of one obligation with what can be decided here; of many, each row leads to its own page."""
    extensions = [r for o in rows for r in o.extensions.all()]
    objections = [r for o in rows for r in o.objections.all()]
    found = []
    for r in (*_newest(extensions), *_newest(objections)):
        cells = (
            r._meta.verbose_name,
            str(r.obligation.unit),
            r.expected_on if isinstance(r, Extension) else r.get_kind_display(),
            r.reason,
            r.get_decision_display() or _("待决定"),
            r.decision_reason,
        )
        decides = with_actions and not r.decision
        found.append(Row(cells, page_of(r), available_actions(r, by=request.actor) if decides else ()))
    columns = (_("申请"), _("单位"), _("内容"), _("理由"), _("决定"), _("决定理由"))
    return Panel(_("延期申请和异议"), columns, found, empty=_("没有申请。"))


def _newest(rows: list) -> list:
    return sorted(rows, key=lambda row: -row.pk)[:MOST]


def pauses(obligation: Obligation, request: Request) -> Panel:
    rows = []
    for w in (wait for wait in obligation.waits.all() if wait.ended_on is None):
        cells = (_("等待%(unit)s") % {"unit": w.on_obligation.unit}, w.since_on, w.reason)
        rows.append(Row(cells, page_of(w), available_actions(w, by=request.actor)))
    mutes = obligation.mutes.all() if obligation.office_id in request.actor.offices else ()
    for m in (mute for mute in mutes if mute.is_in_force(request.actor.on)):
        cells = (_("暂停提醒至%(day)s") % {"day": m.until_on}, m.from_on, f"{m.reason}（{m.approved_by}）")
        rows.append(Row(cells, page_of(m), available_actions(m, by=request.actor)))
    return Panel(_("暂停计时"), (_("情况"), _("自"), _("原因")), rows, empty=_("没有暂停。"))


def notices(obligations: QuerySet, request: Request) -> Panel:
    seen = Notice.objects.visible_to(request.actor).filter(obligation__in=obligations)
    rows = [
        Row((n.get_kind_display(), str(n.obligation.unit), n.owed_on, n.get_state_display(), n.sent_on or "",
             why_sent(n, request)), page_of(n))
        for n in seen.select_related("obligation__unit")[:MOST]
    ]  # fmt: skip
    columns = (_("函件"), _("单位"), _("应发"), _("状态"), _("发出"), _("缘由"))
    return Panel(_("督办提示"), columns, rows, empty=_("还没有提示。"))


def why_sent(notice: Notice, request: Request) -> str:
    """A formal letter says itself what it is about; what led to it is the office's own business."""
    ours = notice.obligation and notice.obligation.office_id in request.actor.offices
    return retold(notice.reason) if ours or not notice.is_formal else ""


def contributions(task: Task) -> Panel:
    rows = [
        Row((str(c.unit), c.filed_on, str(c.filed_by), c.text, _proofs(c)))
        for c in task.contributions.select_related("unit", "filed_by").prefetch_related("files")[:MOST]
    ]
    columns = (_("配合单位"), _("日期"), _("填报人"), _("协办情况"), _("佐证"))
    return Panel(_("协办情况"), columns, rows, empty=_("还没有填报。"))


def _proofs(c: Contribution) -> SafeString:
    files = [(reverse("contribution_file", args=[f.pk]), f.filename) for f in c.files.all()]
    links = format_html_join("、", '<a href="{}">{}</a>', files)
    return format_html("{} {}", c.document_number, links)


def remarks(thing: Task | Obligation | Dispatch, request: Request) -> list[Panel]:
    """The office's own notes; no panel at all for anybody else."""
    if not request.actor.is_office:
        return []
    seen = Remark.objects.visible_to(request.actor).about(type(thing), thing.pk)
    rows = [Row((r.made_on, str(r.made_by), r.caller, r.text)) for r in seen.select_related("made_by")[:MOST]]
    return [
        Panel(_("内部备注"), (_("日期"), _("记录人"), _("通话人"), _("备注")), rows, empty=_("没有备注。"))
    ]


def receipts(dispatch: Dispatch, request: Request) -> Panel:
    seen = dispatch.receipts.visible_to(request.actor)
    rows = [
        Row(
            (
                str(s.unit),
                s.get_via_display() if s.sent_on else _("未送达"),
                s.sent_on or "",
                s.opened_at or "",
                _signature(s),
            ),
            page_of(s),
            available_actions(s, by=request.actor) if not s.signed_for_on else (),
        )
        for s in seen.select_related("unit", "dispatch__office")
    ]
    return Panel(_("送达"), (_("单位"), _("方式"), _("送达"), _("打开"), _("签收")), rows)


def _signature(receipt) -> str:
    return f"{receipt.signed_for_name} {receipt.signed_for_on}" if receipt.signed_for_on else ""


def history(task: Task, request: Request) -> Panel:
    rows = [
        Row((e.happened_on, e.actor_name, e.label, str(e.unit or ""), e.note))
        for e in task_history(task, by=request.actor)[:HISTORY]
    ]
    return Panel(
        _("履历"), (_("日期"), _("经办人"), _("事项"), _("单位"), _("说明")), rows, empty=_("没有记录。")
    )


def before_issuing(preview: IssuePreview) -> Panel:
    """What issuing the list would do, and what it would leave out."""
    rows = [Row((_("可以下达"), _("%(n)s项") % {"n": len(preview.ready)}))]
    rows += [Row((_("没有责任单位"), str(t)), page_of(t)) for t in preview.without_owner]
    rows += [Row((_("没有时限"), str(t)), page_of(t)) for t in preview.without_date]
    rows += [Row((_("无人收信"), str(u))) for u in preview.without_address]
    rows += [Row((_("时限已过"), f"{s.task}：{s.wording}")) for s in preview.past]
    return Panel(_("下达前核对"), (_("情况"), _("任务或单位")), rows)
