"""A small office and its units, made of plain rows: what most tests begin with.

    cast = people()                      # an office with its three people, two bureaus with theirs, a leader
    ladder()                             # the rungs of seeds/ladder.toml, live since LIVE_FROM
    owed = obligation(unit=cast.bureau, due_on=date(2025, 12, 31))

Every function is keyword-only and writes rows directly, without actions and without history. What is not given
is invented, so a test names only what it is about.
"""

from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from django.utils import timezone

from tracker.domain.actor import Actor
from tracker.domain.events import touch
from tracker.models import (
    Absence,
    AnnualReport,
    Assignment,
    CalendarDay,
    Deadline,
    Dispatch,
    Membership,
    Notice,
    Numbering,
    Obligation,
    Passage,
    Progress,
    Receipt,
    Rung,
    Schedule,
    Source,
    Task,
    TaskList,
    Unit,
    User,
)
from tracker.rules.holidays_cn import year_days
from tracker.rules.ladder import KINDS, load_ladder

TODAY = date(2025, 12, 3)  # a Wednesday: twenty working days before the year's last day
LIVE_FROM = date(2024, 1, 1)
LADDER_FILE = Path(__file__).parents[1] / "seeds" / "ladder.toml"
_numbers = count(1)


# --- Units and people ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cast:
    """Everybody most tests need. `office` supervises `bureau` and `college`; it is a unit like them."""

    city: Unit
    office: Unit  # 市司法局, the supervising office
    bureau: Unit  # 市发改委
    college: Unit  # 市教体局
    officer: User  # 督办员 周敏
    head: User  # 办主任 陈立
    liaison: User  # bureau's 联络员 吴芳
    chief: User  # bureau's 单位负责人 郑强
    college_liaison: User  # college's 联络员 何静
    college_chief: User  # college's 单位负责人 罗刚
    leader: User  # 市领导 高远


def people() -> Cast:
    """The named cast. Everybody has a mail address."""
    town = unit(name="景德镇市", kind="city", parent=None)
    office = unit(name="市司法局", parent=town, is_office=True)
    bureau = unit(name="市发改委", parent=town)
    college = unit(name="市教体局", parent=town)
    return Cast(
        city=town,
        office=office,
        bureau=bureau,
        college=college,
        officer=person(name="周敏", unit=office, role="officer"),
        head=person(name="陈立", unit=office, role="office_head"),
        liaison=person(name="吴芳", unit=bureau, role="liaison"),
        chief=person(name="郑强", unit=bureau, role="unit_leader"),
        college_liaison=person(name="何静", unit=college, role="liaison"),
        college_chief=person(name="罗刚", unit=college, role="unit_leader"),
        leader=person(name="高远", unit=town, role="leader"),
    )


def people_at_work() -> Cast:
    """The same with working days, and numbers for the letters of their office."""
    calendar()
    cast = people()
    numbering(office=cast.office)
    return cast


def unit(*, name: str = "", parent: Unit | None = None, kind: str = "department", **fields) -> Unit:
    return Unit.objects.plant(name=name or f"第{next(_numbers)}局", parent=parent, kind=kind, **fields)


def person(
    *, name: str = "", unit: Unit | None = None, role: str = "liaison", email: str | None = None, **fields
) -> User:
    """Somebody who serves `unit` in `role`. `email=""` makes them unreachable; no `unit`, no membership."""
    number = next(_numbers)
    user = User.objects.create(
        username=f"user{number}",
        name=name or f"人员{number}",
        email=f"user{number}@example.com" if email is None else email,
        password="!",
        **fields,
    )
    if unit:
        Membership.objects.create(user=user, unit=unit, role=role)
    return user


def absence(
    *, person: User, substitute: User, from_on: date = TODAY, until_on: date | None = None
) -> Absence:
    """Somebody stands in for somebody who has said so; for one day unless told otherwise. Who serve no unit together
    get one: only a colleague stands in."""
    if not Membership.objects.filter(user=substitute, unit__memberships__user=person).exists():
        shared = unit(parent=Unit.objects.filter(parent=None).first())
        Membership.objects.bulk_create(
            Membership(user=each, unit=shared, role="liaison") for each in (person, substitute)
        )
    return Absence.objects.create(
        person=person,
        substitute=substitute,
        from_on=from_on,
        until_on=until_on or from_on,
        recorded_by=person,
        confirmed_by=person,
        confirmed_at=timezone.now(),
    )


