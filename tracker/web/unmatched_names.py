"""Names of owners that match no unit, as the proposal's page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.domain.realm import units_of
from tracker.models import ImportRun, Unit, UnitGroup, WrittenName


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that matches no unit, where it stands, and what is known of it from earlier imports."""

    name: str
    count: int
    where: list[tuple[int, int]]  # number of an entry, its page
    row: WrittenName | None

    @property
    def before(self) -> str:
        """What the office chose last time."""
        return self.row.code if self.row and not (self.row.unit_id and not self.row.unit.is_active) else ""

    @property
    def before_name(self) -> str:
        return str(self.row.unit or self.row.group) if self.row and self.before else ""


def unknown_names(run: ImportRun, unknown: dict[str, list[int]], pages: dict[int, int]) -> list[Unknown]:
    rows = WrittenName.objects.filter(office=run.office, name__in=unknown).select_related("unit", "group")
    known = {row.name: row for row in rows}
    return [
        Unknown(name, len(ids), [(n, pages[n]) for n in ids[:3]], known.get(name))
        for name, ids in unknown.items()
    ]


def owner_choices(office: Unit) -> list[tuple[str, list[tuple[str, str]]]]:
    units = [(f"unit:{u.pk}", u.name) for u in units_of(office)]
    groups = [(f"group:{g.pk}", g.name) for g in UnitGroup.objects.all()]
    return [(_("单位"), units), (_("单位组"), groups)]


def code_of(chosen: str, office: Unit) -> str:
    """`unit:5` of a code or of the name of a unit or group; "" when it is none."""
    rows = [row for _label, options in owner_choices(office) for row in options]
    return next((code for code, name in rows if chosen and chosen in (code, name)), "")


def owner_name(code: str) -> str:
    kind, _colon, pk = code.partition(":")
    row = (Unit if kind == "unit" else UnitGroup).objects.filter(pk=pk).first()
    return row.name if row else _("（已不存在）")
