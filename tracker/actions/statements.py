"""One sentence of the annual report: written, edited, struck out, given evidence, commented on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.actions.annual import why_not_change_report
from tracker.domain.actor import Actor
from tracker.domain.annual import is_of_a_task
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock, lock_report
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import AnnualReport, Part, ReportState, Statement, StatementComment, Task, Verb

NOTE = 80  # characters of a statement in the history
PROOF = 200


def why_not_edit(statement: Statement, *, by: Actor) -> str:
    return why_not_change_report(statement.report, by=by)


@chronicle()
def edit_statement(
    *,
    statement: Statement,
    text: str,
    by: Actor,
    chapter: str | None = None,
    proof: str = "",
    **answered: Task | None,
) -> None:
    """In a person's words, which the next assembly leaves alone. `proof`: a document number or the name of a paper that
    shows it; empty keeps what is there. `task`: whose promise it answers, None for none; not given, it stays."""
    statement = _locked(statement, by=by)
    _need_text(text)
    if answered and not is_of_a_task(statement.key):
        statement.task = _of_the_year(statement.report, answered["task"])
    was = statement.text
    statement.text, statement.is_edited, statement.is_stale = text.strip(), not statement.is_own, False
    if chapter is not None:
        statement.chapter = chapter.strip()[:500]
    _add_proof(statement, proof)
    statement.save()
    _tell(statement, _("“%(was)s”改为“%(now)s”") % {"was": was[:NOTE], "now": statement.text[:NOTE]}, by=by)


def why_not_restore(statement: Statement, *, by: Actor) -> str:
    if statement.is_own or not (statement.is_edited or statement.is_dropped):
        return _("这一句没有改动过。")
    return why_not_edit(statement, by=by)


@chronicle()
def restore_statement(*, statement: Statement, by: Actor) -> None:
    """What the system assembled, again."""
    refuse_if(why_not_restore(statement, by=by))
    statement = _locked(statement, by=by)
    statement.text, statement.is_edited = statement.assembled, False
    statement.is_stale = statement.is_dropped = False
    statement.save()
    _tell(statement, _("恢复汇编内容：%(text)s") % {"text": statement.text[:NOTE]}, by=by)


def why_not_drop(statement: Statement, *, by: Actor) -> str:
    return _("这一句已经删去。") if statement.is_dropped else why_not_edit(statement, by=by)


@chronicle()
def drop_statement(*, statement: Statement, by: Actor) -> None:
    """Struck out: shown as such on the page, and in no document; in its own words, until it is taken back."""
    refuse_if(why_not_drop(statement, by=by))
    _strike(statement, _("删去：%(text)s"), by=by, is_dropped=True)


def why_not_undrop(statement: Statement, *, by: Actor) -> str:
    return why_not_edit(statement, by=by) if statement.is_dropped else _("这一句没有删去。")


@chronicle()
def undrop_statement(*, statement: Statement, by: Actor) -> None:
    """In the words that it had, a person's as well as the system's."""
    refuse_if(why_not_undrop(statement, by=by))
    _strike(statement, _("撤销删去：%(text)s"), by=by, is_dropped=False)


def _strike(statement: Statement, words: str, *, by: Actor, is_dropped: bool) -> None:
    statement = _locked(statement, by=by)
    _tell(statement, words % {"text": statement.text[:NOTE]}, by=by)
    statement.is_dropped = is_dropped
    statement.save(update_fields=["is_dropped"])


@chronicle()
def add_statement(
    *,
    report: AnnualReport,
    part: int,
    text: str,
    by: Actor,
    chapter: str = "",
    proof: str = "",
    behind: Statement | None = None,
    task: Task | None = None,
) -> Statement:
    """A sentence of one's own, at the end of its chapter or right `behind` another. `task`: whose promise it answers."""
    report = lock_report(report)
    refuse_if(why_not_change_report(report, by=by))
    _need_text(text)
    if part not in Part.values:
        raise Refused(_("请选择这一句属于报告的哪一部分。"))
    rows = report.statements.filter(part=part, **({"chapter": chapter.strip()} if chapter.strip() else {}))
    last = behind or rows.order_by("-order", "-pk").first()
    order = last.order if last else (report.statements.filter(part__lte=part).count() + 1)
    statement = Statement(
        report=report,
        part=part,
        chapter=(chapter.strip() or (last.chapter if behind and last else ""))[:500],
        order=order,
        key=_free_key(report),
        after=last.key if last else "",
        text=text.strip(),
        task=_of_the_year(report, task),
        is_own=True,
    )
    _add_proof(statement, proof)
    statement.save()
    _tell(statement, _("新写：%(text)s") % {"text": statement.text[:NOTE]}, by=by)
    return statement


