"""对外公开: a list is shown to the public as it was checked, and taken back; a task is held back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock_list, lock_task
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_head, why_not_office
from tracker.models import (
    ListKind,
    ListState,
    Publication,
    PublishedCommitment,
    Task,
    TaskList,
    TaskState,
    Verb,
    Withholding,
)

BATCH = 500


def why_not_publish(task_list: TaskList, *, by: Actor) -> str:
    if task_list.state == ListState.DRAFT:
        return _("清单还没有下达，没有可以公开的内容。")
    if task_list.kind == ListKind.INSTRUCTION:
        return _("批示与会议事项是内部工作安排，不对外公开。")
    return why_not_head(task_list.office, by=by)


@chronicle()
def publish_list(
    *,
    task_list: TaskList,
    head: dict[str, Any],
    commitments: list[tuple[int, str, dict[str, Any]]],
    sha256: str,
    reviewed_by: str,
    by: Actor,
) -> Publication:
    """`commitments`: id of the task, what is searched, what is shown; all of it was looked through by whoever decides
    (`publishing.checking`). What was public before is no more."""
    task_list = lock_list(task_list)
    refuse_if(why_not_publish(task_list, by=by))
    if not commitments:
        raise Refused(_("没有可以公开的任务：都还没有下达，或已决定不公开。"))
    reviewed_by = need(reviewed_by, _("公开前须经保密审查，请写明审查人。"))
    last = task_list.publications.order_by("number").last()
    if last and last.withdrawn_on is None:
        _end(last, _("由新的公开内容代替"), by=by)
    made = Publication.objects.create(
        task_list=task_list,
        number=last.number + 1 if last else 1,
        head=head,
        sha256=sha256,
        reviewed_by=reviewed_by,
        published_by=by.user,
        published_on=by.on,
    )
    PublishedCommitment.objects.bulk_create(
        [
            PublishedCommitment(publication=made, task_id=task, order=order, words=words, content=content)
            for order, (task, words, content) in enumerate(commitments, start=1)
        ],
        batch_size=BATCH,
    )
    _count(made)
    _mark(task_list, is_public=True)
    note = _("%(n)s项，保密审查：%(who)s，SHA-256 %(digest)s") % {
        "n": len(commitments),
        "who": made.reviewed_by,
        "digest": sha256,
    }
    tell(Verb.LIST_PUBLISHED, by=by, task_list=task_list, note=note, publication=made.pk)
    return made


def why_not_withdraw(task_list: TaskList, *, by: Actor) -> str:
    """Anybody of the office: what should not be public is taken back by whoever sees it first."""
    if not task_list.is_public:
        return _("这份清单没有对外公开。")
    return why_not_office(task_list.office, by=by)


@chronicle()
def withdraw_list(*, task_list: TaskList, reason: str, by: Actor) -> None:
    task_list = lock_list(task_list)
    refuse_if(why_not_withdraw(task_list, by=by))
    reason = need(reason, _("请写明停止公开的理由。"))
    for each in task_list.publications.current():
        _end(each, reason[:300], by=by)
    _mark(task_list, is_public=False)
    tell(Verb.LIST_UNPUBLISHED, by=by, task_list=task_list, note=reason)


def _end(publication: Publication, why: str, *, by: Actor) -> None:
    publication.withdrawn_by, publication.withdrawn_on, publication.withdrawn_why = by.user, by.on, why
    publication.save(update_fields=["withdrawn_by", "withdrawn_on", "withdrawn_why"])


def _count(publication: Publication) -> None:
    publication.figures = publication.commitments.shown().counted()
    publication.save(update_fields=["figures"])


def _mark(task_list: TaskList, *, is_public: bool) -> None:
    task_list.is_public = is_public
    task_list.save(update_fields=["is_public"])


# --- One task ----------------------------------------------------------------------------------------
def why_not_withhold(task: Task, *, by: Actor) -> str:
    if task.state == TaskState.DRAFT:
        return _("任务还没有下达，本来就不公开。")
    if hasattr(task, "withholding"):
        return _("这项任务已经决定不公开。")
    return why_not_office(task.task_list.office, by=by)


@chronicle()
def withhold_task(*, task: Task, reason: str, by: Actor) -> None:
    """From now on, also where it is public already; and with it the steps that it was broken down into, which name it, and
    what the office has carried on of it into later years, which says the same. Others that were made of its sentence do not
    quote it any more."""
    task = lock_task(task)
    refuse_if(why_not_withhold(task, by=by))
    reason = need(reason, _("请写明不公开的理由。"))
    for each in _made_of(task):
        if not Withholding.objects.filter(task=each).exists():
            row = Withholding.objects.create(
                task=each, reason=reason[:300], withheld_by=by.user, withheld_on=by.on
            )
            tell(Verb.TASK_WITHHELD, by=by, task=each, note=row.reason)
        PublishedCommitment.objects.forget_sentence_of(each)
        _count_again(each)


def _made_of(task: Task) -> list[Task]:
    """The task, its steps, and what carries any of them on in lists of the same office."""
    found = {task.pk: task}
    begun = [task.pk]
    while begun:
        further = Q(parent__in=begun) | Q(carried_from__in=begun, task_list__office=task.task_list.office)
        rows = Task.objects.filter(further).exclude(pk__in=found).select_related("task_list").order_by("pk")
        begun = [row.pk for row in rows]
        found |= {row.pk: row for row in rows}
    return list(found.values())


def why_not_show(task: Task, *, by: Actor) -> str:
    if not hasattr(task, "withholding"):
        return _("这项任务没有决定不公开。")
    if task.parent and hasattr(task.parent, "withholding"):
        return _("它是“%(task)s”的步骤，那项任务决定不公开。") % {"task": task.parent}
    return why_not_head(task.task_list.office, by=by)


@chronicle()
def show_task(*, task: Task, by: Actor) -> None:
    """It may be public again, after the next check of its list: what is public now was checked without it."""
    task = lock_task(task)
    refuse_if(why_not_show(task, by=by))
    Withholding.objects.filter(task=task).delete()
    PublishedCommitment.objects.filter(task=task, publication__withdrawn_on=None).delete()
    _count_again(task)
    tell(Verb.TASK_SHOWN, by=by, task=task)


def _count_again(task: Task) -> None:
    for publication in Publication.objects.current().filter(task_list=task.task_list_id):
        _count(publication)
