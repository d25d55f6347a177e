"""Names as written -> units and groups we know. Never guesses: what matches nothing stays as written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.models import Unit, UnitAlias, UnitGroup
from tracker.reading.owners.posts import split_post
from tracker.reading.proposed import ProposedOwner

_NOISE = re.compile(r"[\s　（）()〔〕\[\]、，,]")
Owner = Unit | UnitGroup


def plain(name: str) -> str:
    """A name without spaces and brackets: 各县（市、区）政府 and 各县(市、区)政府 are the same."""
    return _NOISE.sub("", name)


@dataclass(slots=True)
class Register:
    """All names of units and groups, loaded once per import. A full name always goes before a short one, an
    alias or a group of the same words; a short name that two units share names neither."""

    official: dict[str, Unit] = field(default_factory=dict)
    others: dict[str, Owner] = field(default_factory=dict)
    chosen: dict[str, Owner] = field(default_factory=dict)  # what an officer mapped for this import
    prefixes: tuple[str, ...] = ()
    _found: dict[tuple[str, str], Owner | None] = field(default_factory=dict)

    @classmethod
    def load(cls, office: Unit | None, mapping: Mapping[str, str] | None = None) -> Register:
        """The names within the office's realm: a unit that another office looks after is none of its owners. None: before
        anybody has said whose list it will be, all names are known.
        `mapping`: name as written -> "unit:5" or "group:3", chosen by an officer for one document."""
        everybody = list(Unit.objects.active())
        units = {u.pk: u for u in everybody if office is None or u.path.startswith(office.realm_path)}
        groups = {g.pk: g for g in UnitGroup.objects.all()}
        register = cls({plain(u.name): u for u in units.values()})
        register._add_others(units, groups)
        register.prefixes = tuple(
            {name for u in everybody if u.kind == "city" for name in (u.name, u.short_name) if name}
        )
        for name, code in (mapping or {}).items():
            kind, _, pk = code.partition(":")
            owner = (units if kind == "unit" else groups).get(int(pk))
            if owner is not None:  # a unit closed since then is no owner any more
                register.chosen[plain(name)] = owner
        return register

    def _add_others(self, units: dict[int, Unit], groups: dict[int, UnitGroup]) -> None:
        shared = Counter(plain(u.short_name) for u in units.values() if u.short_name)
        for unit in units.values():
            if shared[plain(unit.short_name)] == 1:
                self.others.setdefault(plain(unit.short_name), unit)
        for alias in UnitAlias.objects.filter(unit__in=list(units)):
            self.others.setdefault(plain(alias.name), units[alias.unit_id])
        for group in groups.values():
            for name in (group.name, *group.aliases):
                self.others.setdefault(plain(name), group)

    def find(self, owner: ProposedOwner) -> Owner | None:
        key = (owner.name, owner.full_name)
        if key not in self._found:
            self._found[key] = self._search(plain(owner.name), plain(owner.full_name))
        return self._found[key]

    def find_all(self, owner: ProposedOwner) -> list[Owner]:
        """One unit or group; or the units that the words themselves list, if all of them are known."""
        found = self.find(owner)
        if found is not None:
            return [found]
        members = [self.find(ProposedOwner(name)) for name in owner.members]
        known = [member for member in members if member is not None]
        return known if len(known) == len(members) else []

    def _search(self, written: str, full: str) -> Owner | None:
        if written in self.chosen:
            return self.chosen[written]
        for name in (written, full):
            if name in self.official:
                return self.official[name]
        for name in (full, written, *self._without_city(full), *self._without_city(written)):
            found = self.official.get(name) or self.others.get(name)
            if found:
                return found
        unit, post = split_post(written)
        return self._search(unit, unit) if post else None  # who holds the office answers for the unit

    def _without_city(self, name: str) -> list[str]:
        """景德镇市司法局 -> 市司法局: the city's own name before its organ says nothing."""
        rest = [name.removeprefix(p) for p in self.prefixes if name.startswith(p)]
        return [form for r in rest for form in (r, f"市{r}") if r]
