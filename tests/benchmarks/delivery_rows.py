"""Rows for the delivery benchmarks: one person and one notice per letter."""

from datetime import date, timedelta

from tests import factories
from tracker.models import (
    Assignment,
    Deadline,
    Letter,
    LetterNotice,
    Membership,
    Notice,
    Obligation,
    Rung,
    Schedule,
    Task,
    Unit,
    User,
)
from tracker.outbox.compose import compose

REQUIREMENT = "进一步健全行政规范性文件合法性审核机制，加强备案审查，年底前完成存量文件清理。"


def owe(letters: int, *, today: date) -> None:
    """As many people, each owed one reminder of a task of a unit of their own, composed and not sent."""
    if not User.objects.exists():
        _notice(fill(letters, today=today), today)
    uncompose()
    compose(today=today)


def uncompose() -> None:
    LetterNotice.objects.all().delete()
    Letter.objects.all().delete()
    Notice.objects.update(state="owed", sent_on=None)


def unsend(*, is_rendered: bool) -> None:
    """Back in the queue, with or without the text fixed at the first attempt."""
    Letter.objects.update(state="queued", lease=None, lease_until_at=None, sent_at=None, sent_on=None)
    if not is_rendered:
        Letter.objects.update(rendered_at=None)
    Notice.objects.update(state="owed", sent_on=None)


def fill(count: int, *, today: date, due_in: int = 28) -> list[Obligation]:
    """As many units with one liaison each, who owes one task's date in `due_in` days; not yet swept."""
    factories.calendar()
    factories.ladder()
    city = factories.unit(name="景德镇市", kind="city")
    office = factories.unit(name="市司法局", parent=city, is_office=True)
    task_list = factories.task_list(office=office)
    passage = factories.passage(text=REQUIREMENT)
    due_on, opened_on = today + timedelta(days=due_in), today - timedelta(days=90)
    number = range(count)
    units = Unit.objects.bulk_create(
        Unit(name=f"第{n}单位", parent=city, path=f"{city.path}{n + 100:06d}.") for n in number
    )
    people = User.objects.bulk_create(
        User(username=f"u{n}", name=f"人员{n}", email=f"u{n}@example.com", password="!") for n in number
    )
    Membership.objects.bulk_create(
        Membership(user=u, unit=w, role="liaison") for u, w in zip(people, units, strict=True)
    )
    tasks = Task.objects.bulk_create(
        Task(
            task_list=task_list,
            office=task_list.office,
            number=str(n),
            title=f"健全行政规范性文件合法性审核机制（{n}）",
            requirement=REQUIREMENT,
            passage=passage,
            state="issued",
            order=n,
        )
        for n in number
    )
    Assignment.objects.bulk_create(
        Assignment(task=t, unit=w, role="lead", basis="stated", written=w.name)
        for t, w in zip(tasks, units, strict=True)
    )
    schedules = Schedule.objects.bulk_create(
        Schedule(task=t, rule="once", due_on=due_on, wording="年底前", basis="stated") for t in tasks
    )
    deadlines = Deadline.objects.bulk_create(
        Deadline(
            schedule=s,
            task=s.task,
            period="once",
            opens_on=opened_on,
            due_on=due_on,
            wording="年底前",
            explanation="原文写明年底前，日期不顺延",
            basis="stated",
        )
        for s in schedules
    )
    return Obligation.objects.bulk_create(
        Obligation(
            unit=w,
            office=office,
            kind="finish",
            deadline=d,
            task=d.task,
            opened_on=opened_on,
            due_on=due_on,
            next_on=today,
        )
        for d, w in zip(deadlines, units, strict=True)
    )


def _notice(owed: list[Obligation], today: date) -> None:
    rung = Rung.objects.get(code="remind-20")
    Notice.objects.bulk_create(
        Notice(
            obligation=o,
            rung=rung,
            rung_code=rung.code,
            round=1,
            kind=rung.kind,
            reason=f"距办结时限{o.due_on}还有20个工作日，应发工作提醒。",
            owed_on=today,
        )
        for o in owed
    )