def by(person: User, on: date = TODAY) -> Actor:
    """Who acts, on which day."""
    return Actor.of(person, on)


def two(person: User, *, on: date = TODAY) -> Actor:
    """What takes two people, confirmed on the server: for tests that are about something else."""
    return Actor.of(person, on).seconded(Actor.system(on))


# --- The rules -------------------------------------------------------------------------------------
def ladder(*, live_from: date = LIVE_FROM, codes: set[str] | None = None) -> dict[str, Rung]:
    """The default rungs by code, as rows; `codes` picks some of them."""
    _defaults, rungs = load_ladder(LADDER_FILE.read_text("utf-8"), live_from=live_from)
    rows = [
        Rung(
            code=r.code,
            order=r.order,
            name=KINDS[r.kind],
            kind=r.kind,
            obligation_kinds=sorted(r.for_kinds),
            at=r.at,
            offset=r.offset,
            min_gap=r.min_gap,
            repeat=r.repeat,
            to_roles=list(r.to),
            copy_to_roles=list(r.copy_to),
            is_formal=r.formal,
            clause="重点工作指引、提醒和督办工作制度",
            live_from_on=r.live_from,
        )
        for r in rungs
        if codes is None or r.code in codes
    ]
    return {r.code: r for r in Rung.objects.bulk_create(rows)}


def numbering(*, office: Unit) -> None:
    """The prefixes and reply limits (working days) of seeds/ladder.toml."""
    defaults, _rungs = load_ladder(LADDER_FILE.read_text("utf-8"), live_from=LIVE_FROM)
    Numbering.objects.bulk_create(
        Numbering(office=office, kind=kind, prefix=prefix, reply_within=defaults.reply_within.get(kind, 5))
        for kind, prefix in defaults.prefix.items()
    )


def calendar(*, years: tuple[int, ...] = (2025, 2026)) -> None:
    """China's working days as rows."""
    CalendarDay.objects.bulk_create(
        CalendarDay(falls_on=d.on, is_working=d.is_working, name=d.name, is_official=d.official)
        for year in years
        for d in year_days(year)
    )


# --- What was promised -----------------------------------------------------------------------------
def task_list(*, office: Unit, name: str = "", year: int = 2025, **fields) -> TaskList:
    """A list that has been issued."""
    return TaskList.objects.create(
        office=office,
        name=name or f"第{next(_numbers)}号清单",
        year=year,
        **({"state": "issued", "issued_on": date(year, 1, 2)} | fields),
    )


def passage(*, text: str, address: str = "四/(一)/句1", **fields) -> Passage:
    """A sentence of a report."""
    number = next(_numbers)
    source = Source.objects.create(
        title="2024年法治政府建设情况的报告",
        filename="report.txt",
        sha256=f"{number:064}",
        size=1,
        kind="report",
    )
    return Passage.objects.create(
        source=source, address=address, text=text, order=number, kind="sentence", **fields
    )


def task(*, office: Unit | None = None, task_list: TaskList | None = None, title: str = "", **fields) -> Task:
    """A task that has been issued, without owner or date."""
    number = next(_numbers)
    task_list = task_list or _any_list(office)
    return Task.objects.create(
        task_list=task_list,
        office_id=task_list.office_id,
        title=title or f"任务{number}",
        order=number,
        **({"requirement": f"按期完成任务{number}。", "state": "issued"} | fields),
    )


def assign(*, task: Task, unit: Unit, role: str = "lead", basis: str = "stated") -> Assignment:
    return Assignment.objects.create(task=task, unit=unit, role=role, basis=basis, written=unit.name)


def deadline(
    *, task: Task, due_on: date, opened_on: date = LIVE_FROM, kind: str = "finish", basis: str = "stated"
) -> Deadline:
    """One date of a task, already open."""
    wording = f"{due_on.year}年{due_on.month}月{due_on.day}日前"
    schedule = Schedule.objects.create(
        task=task,
        kind=kind,
        rule="once",
        due_on=due_on,
        starts_on=min(opened_on, due_on),
        wording=wording,
        basis=basis,
        order=task.schedules.count(),
    )
    return Deadline.objects.create(
        schedule=schedule,
        task=task,
        period="once",
        opens_on=min(opened_on, due_on),
        due_on=due_on,
        wording=wording,
        explanation=f"原文写明{due_on.month}月{due_on.day}日，日期不顺延",
        basis=basis,
    )


