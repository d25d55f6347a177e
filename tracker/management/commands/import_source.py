"""`manage.py import_source FILE`: what a document proposes, what that would change, and, with --apply, the change.

With `--dry-run --json` standard output holds one JSON object and nothing else, and no database is needed.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError

from tracker import importing
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.domain.lists import create_list
from tracker.domain.refusal import Refused
from tracker.management.base import place, refuse_wrong_database
from tracker.models import ListKind, Membership, TaskList, Unit, User, business_date
from tracker.reading.explain import explain
from tracker.reading.proposal import CUTS, propose_blocks, to_json
from tracker.reading.proposed import Proposal, ProposedItem
from tracker.reading.readers import UnreadableDocument, read_document, safe_name

KINDS = {
    "plan": ListKind.WORK_PLAN,
    "report": ListKind.WORK_PLAN,
    "list": ListKind.DUTY_LIST,
    "rectification": ListKind.RECTIFICATION,
}


class Stop(Exception):
    """The command ends here; its text is the sentence to show."""


class Command(BaseCommand):
    help = "读取一份文件，列出其中的任务；默认显示与现有清单的差别，加 --apply 才写入（都是拟办）。"
    requires_system_checks = []  # --dry-run runs without a database
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=place, help="docx、xlsx、xls、csv、pdf、html 或 txt 文件")
        parser.add_argument("--year", type=int, help="没有写年份的日期属于哪一年；不填则从文件中辨认")
        parser.add_argument("--list", dest="list_name", default="", help="清单名称；不填则用文件标题")
        parser.add_argument("--dry-run", action="store_true", help="只读文件，不用数据库")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument(
            "--cut",
            choices=CUTS,
            default="auto",
            help="正文分到多细：auto按规则，item按编号项，sentence按句，clause按分句；导入页上每一节还可以另选",
        )
        parser.add_argument(
            "--explain", action="store_true", help="逐条列出责任单位和时限是凭哪条规则、哪几个字读出的"
        )
        parser.add_argument("--apply", action="store_true", help="写入：新增的和改动的任务都是拟办")
        parser.add_argument("--by", default="", help="以哪位督办员的名义写入（登录名）；--apply 时必填")

    def handle(self, *args, **options) -> None:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")  # Chinese must not depend on the terminal's locale
        try:
            self._run(options)
        except (Stop, UnreadableDocument, Refused) as problem:
            self._end(str(problem))
        except DatabaseError as problem:
            self._say(f"{type(problem).__name__}: {problem}")
            self._end(
                "数据库连不上或还没有建好：请先运行 manage.py migrate；只想看读出了什么，请加 --dry-run。"
            )

    def _end(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(1)

    def _say(self, words: str) -> None:
        """Progress goes beside the result, never into it."""
        self.stderr.write(words, style_func=str)

    def _run(self, options: dict) -> None:
        if options["apply"] and options["dry_run"]:
            raise Stop("--apply 和 --dry-run 不能同时使用。")
        path = options["file"]
        self._say(f"正在读取 {safe_name(path.name)}")
        document = read_document(path)
        self._say("正在辨认条款、责任单位和时限")
        proposal = propose_blocks(
            document, safe_name(path.name), year=_sane(options["year"]), cut=options["cut"]
        )
        self._say(f"读出{len(proposal.items)}条，{len(proposal.figures)}个数值")
        if options["explain"]:
            self.stdout.write(explain(proposal))
            return
        if options["dry_run"]:
            self.stdout.write(to_json(proposal) if options["json"] else _as_table(proposal))
            return
        changes, task_list = self._import(path, proposal, options)
        self.stdout.write(_changes_json(changes, task_list) if options["json"] else _changes_table(changes))

    # --- With the database ---------------------------------------------------------------------------
    def _import(self, path: Path, proposal: Proposal, options: dict):
        refuse_wrong_database()
        today = business_date()
        by = _officer(options["by"], today, required=options["apply"])
        office = _office(by)
        name = options["list_name"] or proposal.title or path.stem
        year = options["year"] or proposal.year or today.year
        named = TaskList.objects.filter(name=name, year=year)
        task_list = (named.filter(office=office) if office else named).first()
        if not options["apply"]:
            return importing.diff(items=proposal.chosen, task_list=task_list), task_list
        with chronicle():
            if task_list is None:
                kind = KINDS.get(proposal.kind, ListKind.OTHER)
                task_list = create_list(name=name, year=year, kind=kind, office=office, by=by)
            source = importing.receive(
                content=path.read_bytes(), filename=path.name, proposal=proposal, by=by
            )
            changes = importing.apply(
                items=proposal.chosen,
                source=source,
                task_list=task_list,
                by=by,
                passages=importing.passages_of(source, proposal),
            )
            figures = importing.write_figures(source=source, proposal=proposal)
            TaskList.objects.filter(pk=task_list.pk, source=None).update(source=source)
        self._say(f"已写入清单“{task_list}”，另有新数值{figures}个")
        return changes, task_list


def _sane(year: int | None) -> int | None:
    if year is not None and not 1949 <= year <= 2200:
        raise Stop(f"--year 应是四位年份，如 2025；现在是 {year}。")
    return year


def _officer(username: str, today: date, *, required: bool) -> Actor | None:
    user = User.objects.filter(username=username, is_active=True).first() if username else None
    if username and user is None:
        raise Stop(f"没有登录名为“{username}”的人员，或账号已停用。")
    if required and user is None:
        raise Stop("写入时请用 --by 写明督办员的登录名，如：--by zhoumin。")
    return Actor.of(user, today) if user else None


def _office(by: Actor | None) -> Unit | None:
    if by is None:
        return None
    office = Unit.objects.filter(pk__in=by.offices).first()
    if office is None:
        held = Membership.objects.held_by(by.person, by.on).select_related("unit", "user")
        roles = "、".join(str(m) for m in held) or "没有任职"
        raise Stop(f"“{by.name}”不是督办员或办主任（{roles}），不能导入。")
    return office


# --- Words -----------------------------------------------------------------------------------------
def _as_table(proposal: Proposal) -> str:
    lines = [
        f"标题：{proposal.title or '（无）'}　年份：{proposal.year or '（看不出）'}　种类：{proposal.kind}",
        "",
    ]
    lines += [_item_line(item) for item in proposal.items]
    lines += [f"注意：{warning}" for warning in proposal.warnings]
    return "\n".join(lines)


def _item_line(item: ProposedItem) -> str:
    lead = "、".join(o.name for o in item.lead) or "—"
    co = "、".join(o.name for o in item.co) or "—"
    dates = "；".join(d.wording for d in item.dates) or "—"
    return f"{item.address}\t{item.label}{item.text[:50]}\t牵头：{lead}\t责任：{co}\t时限：{dates}"


def _changes_table(changes: list[importing.Change]) -> str:
    counts = importing.counted(changes)
    lines = ["　".join(f"{label}{counts[code]}" for code, label in importing.OUTCOMES.items()), ""]
    for change in changes:
        lines.append(f"{change.label}\t{change.number}\t{change.title}\t{'；'.join(change.reasons)}")
        lines += [
            f"\t{name}：{before or '（空）'} → {after or '（空）'}" for name, before, after in change.pairs()
        ]
    return "\n".join(lines)


def _changes_json(changes: list[importing.Change], task_list: TaskList | None) -> str:
    rows = [{**change.as_row(), "fields": change.pairs()} for change in changes]
    for row in rows:
        row.pop("before", None)
    body = {
        "list": task_list.pk if task_list else None,
        "counts": importing.counted(changes),
        "changes": rows,
    }
    return json.dumps(body, ensure_ascii=False, indent=1)
