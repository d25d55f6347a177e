"""Every address of both sites, from the urlconf: a new page is walked without being named anywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.admin.test_every_address import ALL, filled, model_of
from tests.admin.test_roles import MAY_SEE
from tests.web.test_access import CODES
from tests.web.test_access import filled as filled_of_ours
from tracker.web.urls import urlpatterns


@dataclass(frozen=True)
class Address:
    """`where` has %s for the thing, if it is about one; `thing` is the name under which the world keeps that."""

    where: str
    thing: str = ""
    roles: frozenset[str] | None = None  # who may enter; None: everybody, or a page of the admin
    model: str | None = None  # of the admin

    def of(self, things: dict[str, int]) -> str:
        return self.where.replace("%s", str(things.get(self.thing, 1)))

    @property
    def name(self) -> str:
        return self.where.replace("%s", "N")

    @property
    def is_admin(self) -> bool:
        return self.where.startswith("/admin/")


def workspace() -> list[Address]:
    """Each action of a noun is an address by itself."""
    found = []
    for pattern in urlpatterns:
        needed = pattern.pattern.converters
        codes = [action.code for action in CODES.get(pattern.name, ())] or [
            filled_of_ours(pattern.name, "code")
        ]
        for code in codes if "code" in needed else [""]:
            values = {name: filled_of_ours(pattern.name, name) for name in needed} | {
                "pk": "%s",
                "code": code,
            }
            where = re.sub(r"<\w+:(\w+)>", lambda found, v=values: str(v[found[1]]), str(pattern.pattern))
            found.append(
                Address("/" + where, pattern.name if "pk" in needed else "", pattern.callback.who_may_enter)
            )
    return found


def admin() -> list[Address]:
    found = []
    for name, route, needed in ALL:
        where = filled(name, route, needed, "%s")
        kept = "log-in" if (name or "").startswith("axes_") else model_of(name)
        thing = f"admin {kept}" if "object_id" in needed and kept else ""
        found.append(Address(where, thing, None, model_of(name)))
    return list({address.where: address for address in found}.values())


def every() -> list[Address]:
    return [*workspace(), *admin(), Address("/i18n/setlang/")]


def models_of(person: str) -> set[str]:
    """Whose pages in the admin this person may open; people of elsewhere have the roles of their like."""
    return MAY_SEE.get({"elsewhere": "head", "colleague": "liaison"}.get(person, person), set())