def obligation(
    *,
    unit: Unit,
    due_on: date,
    office: Unit | None = None,
    task: Task | None = None,
    opened_on: date = LIVE_FROM,
    kind: str = "finish",
    basis: str = "stated",
    next_on: date | None = LIVE_FROM,
    **fields,
) -> Obligation:
    """A unit owes a date of a task (a new one unless given). It awaits its first look of the sweep."""
    office = office or (task.task_list.office if task else _office())
    task = task or _task(office)
    if not task.assignments.filter(unit=unit).exists():
        assign(task=task, unit=unit, basis=basis)
    owed = Obligation.objects.create(
        unit=unit,
        office=office,
        kind=kind,
        task=task,
        deadline=deadline(task=task, due_on=due_on, opened_on=opened_on, kind=kind, basis=basis),
        opened_on=opened_on,
        due_on=due_on,
        next_on=next_on,
        **fields,
    )
    touch([task.pk], TODAY)
    return owed


def sign_for(
    *, unit: Unit, task_list: TaskList, opened_on: date = TODAY, due_on: date | None = None
) -> Obligation:
    """A unit has to sign for a list."""
    return Obligation.objects.create(
        unit=unit,
        office=task_list.office,
        kind="sign_for",
        task_list=task_list,
        opened_on=opened_on,
        due_on=due_on or opened_on,
        next_on=opened_on,
    )


# --- What was said about it ------------------------------------------------------------------------
def notice(*, obligation: Obligation, rung: Rung | None = None, owed_on: date = TODAY, **fields) -> Notice:
    """A notice as the sweep would have written it; `sent_on` makes it one that has left."""
    if fields.get("sent_on"):
        fields.setdefault("state", "sent")
    return Notice.objects.create(
        obligation=obligation,
        rung=rung,
        owed_on=owed_on,
        **(
            {
                "rung_code": rung.code if rung else f"letter-{next(_numbers)}",
                "round": obligation.round,
                "kind": rung.kind if rung else "reminder",
                "is_formal": bool(rung and rung.is_formal),
                "reason": "应发工作提醒。",
            }
            | fields
        ),
    )


def dispatch(*, office: Unit, units: tuple[Unit, ...] = (), kind: str = "order", **fields) -> Dispatch:
    """A formal letter, drafted."""
    row = Dispatch.objects.create(
        office=office,
        kind=kind,
        **(
            {
                "title": f"第{next(_numbers)}号督办事项",
                "matter": "该事项逾期未办结。",
                "demand": "请按期回复。",
                "drafted_on": TODAY,
            }
            | fields
        ),
    )
    Receipt.objects.bulk_create(Receipt(dispatch=row, unit=each) for each in units)
    return row


def progress(*, obligation: Obligation, drafted_by: User, text: str = "已按要求办理。", **fields) -> Progress:
    return Progress.objects.create(
        obligation=obligation, round=obligation.round, text=text, drafted_by=drafted_by, **fields
    )


def _office() -> Unit:
    """The supervising office there is, or a new one."""
    return Unit.objects.filter(is_office=True).first() or unit(name="督办室", is_office=True)


def _any_list(office: Unit | None) -> TaskList:
    office = office or _office()
    return TaskList.objects.filter(office=office).first() or task_list(office=office)


def _task(office: Unit) -> Task:
    return task(office=office)


# --- What comes out --------------------------------------------------------------------------------
def annual_report(*, office: Unit, year: int = 2025, **fields) -> AnnualReport:
    """A draft with one sentence of its own, which has no evidence."""
    number = next(_numbers)
    report = AnnualReport.objects.create(
        office=office,
        year=year,
        task_list=task_list(office=office, year=year + 1),
        **({"title": f"第{number}号年度报告"} | fields),
    )
    report.statements.create(part=1, order=1, key="own:1", text="全面推进。", is_own=True)
    return report
