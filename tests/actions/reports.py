"""Reports for tests: begun by the liaison, handed in by the leader, or written down for them."""

from datetime import timedelta

from tests.actions.conftest import again
from tests.factories import TODAY
from tracker.actions import progress
from tracker.domain.actor import Actor

LATER = TODAY + timedelta(days=28)


def drafted(cast, owed, **said):
    given = {"text": "方案已印发。", "percent": 100, "by": Actor.of(cast.liaison, TODAY)}
    return progress.save_draft(obligation=owed, **(given | said))


def released(cast, owed, **said):
    report = drafted(cast, owed, **said)
    progress.release(progress=report, by=Actor.of(cast.chief, TODAY))
    return again(report)


def on_behalf(cast, owed, **said):
    given = {
        "text": "来电答复已完成。",
        "percent": 100,
        "channel": "phone",
        "witness": "王科长",
        "by": Actor.of(cast.officer, TODAY),
    }
    return progress.record_for_unit(obligation=owed, **(given | said))
