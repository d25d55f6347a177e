"""Lists as people keep them. A convenience, not a deed: no event, and no right needed beyond seeing the list."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import ListPage, SavedView
from tracker.rules.characters import IMPOSSIBLE

MOST = 30


def save_view(
    *, by: Actor, page: str, name: str, query: str, for_office: bool = False, is_pinned: bool = False
) -> SavedView:
    """One of the same name is replaced. `query`: the part of the address after the question mark."""
    name = name.strip()
    if page not in ListPage.values:
        raise Refused(_("这个列表不能保存视图。"))
    if not name or len(name) > 40:
        raise Refused(_("请给视图起一个40字以内的名称。"))
    if IMPOSSIBLE.search(name + query):
        raise Refused(_("名称或条件里有看不见的控制字符，请删去后再保存。"))
    if len(query) > 1000:
        raise Refused(_("条件太长，不能保存，请减少条件后再保存。"))
    if for_office and not by.is_office:
        raise Refused(_("只有督办机构可以保存全办公室的视图。"))
    owner = {"office_id": min(by.offices)} if for_office else {"person_id": by.person_id}
    if SavedView.objects.filter(**owner).exclude(page=page, name=name).count() >= MOST:
        raise Refused(_("最多保存%(n)d个视图，请先删去不用的。") % {"n": MOST})
    row, _made = SavedView.objects.update_or_create(
        **owner, page=page, name=name, defaults={"query": query, "is_pinned": is_pinned}
    )
    return row


def forget_view(*, view: SavedView, by: Actor) -> None:
    if view.person_id != by.person_id and view.office_id not in by.offices:
        raise Refused(_("只能删去自己或本办公室的视图。"))
    view.delete()
