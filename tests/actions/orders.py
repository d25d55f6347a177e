"""Letters for tests: an order that an officer drafts and the head signs."""

from tests.actions.conftest import again
from tests.factories import TODAY
from tracker.actions import dispatches, signing
from tracker.domain.actor import Actor


def drafted(cast, *obligations, **said):
    given = {
        "kind": "order", "office": cast.office, "units": [cast.bureau], "title": "关于督办占道经营整治的函",
        "matter": "该事项已逾期。", "demand": "请于5个工作日内书面回复。", "by": Actor.of(cast.officer, TODAY),
    }  # fmt: skip
    return dispatches.draft_dispatch(obligations=obligations, **(given | said))


def signed(cast, order):
    signing.sign(dispatch=order, by=Actor.of(cast.head, TODAY))
    return again(order)
