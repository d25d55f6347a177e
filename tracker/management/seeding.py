"""What `manage.py seed` loads, in order. Everything goes through importing and actions, as a real office would
do it by hand; every step looks first what is already there, so that it can be repeated on any database."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from tracker import importing
from tracker.actions import calendar, lists, people, rungs, units
from tracker.domain.actor import Actor
from tracker.domain.lists import create_list
from tracker.management.demo import CAST, CITY, DEMO_PASSWORD, OFFICE, OFFICE_IN_FULL, DemoPerson
from tracker.models import (
    Installation,
    ListKind,
    ListState,
    Membership,
    Role,
    Source,
    TaskList,
    Unit,
    UnitGroup,
    User,
)
from tracker.reading.proposal import propose
from tracker.reading.proposed import Proposal, ProposedDate, ProposedItem, ProposedOwner

YEARS = (2024, 2025, 2026, 2027)
CYCLE_NOTE = "演示"
BASES = {"原文": "stated", "推断": "inferred", "核定": "decided"}
GUIDANCE = (
    "请对照清单逐项明确责任人和完成措施；有日期的任务按期办结并附佐证材料或文号，常态任务按报送周期说明进展；"
    "遇到需要其他单位配合或确需延期的，请在到期前提出。"
)


class Seeding:
    """One run of the command: where the files are, on which day, and how to speak to the person waiting."""

    def __init__(self, folder: Path, *, on: date, with_passwords: bool, say: Callable[[str], None]):
        self.folder, self.on, self.with_passwords, self.say = folder, on, with_passwords, say

    def run(self) -> None:
        for title, step in (
            ("单位和人员", self.people),
            ("单位组", self.groups),
            ("工作日历", self.calendar),
            ("督办规则", self.ladder),
            ("责任清单（42项）", self.responsibility_list),
            ("年度报告：工作安排与问题整改", self.report),
            ("下达清单", self.issue),
        ):
            self.say(title)
            step()

    # --- Who -----------------------------------------------------------------------------------------
    def people(self) -> None:
        """The first administrators stand before the rules that need them: created bare, like `create_admin`."""
        with transaction.atomic():
            admin = self._bare(next(p for p in CAST if p.role == Role.SYSTEM_ADMIN))
            security = self._bare(next(p for p in CAST if p.role == Role.SECURITY_ADMIN))
            for row in self._rows("units.csv"):
                self._unit(row, by=admin)
            for person in CAST:
                self._person(person, by=admin, roles_by=security)
            for number, unit in enumerate(Unit.objects.exclude(kind="city").order_by("order"), start=1):
                if not unit.memberships.filter(role=Role.LIAISON).exists():
                    liaison = DemoPerson(
                        f"liaison{number:02d}", f"示例·{unit}联络员", unit.name, Role.LIAISON
                    )
                    self._person(liaison, by=admin, roles_by=security)

    def _bare(self, person: DemoPerson) -> Actor:
        city = Unit.objects.filter(name=CITY).first() or Unit.objects.plant(
            name=CITY, kind="city", short_name="景德镇"
        )
        user = User.objects.filter(username=person.username).first()
        if user is None:
            user = User.objects.create_user(person.username, name=person.name, email=self._address(person))
            self._give_password(user)
        Membership.objects.get_or_create(user=user, unit=city, role=person.role)
        return Actor.of(user, self.on)

    def _unit(self, row: dict, *, by: Actor) -> None:
        if Unit.objects.filter(name=row["name"]).exists():
            return
        parent = Unit.objects.get(name=row["parent"]) if row["parent"] else None
        units.create_unit(
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"],
            parent=parent,
            aliases=_split(row["aliases"]),
            order=int(row["order"]),
            is_office=row["name"] == OFFICE,
            formal_name=OFFICE_IN_FULL if row["name"] == OFFICE else "",
            by=by,
        )

    def _person(self, person: DemoPerson, *, by: Actor, roles_by: Actor) -> None:
        user = User.objects.filter(username=person.username).first()
        if user is None:
            user = people.create_person(
                username=person.username,
                name=person.name,
                email=self._address(person),
                must_change_password=False,
                by=by,
            )
            self._give_password(user)
        unit = Unit.objects.get(name=person.unit)
        if not user.memberships.filter(unit=unit, role=person.role).exists():
            people.add_membership(
                user=user, unit=unit, role=person.role, by=roles_by.seconded(Actor.system(roles_by.on))
            )

    def _give_password(self, user: User) -> None:
        """The demo's is known to everybody, so no rule about passwords applies; outside a demo the sample people cannot
        log in until an administrator gives them one."""
        if self.with_passwords:
            user.password = self._demo_password
            user.save(update_fields=["password"])

    @cached_property
    def _demo_password(self) -> str:
        """One hash for all: it takes a third of a second, and hides nothing that the log-in page does not show."""
        return make_password(DEMO_PASSWORD)

    def _address(self, person: DemoPerson) -> str:
        return f"{person.username}@demo.invalid"

    def groups(self) -> None:
        for row in self._rows("unit-groups.csv"):
            if UnitGroup.objects.filter(name=row["name"]).exists():
                continue
            units.set_group(
                name=row["name"],
                aliases=_split(row["aliases"]),
                kinds=[m.removeprefix("kind:") for m in _split(row["members"])],
                by=self._actor(Role.SYSTEM_ADMIN),
            )

    # --- By which rules ------------------------------------------------------------------------------
    def calendar(self) -> None:
        for year in YEARS:
            calendar.load_year(year=year, by=self._on_the_server(Role.SECURITY_ADMIN))

    def ladder(self) -> None:
        rungs.load_default_ladder(
            text=(self.folder / "ladder.toml").read_text("utf-8"),
            office=self._office(),
            by=self._actor(Role.SECURITY_ADMIN),
            live_from_on=date(2025, 1, 1),
        )

    # --- What was promised ---------------------------------------------------------------------------
    def responsibility_list(self) -> None:
        content = (self.folder / "responsibility-list.csv").read_bytes()
        proposal = propose(content, "responsibility-list.csv", year=self.on.year)
        source = self._receive(content, "responsibility-list.csv", proposal, "法治政府建设责任清单")
        task_list = self._list("法治政府建设责任清单", ListKind.DUTY_LIST, source)
        self._apply(proposal.chosen, source, task_list)

    def report(self) -> None:
        content = (self.folder / "report-2024.txt").read_bytes()
        proposal = propose(content, "report-2024.txt")
        source = self._receive(content, "report-2024.txt", proposal, "景德镇市2024年法治政府建设情况报告")
        importing.write_figures(source=source, proposal=proposal, office=self._office())
        plan = self._list("2025年法治政府建设工作安排", ListKind.WORK_PLAN, source)
        self._apply(self._overlay(proposal.tasks, "work-plan-2025.csv"), source, plan)
        problems = self._list("2024年法治政府建设问题整改清单", ListKind.RECTIFICATION, source)
        self._apply(self._overlay(proposal.problems, "rectification-2025.csv"), source, problems)

    def _overlay(self, items: list[ProposedItem], filename: str) -> list[ProposedItem]:
        """Owners and dates that an officer would enter beside each passage of the proposal."""
        rows = {row["原文条款"]: row for row in self._rows(filename)}
        for item in items:
            row = rows.pop(item.address, None)
            if row is None or not item.text.startswith(row["原文开头"][:10]):
                raise LookupError(f"{filename} 没有与“{item.address} {item.text[:20]}”对应的一行。")
            who, when = BASES[row["单位依据"]], BASES[row["时限依据"]]
            item.lead = [ProposedOwner(name, basis=who) for name in _split(row["牵头单位"])]
            item.co = [ProposedOwner(name, basis=who) for name in _split(row["责任单位"])]
            item.dates = [_year_end(row["完成时限"], when)]
            item.tell_due()
        if rows:
            raise LookupError(f"{filename} 里有原文没有的条款：{'、'.join(rows)}。")
        return items

    def _receive(self, content: bytes, filename: str, proposal: Proposal, title: str) -> Source:
        return importing.receive(
            content=content,
            filename=filename,
            proposal=proposal,
            title=title,
            by=self._actor(Role.OFFICER),
        )

    def _list(self, name: str, kind: str, source: Source) -> TaskList:
        existing = TaskList.objects.filter(office=self._office(), year=self.on.year, name=name).first()
        return existing or create_list(
            name=name,
            year=self.on.year,
            kind=kind,
            office=self._office(),
            source=source,
            report_cycle="quarterly",
            report_cycle_note=CYCLE_NOTE,
            guidance=GUIDANCE,
            by=self._actor(Role.OFFICER),
        )

    def _apply(self, items: list[ProposedItem], source: Source, task_list: TaskList) -> None:
        if task_list.state == ListState.DRAFT:
            importing.apply(items=items, source=source, task_list=task_list, by=self._actor(Role.OFFICER))

    def issue(self) -> None:
        for task_list in TaskList.objects.drafts().filter(report_cycle_note=CYCLE_NOTE):
            lists.issue_list(task_list=task_list, by=self._actor(Role.OFFICER))

    # --- Small helpers -------------------------------------------------------------------------------
    def _rows(self, filename: str) -> Iterator[dict]:
        return csv.DictReader(io.StringIO((self.folder / filename).read_text("utf-8-sig")))

    def _on_the_server(self, role: str) -> Actor:
        """What takes two people: whoever may run commands on the server is the second."""
        return self._actor(role).seconded(Actor.system(self.on))

    def _actor(self, role: str) -> Actor:
        """The cast's first of this role, as of the day that is seeded."""
        username = next(p.username for p in CAST if p.role == role)
        return Actor.of(User.objects.get(username=username), self.on)

    def _office(self) -> Unit:
        return Unit.objects.get(name=OFFICE)


def _split(text: str) -> list[str]:
    return [part for part in text.split("；") if part]


def _year_end(text: str, basis: str) -> ProposedDate:
    due_on = date.fromisoformat(text)
    return ProposedDate(
        wording=f"{due_on.year}年",
        due_on=due_on,
        basis=basis,
        explanation=f"原文只写了年份，按{due_on.year}年年底推断" if basis == "inferred" else "",
    )


def mark_demo(on: date) -> None:
    """Flag this database as a demo and set its clock, once."""
    office = Installation.objects.current()
    if not office.is_demo:
        Installation.objects.filter(pk=office.pk).update(is_demo=True, demo_on=on)
