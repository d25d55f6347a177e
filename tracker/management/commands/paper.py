"""`manage.py paper KIND --out FILE` writes one document; the ending of FILE chooses how."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from tracker.domain.actor import Actor, Held
from tracker.domain.refusal import Refused
from tracker.management.base import OfThisMode, day, log_export, place, whole_number
from tracker.models import Installation, Role, TaskList, Unit
from tracker.papers.kinds import KINDS, paper
from tracker.papers.wanted import Wanted


class Command(OfThisMode):
    help = "生成一份文件：函件、台账、通报、任务清单等。 Write one document, as docx, xlsx, pdf, html or zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = "；".join(f"{kind.code} {kind.label}（{'、'.join(kind.endings)}）" for kind in KINDS.values())
        parser.add_argument("kind", metavar="KIND", help=kinds)
        parser.add_argument("--out", type=place, required=True, help="写到哪个文件；后缀决定格式")
        parser.add_argument("--year", type=whole_number, help="年度；默认为清单的年度，或截止日所在的年度")
        parser.add_argument("--list", dest="list_name", help="清单：名称或编号")
        parser.add_argument(
            "--id", dest="pk", type=whole_number, help="哪一份函件、哪一项任务、哪一件应办事项"
        )
        parser.add_argument("--as-of", type=day, help="截至哪一天，如 2025-12-03；默认今天")
        parser.add_argument("--office", help="哪个督办机构；只有一个时不必写")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = KINDS.get(options["kind"])
        if kind is None:
            raise CommandError(f"没有“{options['kind']}”这种文件，可以用：{'、'.join(KINDS)}。")
        out = options["out"]
        try:
            made = paper(kind, _wanted(options), out.suffix.lower().removeprefix("."))
        except Refused as no:
            raise CommandError(str(no)) from no
        try:
            out.write_bytes(made.content)
        except OSError as error:
            raise CommandError(f"写不到 {out}：{error.strerror}。请换一个文件夹。") from error
        log_export(f"paper {kind.code}", made.filename)
        self.stdout.write(f"{kind.label}已写到 {out}（{len(made.content)} 字节）。")


def _wanted(options: dict[str, Any]) -> Wanted:
    today = Installation.objects.current().business_date()
    as_of = options["as_of"] or today
    if as_of > today:
        raise CommandError(f"{as_of} 晚于今天（{today}）：还没有发生的，写不出来。")
    by = reader(office_named(options["office"]), today)
    chosen = list_named(options["list_name"], by) if options["list_name"] else None
    return Wanted(by=by, as_of=as_of, year=options["year"], task_list=chosen, pk=options["pk"])


def reader(office: Unit, today: Any) -> Actor:
    """Whoever may run commands on the server sees what this office's head sees, and is nobody in the history."""
    path = office.realm_path
    return Actor(None, today, (Held(Role.OFFICE_HEAD, office.pk, office.path, path, 0, ""),))


def office_named(name: str | None) -> Unit:
    offices = Unit.objects.active().filter(is_office=True).select_related("parent")
    found = [office for office in offices if name in (None, office.name, office.short_name, str(office.pk))]
    if len(found) == 1:
        return found[0]
    names = "、".join(office.name for office in offices) or "（还没有）"
    said = f"没有叫“{name}”的督办机构" if name else "请用 --office 写明是哪个督办机构"
    raise CommandError(f"{said}。现有：{names}。")


def list_named(name: str, by: Actor) -> TaskList:
    rows = TaskList.objects.visible_to(by)
    found = list(rows.filter(pk=int(name)) if name.isdecimal() else rows.filter(name=name))
    if len(found) == 1:
        return found[0]
    names = "；".join(f"{row.pk} {row.name}（{row.year}）" for row in rows) or "（还没有）"
    said = f"叫“{name}”的清单有{len(found)}份，请写编号" if found else f"没有“{name}”这份清单"
    raise CommandError(f"{said}。现有：{names}。")
