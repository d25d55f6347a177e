"""What the fault cases need done inside the product, each as a short process of its own.

    python -m tests.faults.fill owe 300          # 300 people, each owed one reminder from the next sweep on
    python -m tests.faults.fill office           # an officer and a head of office, both with a mail address
    python -m tests.faults.fill leave 10         # every tenth of them has left, and a successor has come
    python -m tests.faults.fill later 100        # the last 100 obligations are looked at tomorrow only
    python -m tests.faults.fill revise 新条款     # the next version of the reminder's rung, with another clause
    python -m tests.faults.fill retry            # the officer sends every failed letter again
    python -m tests.faults.fill drafts 1000      # as many orders that wait for a signature
    python -m tests.faults.fill sign 32          # as many clients sign whatever is left

The last line printed is the answer, as JSON.
"""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django

django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests import factories  # noqa: E402
from tests.benchmarks.delivery_rows import fill as fill_rows  # noqa: E402
from tracker.actions.letters import retry_letter  # noqa: E402
from tracker.actions.rungs import revise_rung  # noqa: E402
from tracker.actions.signing import sign as sign_dispatch  # noqa: E402
from tracker.domain.actor import Actor  # noqa: E402
from tracker.models import (  # noqa: E402
    CalendarDay,
    Dispatch,
    DispatchState,
    Letter,
    Membership,
    Obligation,
    Receipt,
    Role,
    Rung,
    Unit,
    User,
    Verb,
)

DUE_IN = 10  # days: the reminder of 20 working days before has come, that of 5 has not
RUNG = "remind-20"
# The days on which a case may find itself: today, past midnight, and a week on. The office's calendar is data.
WORKED = (-1, 0, 1, 7, 8)


def owe(count: str) -> int:
    today = timezone.localdate()
    fill_rows(int(count), today=today, due_in=DUE_IN)
    for days in WORKED:
        CalendarDay.objects.update_or_create(
            falls_on=today + timedelta(days=days), defaults={"is_working": True, "name": "上班"}
        )
    return Obligation.objects.update(next_on=today)


def office() -> int:
    unit = Unit.objects.get(is_office=True)
    factories.person(name="周敏", unit=unit, role=Role.OFFICER, email="officer@example.com")
    factories.person(name="陈立", unit=unit, role=Role.OFFICE_HEAD, email="head@example.com")
    return 2


def leave(every: str) -> list[str]:
    """The addresses of those who have left; each has a successor in the same role."""
    gone = []
    for row in list(Membership.objects.filter(role=Role.LIAISON).order_by("pk"))[:: int(every)]:
        row.user.is_active = False
        row.user.save(update_fields=["is_active"])
        gone.append(row.user.email)
        factories.person(unit=row.unit, role=row.role, email=f"heir-{row.user_id}@example.com")
    return gone


def later(count: str) -> int:
    last = Obligation.objects.order_by("-pk").values("pk")[: int(count)]
    return Obligation.objects.filter(pk__in=last).update(next_on=timezone.localdate() + timedelta(days=1))


def two(person):
    """Confirmed on the server."""
    today = timezone.localdate()
    return Actor.of(person, today).seconded(Actor.system(today))


def revise(clause: str) -> int:
    rung = Rung.objects.current().get(code=RUNG)
    return revise_rung(rung=rung, by=two(holder(Role.OFFICE_HEAD)), clause=clause).version


def retry() -> dict:
    """Also tells what the officer saw: the server's words at each letter, and the entry in the history."""
    officer, today = holder(Role.OFFICER), timezone.localdate()
    failed = list(Letter.objects.failed().visible_to(Actor.of(officer, today)))
    recorded = django.apps.apps.get_model("tracker", "Event").objects.filter(verb=Verb.LETTER_FAILED).count()
    for letter in failed:
        retry_letter(letter=letter, by=Actor.of(officer, today))
    return {"visible": len(failed), "answers": sorted({x.answer for x in failed}), "recorded": recorded}


def drafts(count: str) -> int:
    factories.people()
    unit = Unit.objects.get(is_office=True)
    factories.numbering(office=unit)
    written = Dispatch.objects.bulk_create(
        Dispatch(
            office=unit, kind="order", title=f"第{n}号事项", matter="该事项逾期未办结。", demand="请按期回复。",
            drafted_on=factories.TODAY,
        )
        for n in range(int(count))
    )  # fmt: skip
    to = Unit.objects.get(name="市发改委")
    return len(Receipt.objects.bulk_create(Receipt(dispatch=d, unit=to) for d in written))


def sign(clients: str) -> int:
    """Each client has a connection of its own and takes every nth draft."""
    head, share = holder(Role.OFFICE_HEAD), int(clients)
    waiting = list(Dispatch.objects.filter(state=DispatchState.DRAFT).order_by("pk"))

    def one_client(first: int) -> int:
        try:
            mine = waiting[first::share]
            for dispatch in mine:
                sign_dispatch(dispatch=dispatch, by=Actor.of(head, factories.TODAY))
            return len(mine)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(share) as pool:
        return sum(pool.map(one_client, range(share)))


def holder(role: str) -> User:
    return Membership.objects.get(role=role).user


ACTS: dict[str, Callable] = {
    act.__name__: act for act in (owe, office, leave, later, revise, retry, drafts, sign)
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(ACTS[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))
