"""The people of the demo: one account per role to log in with, and a liaison in every unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.models import Role

DEMO_ON = date(2025, 12, 3)  # twenty working days before the year's end: the first reminders fall due
DEMO_PASSWORD = "Duban-demo-2025"  # noqa: S105  (printed at the start, for a database that refuses a real mail server)
OFFICE = "市委依法治市办"
OFFICE_IN_FULL = "中共景德镇市委全面依法治市委员会办公室"
CITY = "景德镇市"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    name: str
    unit: str
    role: str


# Named after what they are: nobody should take them for real people.
CAST = (
    DemoPerson("officer", "示例·督办员", OFFICE, Role.OFFICER),
    DemoPerson("officer2", "示例·督办员乙", OFFICE, Role.OFFICER),
    DemoPerson("head", "示例·办主任", OFFICE, Role.OFFICE_HEAD),
    DemoPerson("liaison", "示例·政务局联络员", "市政务局", Role.LIAISON),
    DemoPerson("unit_leader", "示例·政务局负责人", "市政务局", Role.UNIT_LEADER),
    DemoPerson("leader", "示例·市领导", CITY, Role.LEADER),
    DemoPerson("system_admin", "示例·系统管理员", CITY, Role.SYSTEM_ADMIN),
    DemoPerson("security_admin", "示例·安全管理员", CITY, Role.SECURITY_ADMIN),
    DemoPerson("auditor", "示例·审计员", CITY, Role.AUDITOR),
    DemoPerson("sfj_leader", "示例·司法局负责人", "市司法局", Role.UNIT_LEADER),
    DemoPerson("xcb_leader", "示例·宣传部负责人", "市委宣传部", Role.UNIT_LEADER),
)


def demo_accounts() -> list[tuple[str, str, str]]:
    """(role, login name, password), one per role, to print at the start."""
    first: dict[str, DemoPerson] = {}
    for person in CAST:
        first.setdefault(person.role, person)
    return [(str(Role(role).label), person.username, DEMO_PASSWORD) for role, person in first.items()]
