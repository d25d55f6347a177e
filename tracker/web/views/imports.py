"""Uploading documents, waiting for their reading, and the page of one import, whatever state it is in."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, TextField, Value, When
from django.db.models.fields.json import KT
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from tracker import importing, jobs
from tracker.desk.access import office, visible
from tracker.desk.downloads import attachment, made
from tracker.desk.forms.imports import Upload, Year, why_not_take
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.importing import known, runs
from tracker.models import ImportRun, ImportState, TaskList
from tracker.reading.tables.template_file import table_file
from tracker.web.listing import listing
from tracker.web.views import landing, proposals


@office
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: Request) -> HttpResponse:
    form = Upload(request.POST or None, request.FILES or None, offices=request.actor.offices)
    if request.method == "POST" and form.is_valid():
        started = [one for one in (_take(request, form, file) for file in form.cleaned_data["files"]) if one]
        if len(started) == 1:
            return redirect("import_run", started[0].pk)
        return redirect("imports")
    waiting = When(state=ImportState.PROPOSED, then=KT("proposal__head__title"))
    title = Case(waiting, default=Value(""), output_field=TextField())
    rows = ImportRun.objects.visible_to(request.actor).defer("proposal", "passages", "outcome")
    rows = rows.annotate(title=title)
    context = {
        "form": form,
        "listing": listing(request, rows.select_related("task_list", "started_by"), keys=("-pk",)),
    }
    return render(request, "imports/list.html", context, status=422 if form.is_bound else 200)


def _take(request: Request, form: Upload, file) -> ImportRun | None:
    refusal = why_not_take(file)
    if refusal:
        messages.error(request, refusal)
        return None
    content = file.read()
    waiting = known.pending_upload(content, form.cleaned_data["office"].pk)
    if waiting is not None:
        said = _("“%(name)s”已在核对（%(who)s %(day)s上传），没有再读一遍；要重新读取，请先放弃那一次。")
        day, who = waiting.started_on or waiting.started_at.date(), waiting.started_by or ""
        messages.warning(request, said % {"name": file.name, "who": who, "day": day})
        return waiting
    with transaction.atomic():
        run = runs.start(
            content=content,
            filename=file.name,
            office=form.cleaned_data["office"],
            by=request.actor,
            year=form.cleaned_data["year"],
        )
        transaction.on_commit(partial(_queue, request, run.pk))
    return run


def _queue(request: Request, pk: int) -> None:
    try:
        jobs.read_import.delay(pk)
    except OperationalError:
        messages.error(request, _("后台作业服务暂时连不上，文件已保存；请稍后在导入页按“重新开始”。"))


@office
@require_safe
def run(request: Request, pk: int) -> HttpResponse:
    """One import: being read, refused, to be edited, or done."""
    this = visible(request, ImportRun.objects.select_related("office", "task_list", "started_by"), pk)
    if this.state == ImportState.PROPOSED:
        return proposals.page(request, this)
    if this.state in (ImportState.APPLIED, ImportState.UNDONE):
        return landing.result(request, this)
    return render(request, "imports/waiting.html", {"run": this})


@office
@require_safe
def status(request: Request, pk: int) -> HttpResponse:
    """What the waiting page's small poll asks."""
    rows = ImportRun.objects.defer("proposal", "passages", "outcome")
    this = visible(request, rows, pk)
    return JsonResponse(
        {"state": this.state, "progress": this.progress, "step": this.step, "label": this.get_state_display()}
    )


@office
@require_safe
def file(request: Request, pk: int) -> HttpResponse:
    this = visible(request, ImportRun.objects.defer("proposal", "passages", "outcome"), pk)
    return attachment(this.file, this.filename, sha256=this.sha256)


@office
@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    """Ask once more for a job that got lost with its worker; reading and writing twice do no harm."""
    this = visible(request, ImportRun.objects.all(), pk)
    if this.state == ImportState.READING:
        _queue(request, this.pk)
    elif this.state == ImportState.APPLYING:
        landing.queue_applying(request, this)
    return redirect("import_run", pk)


@office
@require_POST
def read_again(request: Request, pk: int) -> HttpResponse:
    """Another year than the one that was read. From the file, as long as nobody has changed anything; else in place."""
    this = visible(request, ImportRun.objects.defer("proposal", "passages", "outcome"), pk)
    form = Year(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("请填写年份，如2025。"))
        year = form.cleaned_data["year"]
        if _is_touched(this):
            changed, unread = runs.with_year(run=this, year=year)
            said = _("文件年份已改为%(year)s：%(n)s条的时限随之重读，您设置的没有动。")
            messages.success(request, said % {"year": year, "n": changed})
            if unread:
                messages.warning(request, _("另有%(n)s个时限没有重新读出，请核对。") % {"n": unread})
        else:
            runs.read_again(run=this, year=year)
            _queue(request, this.pk)
    except Refused as no:
        messages.error(request, str(no))
    return redirect("import_run", pk)


def _is_touched(run: ImportRun) -> bool:
    found = ImportRun.objects.proposed().filter(pk=run.pk).defer("passages", "outcome").first()
    return found is not None and runs.edition_of(found).is_touched


@office
@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """At once while nobody has worked on it; else it is asked first."""
    this = visible(request, ImportRun.objects.all(), pk)
    if "sure" not in request.POST and _is_touched(this):
        return render(request, "imports/discard.html", {"run": this})
    try:
        runs.discard(run=this)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("import_run", pk)
    messages.success(request, _("已放弃“%(name)s”，上传的文件已删除。") % {"name": this.filename})
    return redirect("imports")


@office
@require_safe
def template(request: Request) -> HttpResponse:
    title = _("%(year)s年任务清单（请改成清单名称）") % {"year": request.actor.on.year}
    name = _("任务清单模板")
    return made(table_file(title), f"{name}.xlsx")


@office
@require_safe
def list_export(request: Request, pk: int) -> HttpResponse:
    """The whole list in the import's columns: what comes out can go in again."""
    this = visible(request, TaskList.objects.filter(office__in=request.actor.offices), pk)
    return made(importing.export_list(this), f"{this.name}.xlsx")