def _free_key(report: AnnualReport) -> str:
    numbers = report.statements.filter(key__startswith="own:").values_list("key", flat=True)
    return f"own:{max((int(key.removeprefix('own:')) for key in numbers), default=0) + 1}"


# --- Comments --------------------------------------------------------------------------------------
def why_not_comment(statement: Statement, *, by: Actor) -> str:
    """The office may as long as it is not approved, and so may the leader to whom it has come."""
    report = statement.report
    if report.state == ReportState.APPROVED:
        return _("报告已审定，不再批注。")
    if report.state == ReportState.AGREED and report.office_id in by.offices_led:
        return ""
    return why_not_office(report.office, by=by)


@chronicle()
def comment(*, statement: Statement, text: str, by: Actor) -> StatementComment:
    refuse_if(why_not_comment(statement, by=by))
    _need_text(text)
    made = StatementComment.objects.create(
        statement=statement, text=text.strip(), made_by=by.user, made_on=by.on
    )
    note = _("对“%(what)s”批注：%(text)s") % {"what": statement.text[:NOTE], "text": made.text[:NOTE]}
    tell(Verb.ANNUAL_COMMENTED, by=by, task_list=statement.report.task_list, note=note)
    return made


def why_not_resolve(statement: Statement, *, by: Actor) -> str:
    if not any(one.settled_on is None for one in statement.comments.all()):
        return _("没有待处理的批注。")
    return why_not_comment(statement, by=by)


@chronicle()
def resolve_comments(*, statement: Statement, by: Actor) -> int:
    """All comments on the sentence are done with. Returns how many."""
    refuse_if(why_not_resolve(statement, by=by))
    n = statement.comments.filter(settled_on=None).update(settled_by=by.user, settled_on=by.on)
    tell(
        Verb.ANNUAL_COMMENTED,
        by=by,
        task_list=statement.report.task_list,
        note=_("处理批注%(n)s条：%(what)s") % {"n": n, "what": statement.text[:NOTE]},
    )
    return n


# --- Helpers ---------------------------------------------------------------------------------------
def _locked(statement: Statement, *, by: Actor) -> Statement:
    report = lock_report(statement.report)
    refuse_if(why_not_change_report(report, by=by))
    found = lock(statement)
    found.report = report
    return found


def _need_text(text: str) -> None:
    need(text, _("请写出这一句的内容；不要它，请点“删去”。"))


def _of_the_year(report: AnnualReport, task: Task | None) -> Task | None:
    if task and (task.task_list.office_id, task.task_list.year) != (report.office_id, report.year):
        raise Refused(_("所答承诺须是本机构%(year)s年清单里的任务。") % {"year": report.year})
    return task


def _add_proof(statement: Statement, proof: str) -> None:
    if proof.strip():
        named = {"kind": "named", "words": proof.strip()[:PROOF], "id": None}
        statement.evidence = [p for p in statement.evidence if p["kind"] != "named"] + [named]
        statement.is_proved = True


def _tell(statement: Statement, note: str, *, by: Actor) -> None:
    tell(
        Verb.ANNUAL_CHANGED,
        by=by,
        task_list=statement.report.task_list,
        note=note,
        report=statement.report_id,
        statement=statement.key,
    )
