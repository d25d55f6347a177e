"""The names of a proposal that match no unit: what they stand for, or that they stay as they are written."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions import names
from tracker.desk.access import office
from tracker.desk.bounds import number
from tracker.desk.request import Request
from tracker.domain.realm import units_of
from tracker.domain.refusal import Refused
from tracker.importing import runs
from tracker.importing.editing import Edition
from tracker.importing.matching import Register
from tracker.models import ImportRun, UnitGroup, WrittenName
from tracker.web.unmatched_names import code_of, owner_name
from tracker.web.views.proposal_edits import back, edit, proposed


@office
@require_POST
def map_owner(request: Request, pk: int) -> HttpResponse:
    """For this import, a name as written stands for the unit chosen; an empty choice takes that back."""
    run = proposed(request, pk)
    name, chosen = request.POST.get("name", ""), request.POST.get("owner", "").strip()
    code = code_of(chosen, run.office)

    def change(edition: Edition) -> str:
        if "as_written" in request.POST:
            return _as_written(edition, run, keep=request.POST["as_written"] == "1")
        if not chosen:
            edition.mapping.pop(name, None)
            return _("“%(name)s”不再对应任何单位。") % {"name": name}
        if not code:
            raise Refused(_("名册里没有“%(name)s”：请从列出的单位和单位组中选择。") % {"name": chosen[:40]})
        edition.mapping[name] = code
        return _("“%(name)s”在这次导入中对应“%(unit)s”。") % {"name": name, "unit": owner_name(code)}

    edit(request, run, change)
    return back(request, run)


def _as_written(edition: Edition, run: ImportRun, *, keep: bool) -> str:
    """All names without a unit stay as the document writes them, and nobody is asked about them again here."""
    if not keep:
        edition.as_written = []
        return _("没有对应单位的名称又列出来了。")
    unknown = runs.unknown_owners(edition, Register.load(run.office, edition.mapping))
    edition.as_written = [*edition.as_written, *unknown]
    return _("%(n)s个名称按原文保留。") % {"n": len(unknown)}


@office
@require_POST
def map_as_before(request: Request, pk: int) -> HttpResponse:
    """All unknown names that the office has met before stand for what it chose then."""
    run = proposed(request, pk)
    known = {row.name: row.code for row in WrittenName.objects.remembered(run.office)}

    def change(edition: Edition) -> str:
        unknown = runs.unknown_owners(edition, Register.load(run.office, edition.mapping))
        found = {name: known[name] for name in unknown if name in known}
        if not found:
            raise Refused(_("以前的导入没有对应过这些名称。"))
        edition.mapping.update(found)
        return _("%(n)s个名称按以前的选择对应，请核对。") % {"n": len(found)}

    edit(request, run, change)
    return back(request, run)


@office
@require_POST
def ask_name(request: Request, pk: int) -> HttpResponse:
    """To the system administrator: take this name into the register."""
    run = proposed(request, pk)
    kind, _colon, owner = code_of(request.POST.get("owner", "").strip(), run.office).partition(":")
    model = {"unit": units_of(run.office), "group": UnitGroup.objects.all()}.get(kind)
    meant = model.filter(pk=owner).first() if model is not None and number(owner) else None
    try:
        names.ask_for_name(
            office=run.office,
            name=request.POST.get("name", ""),
            by=request.actor,
            **({kind: meant} if meant else {}),
        )
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("已请系统管理员处理；列入名册后，这里和以后的导入都能认出。"))
    return back(request, run)
