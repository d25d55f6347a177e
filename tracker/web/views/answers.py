"""读入下级答复: a lower office's list in the open format, looked at task by task before any of it is taken."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions.answers import take_answer, why_not_take_answers
from tracker.desk.access import office, visible
from tracker.desk.bounds import numbers
from tracker.desk.forms.answers import AnswerFile
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.models import TaskList, Unit
from tracker.publishing.answers import Answers, answers_in, read_answers
from tracker.reading.readers import UnreadableDocument
from tracker.web.listing import Listing


@office
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: Request, pk: int) -> HttpResponse:
    """First with a file: shows what it says of each of our tasks. Then with the same file as text: takes what was ticked."""
    rows = TaskList.objects.filter(office__in=request.actor.offices).select_related("office")
    this = visible(request, rows, pk)
    refusal = why_not_take_answers(this, by=request.actor)
    again = request.method == "POST" and "said" in request.POST
    form = AnswerFile(
        request.POST if request.method == "POST" else None,
        None if again else request.FILES or None,
        task_list=this,
    )
    context = {"list": this, "form": form, "refusal": refusal}
    if request.method != "POST" or refusal:
        return render(request, "lists/answers.html", context)
    if again:
        return _take(request, this, form, context)
    if not form.is_valid():
        return render(request, "lists/answers.html", context, status=422)
    data = form.cleaned_data["file"].read()
    return _shown(request, this, form.cleaned_data["unit"], data, context)


def _shown(request: Request, this: TaskList, unit: Unit, data: bytes, context: dict) -> HttpResponse:
    try:
        document = read_answers(data)
        found = answers_in(document, this, unit)
    except UnreadableDocument as error:
        messages.error(request, str(error))
        return render(request, "lists/answers.html", context, status=422)
    said = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    context |= {
        "unit": unit,
        "answers": found,
        "said": said,
        "listing": Listing(found.found, len(found.found)),
    }
    return render(request, "lists/answered.html", context)


def _take(request: Request, this: TaskList, form: AnswerFile, context: dict) -> HttpResponse:
    unit = form.fields["unit"].queryset.filter(pk__in=numbers(request.POST.getlist("unit"))).first()
    if unit is None:
        messages.error(request, _("请选择“答复单位”。"))
        return render(request, "lists/answers.html", context, status=422)
    data = request.POST["said"].encode()
    wanted = set(numbers(request.POST.getlist("id")))
    if not wanted:
        messages.error(request, _("请先勾选要读入的答复。"))
        return _shown(request, this, unit, data, context)
    try:
        found = answers_in(read_answers(data), this, unit)
    except UnreadableDocument as error:
        messages.error(request, str(error))
        return render(request, "lists/answers.html", context, status=422)
    _take_each(request, found, unit, wanted)
    return redirect("list", this.pk)


def _take_each(request: Request, found: Answers, unit: Unit, wanted: set[int]) -> None:
    taken = 0
    for one in found.found:
        if one.task.pk not in wanted:
            continue
        try:
            if one.refusal:
                raise Refused(one.refusal)
            take_answer(
                task=one.task,
                unit=unit,
                office=found.office,
                text=one.text,
                percent=one.percent,
                numbers=one.numbers,
                obligation=one.obligation,
                by=request.actor,
            )
            taken += 1
        except Refused as no:
            messages.error(request, _("“%(what)s”未读入：%(why)s") % {"what": one.task, "why": no})
    if taken:
        messages.success(request, _("已读入%(n)s项答复；作为进展报送的，等待他人审核。") % {"n": taken})
