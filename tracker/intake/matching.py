"""Names as written -> units and groups we know. Never guesses: what matches nothing stays as written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tracker.intake.proposed import ProposedOwner
from tracker.models import Unit, UnitAlias, UnitGroup

_NOISE = re.compile(r"[\s　（）()〔〕\[\]、，,]")


def plain(name: str) -> str:
    """A name without spaces and brackets: 各县（市、区）政府 and 各县(市、区)政府 are the same."""
    return _NOISE.sub("", name)


@dataclass(slots=True)
class Register:
    """All names of units and groups, loaded once per import."""

    units: dict[str, Unit] = field(default_factory=dict)
    groups: dict[str, UnitGroup] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()

    @classmethod
    def load(cls) -> Register:
        units: dict[str, Unit] = {}
        known = {u.pk: u for u in Unit.objects.active()}
        for unit in known.values():
            for name in filter(None, (unit.name, unit.short_name)):
                units.setdefault(plain(name), unit)
        for alias in UnitAlias.objects.filter(unit__in=known):
            units.setdefault(plain(alias.name), known[alias.unit_id])
        groups = {}
        for group in UnitGroup.objects.all():
            for name in (group.name, *group.aliases):
                groups.setdefault(plain(name), group)
        cities = [u for u in known.values() if u.kind == "city"]
        prefixes = tuple({p for u in cities for p in (u.name, u.short_name) if p})
        return cls(units, groups, prefixes)

    def find(self, owner: ProposedOwner) -> Unit | UnitGroup | None:
        for name in dict.fromkeys((owner.full_name, owner.name)):
            found = self._find(plain(name))
            if found:
                return found
        return None

    def _find(self, name: str) -> Unit | UnitGroup | None:
        for form in (name, *self._without_city(name)):
            found = self.units.get(form) or self.groups.get(form)
            if found:
                return found
        return None

    def _without_city(self, name: str) -> list[str]:
        """景德镇市司法局 -> 市司法局: the city's own name before its organ says nothing."""
        rest = [name.removeprefix(p) for p in self.prefixes if name.startswith(p)]
        return [form for r in rest for form in (r, f"市{r}") if r]
