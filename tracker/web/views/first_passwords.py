"""People from a spreadsheet: the template, the upload, and the first passwords, shown once."""

from __future__ import annotations

import json

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.actions.pending_changes import ask_for_listed
from tracker.actions.people_import import COLUMNS, PersonOutcome, import_people
from tracker.desk.access import people_keepers
from tracker.desk.forms.base import PlainForm
from tracker.desk.proof import proved_first
from tracker.desk.request import Request
from tracker.models import Role, User
from tracker.reading.readers import UnreadableDocument
from tracker.web.exports import table_file
from tracker.web.spreadsheets import first_table

MOST_ROWS = 2000
EXAMPLE = ("张三", "zhangsan", "市司法局", "联络员", "zhangsan@example.gov.cn", "0798-1234567")
ACCOUNTS_HINT = gettext_lazy(
    "先建立单位。这里只建立账号；角色由安全管理员用同一名单授予。"
    "每人的首次密码随机生成，只在导入结果中显示一次；本人首次登录后须修改。"
)
ROLES_HINT = gettext_lazy(
    "先由系统管理员导入同一名单、建立账号；这里按名单提请授予单位的角色，由另一位管理员确认。"
)
RESULT_COLUMNS = ("行", "姓名", "登录名", "首次密码", "结果")


class ImportForm(PlainForm):
    file = forms.FileField(
        label=gettext_lazy("人员名单"),
        help_text=gettext_lazy(
            "xlsx、xls 或 csv，第一行为表头：姓名、登录名、单位、角色、邮箱、电话。角色填联络员或单位负责人。"
        ),
    )
    all_or_nothing = forms.BooleanField(
        label=gettext_lazy("有一行出错就全部不导入"),
        required=False,
        initial=True,
        help_text=gettext_lazy("不勾选：正确的行先导入，出错的行改好后再传一次，已导入的不会重复。"),
    )

    def clean_file(self) -> list[dict[str, str]]:
        try:
            return rows_of(self.cleaned_data["file"])
        except UnreadableDocument as error:
            raise forms.ValidationError(str(error)) from error


def rows_of(upload: UploadedFile) -> list[dict[str, str]]:
    """The rows below the headings, by column; blank rows stay in place so that row numbers are the file's.
    Raises UnreadableDocument with one Chinese sentence."""
    table = first_table(upload)
    headings = [cell.strip() for cell in table[0]]
    missing = [column for column in COLUMNS if column not in headings]
    if missing:
        raise UnreadableDocument(
            _("第1行表头缺少：%(names)s。请下载模板，按模板的表头填写。") % {"names": "、".join(missing)}
        )
    unknown = [heading for heading in headings if heading and heading not in COLUMNS]
    if unknown:
        raise UnreadableDocument(
            _("表头有不认识的列：%(names)s。请删去后再传。") % {"names": "、".join(unknown)}
        )
    if len(table) > MOST_ROWS + 1:
        raise UnreadableDocument(_("一次最多导入%(n)s人，请分成几个文件。") % {"n": MOST_ROWS})
    places = {column: headings.index(column) for column in COLUMNS}
    return [{column: row[at] if at < len(row) else "" for column, at in places.items()} for row in table[1:]]


@people_keepers
@require_http_methods(["GET", "HEAD", "POST"])
@proved_first
def people_import(request: Request) -> HttpResponse:
    """Both administrators who see people: one for the accounts, the other for the roles."""
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        wanted = form.cleaned_data
        bring_in = import_people if request.actor.holds(Role.SYSTEM_ADMIN) else ask_for_listed
        outcomes = bring_in(rows=wanted["file"], all_or_nothing=wanted["all_or_nothing"], by=request.actor)
        return _result(request, outcomes, title=_("导入结果"), back=_people())
    makes_accounts = Role.SYSTEM_ADMIN in request.actor.roles
    context = {"form": form, "back": _people(), "hint": ACCOUNTS_HINT if makes_accounts else ROLES_HINT}
    return render(request, "people/import.html", context, status=422 if posted else 200)


def shown_once(request: Request, person: User, password: str, *, back: str) -> HttpResponse:
    """A first password is shown on the answer to the very request: Request, it is stored nowhere, not even in a message."""
    outcome = PersonOutcome(0, person.name, person.username, True, _("首次登录须改密码"), password)
    return _result(request, [outcome], title=_("首次密码"), back=back)


def _result(request: Request, outcomes: list[PersonOutcome], *, title: str, back: str) -> HttpResponse:
    given = [o for o in outcomes if o.password]
    context = {
        "title": title,
        "outcomes": outcomes,
        "refused": sum(not o.ok for o in outcomes),
        "given": len(given),
        "as_json": json.dumps([_cells(o) for o in given], ensure_ascii=False),
        "back": back,
    }
    return render(request, "people/first_passwords.html", context)


def _people() -> str:
    return reverse("admin:tracker_user_changelist")


def _cells(outcome: PersonOutcome) -> list[str]:
    number = str(outcome.row) if outcome.row else ""
    return [number, outcome.name, outcome.username, outcome.password, outcome.reason]


@people_keepers
@require_safe
def people_template(request: Request) -> HttpResponse:
    return table_file(_("人员名单"), "xlsx", [], COLUMNS, [EXAMPLE])


@people_keepers
@require_POST
def passwords_file(request: Request) -> HttpResponse:
    """What the page has just shown, as a file: it comes from the page, because nothing here remembers it."""
    try:
        rows = json.loads(request.POST.get("rows", ""))
        rows = [tuple(str(cell) for cell in row)[: len(RESULT_COLUMNS)] for row in rows][:MOST_ROWS]
    except (ValueError, TypeError, RecursionError):
        return HttpResponse(_("请从导入结果页下载。"), status=422)
    return table_file(
        _("首次密码"),
        "xlsx",
        [_("请当面转交，本人首次登录后须修改。用后请删除此文件。")],
        RESULT_COLUMNS,
        rows,
    )
