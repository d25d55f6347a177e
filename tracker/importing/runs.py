"""The life of one import: uploaded, read by a job, edited by officers, applied, perhaps undone.

run = start(content=…, filename=…, office=…, by=…)     the file is kept, nothing else knows of it
read(run_id=…)                                         file -> proposal; may run twice, the row decides
with editing(run) as edition: editing.split(edition, …)
preview(run, task_list)                                the diff
ask_to_apply(run=…, by=…)                              from now on nobody edits it
apply_asked(run_id=…, today=…)                         one transaction; after that there is a Source
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.domain.files import bare_name, store
from tracker.domain.lists import create_list
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import ImportRun, ImportState, Indicator, ListState, Source, TaskList, Unit, WrittenName
from tracker.reading.proposal import propose_blocks
from tracker.reading.proposed import Proposal
from tracker.reading.readers import UnreadableDocument, read_document

from . import codec
from .applying import apply
from .diffing import Change, diff
from .editing import Edition
from .matching import Register
from .receiving import passages_of, receive, text_digest, write_figures

NAME_MOST = 128  # characters of a name that is remembered


def start(*, content: bytes, filename: str, office: Unit, by: Actor, year: int | None = None) -> ImportRun:
    """Keep the bytes and queue nothing: the door that calls this asks for `read`."""
    kept = store("sources", filename, content)
    return ImportRun.objects.create(
        office=office,
        file=kept.name,
        filename=bare_name(filename),
        sha256=kept.sha256,
        size=kept.size,
        year=year,
        started_by=by.person,
        step=_("排队等候"),
    )


# --- Reading ---------------------------------------------------------------------------------------
def read(*, run_id: int) -> int:
    """File -> proposal. Returns how many items; 0 when somebody else was faster or the file was refused."""
    run = ImportRun.objects.being_read().filter(pk=run_id).first()
    if run is None:
        return 0
    try:
        proposal = _propose(run)
        return _keep(run, proposal)
    except UnreadableDocument as error:
        _fail(run, str(error))
        return 0
    except Exception as error:  # the officer must not wait for ever; the worker's log has the rest
        _fail(
            run,
            _("读取时程序出错（%(kind)s），请把文件交给系统管理员检查。") % {"kind": type(error).__name__},
        )
        raise


def _keep(run: ImportRun, proposal: Proposal) -> int:
    """Returns how many items it has."""
    edition = Edition.of(proposal)
    _groups_as_before(edition, run.office)
    _figures_as_before(edition, run.office)
    ImportRun.objects.being_read().filter(pk=run.pk).update(
        state=ImportState.PROPOSED,
        progress=100,
        step="",
        proposal=codec.to_plain(edition),
        passages=codec.passages_to_plain(proposal.passages, proposal.fates),
        text_sha256=text_digest(proposal.passages),
    )
    return len(edition.entries)


def _groups_as_before(edition: Edition, office: Unit) -> None:
    """各单位, 各成员单位: which group the office took such words for last time holds until it says otherwise; the page shows
    it among the names that stand for something."""
    known = {row.name: row.code for row in WrittenName.objects.remembered(office) if row.group_id}
    if known:
        unknown = unknown_owners(edition, Register.load(office))
        edition.mapping.update({name: known[name] for name in unknown if name in known})


def _figures_as_before(edition: Edition, office: Unit) -> None:
    """A report counts much that nobody follows: of its figures those are ticked whose indicator the office has already."""
    rows = Indicator.objects.filter(Q(office=office) | Q(office=None))
    known = set(rows.values_list("name", "measure"))
    for figure in edition.head.figures:
        figure.ticked = (figure.name[:200], figure.unit[:32]) in known


def _propose(run: ImportRun) -> Proposal:
    _tell_step(run, 10, _("正在打开文件"))
    with run.file.open("rb") as file:
        content = file.read()
    document = read_document(content, run.filename)
    _tell_step(run, 50, _("正在辨认条款、责任单位和时限"))
    proposal = propose_blocks(document, run.filename, year=run.year)
    _tell_step(run, 90, _("正在保存提议"))
    return proposal


def read_again(*, run: ImportRun, year: int) -> None:
    """With the year that the document does not tell. Raises Refused when it has been applied or dropped meanwhile."""
    again = ImportRun.objects.proposed().filter(pk=run.pk)
    if not again.update(state=ImportState.READING, progress=0, step=_("排队等候"), year=year):
        raise Refused(_("这次导入已不在核对，不能重新读取。"))


def _tell_step(run: ImportRun, percent: int, step: str) -> None:
    ImportRun.objects.being_read().filter(pk=run.pk).update(progress=percent, step=step)


def _fail(run: ImportRun, sentence: str) -> None:
    """What was refused is not kept: it may be classified."""
    changed = (
        ImportRun.objects.being_read()
        .filter(pk=run.pk)
        .update(state=ImportState.FAILED, error=sentence, step="", file="")
    )
    if changed:
        _forget_file(run.file.name or "")


def _forget_file(name: str) -> None:
    in_use = Source.objects.filter(file=name).exists() or ImportRun.objects.filter(file=name).exists()
    if name and not in_use:
        default_storage.delete(name)


# --- Editing ---------------------------------------------------------------------------------------
def edition_of(run: ImportRun) -> Edition:
    return codec.from_plain(run.proposal)


@contextmanager
def editing(run: ImportRun) -> Iterator[Edition]:
    """The proposal, locked while it is changed: two officers may work on it at once. Raises editing.Refused."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update(of=("self",)).defer("passages").get(pk=run.pk)
        if locked.state != ImportState.PROPOSED:
            raise Refused(
                _("这次导入已是“%(state)s”，不能再修改提议。") % {"state": locked.get_state_display()}
            )
        edition = edition_of(locked)
        yield edition
        locked.proposal = codec.to_plain(edition)
        locked.save(update_fields=["proposal"])


def preview(run: ImportRun, task_lists: Mapping[str, TaskList | None]) -> list[tuple[str, list[Change]]]:
    """The diff of what would be written now, for each kind of item that goes anywhere. `task_lists`: kind of item ->
    its list, None for a list still to be made."""
    edition = edition_of(run)
    register = Register.load(run.office, edition.mapping)
    return [
        (kind, diff(items=edition.items_of(kind), task_list=task_list, register=register))
        for kind, task_list in task_lists.items()
    ]


def unknown_owners(edition: Edition, register: Register) -> dict[str, list[int]]:
    """Names that match no unit -> numbers of the entries that name them, in document order."""
    found: dict[str, list[int]] = {}
    for entry in edition.entries:
        if entry.is_dropped:
            continue
        for owner in (*entry.item.lead, *entry.item.co):
            if not register.find_all(owner):
                found.setdefault(owner.name, []).append(entry.id)
    return found


# --- Applying --------------------------------------------------------------------------------------
def ask_to_apply(*, run: ImportRun, by: Actor) -> None:
    """The officer's word: what stands in the proposal now is written by a job. The row keeps whose word it is: what lies in
    the queue can be written by others. Raises Refused when somebody was faster."""
    refuse_if(why_not_office(run.office, by=by))
    asked = ImportRun.objects.proposed().filter(pk=run.pk)
    waits = {"state": ImportState.APPLYING, "progress": 0, "step": _("排队等候"), "error": ""}
    if not asked.update(**waits, applied_by=by.user):
        run.refresh_from_db(fields=["state"])
        raise Refused(_("这次导入已是“%(state)s”，不能再写入。") % {"state": run.get_state_display()})


def take_back(*, run: ImportRun, why: str = "") -> bool:
    """From waiting for the job back to the proposal; False when the job was faster. On PostgreSQL this waits for a
    transaction that is writing just now and then finds the import applied."""
    asked = ImportRun.objects.being_applied().filter(pk=run.pk)
    return bool(asked.update(state=ImportState.PROPOSED, progress=100, step="", error=why, applied_by=None))


def apply_asked(*, run_id: int, today: date) -> int:
    """What `ask_to_apply` asked for, in the name of whoever asked and with that person's rights of today. May run twice: the
    row decides. Returns how many rows the result tells of.

    What cannot be written goes back to the officer with one sentence."""
    rows = ImportRun.objects.being_applied().select_related("office", "applied_by")
    run = rows.filter(pk=run_id).first()
    if run is None:
        return 0
    by = Actor.of(run.applied_by, today) if run.applied_by else Actor.system(today)
    ImportRun.objects.being_applied().filter(pk=run_id).update(
        progress=50, step=_("正在写入，全部成功才生效")
    )
    try:
        refuse_if(why_not_office(run.office, by=by))
        return len(_apply_to_lists(run, by=by))
    except Refused as no:
        take_back(run=run, why=str(no))
        return 0
    except Exception as error:  # the officer must not wait for ever; the worker's log has the rest
        why = _("写入时程序出错（%(kind)s），什么也没有写入，请告诉系统管理员。")
        take_back(run=run, why=why % {"kind": type(error).__name__})
        raise


@chronicle()
def _apply_to_lists(run: ImportRun, *, by: Actor) -> list[Change]:
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    edition = edition_of(run)
    task_lists, made = {}, []
    for kind, task_list in chosen_lists(edition, run).items():
        if task_list is None:
            task_list = create_list(**edition.target[kind], office=run.office, by=by)
            made.append(task_list)
        task_lists[kind] = task_list
    return apply_run(run=run, task_lists=task_lists, by=by, made_lists=made, asked=True)


def open_lists(run: ImportRun) -> list[TaskList]:
    """Lists of the office that still take tasks."""
    rows = TaskList.objects.filter(office=run.office).order_by("-year", "name")
    return [each for each in rows if each.state != ListState.CLOSED]


def chosen_lists(edition: Edition, run: ImportRun) -> dict[str, TaskList | None]:
    """Kind of item -> its list; None where the list is still to be made. Raises Refused when one was closed since."""
    lists = {each.pk: each for each in open_lists(run)}
    found = {}
    for kind, chosen in edition.target.items():
        if "list" in chosen and chosen["list"] not in lists:
            raise Refused(_("所选的清单已归档或不存在，请重新选择。"))
        pk = chosen.get("list")
        found[kind] = None if pk is None else lists.get(pk)
    return found


@chronicle()
def apply_run(
    *,
    run: ImportRun,
    task_lists: Mapping[str, TaskList],
    by: Actor,
    made_lists: Iterable[TaskList] = (),
    asked: bool = False,
) -> list[Change]:
    """Write everything in one transaction: the document, its passages and figures, and the items as drafts.

    `task_lists`: kind of item -> its list; a kind that is not named is not imported. `made_lists`: lists created for
    this import, which go with it when it is undone. `asked`: it waits for its job. Raises Refused when the import was applied or dropped meanwhile, or
    has nothing left to write."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != (ImportState.APPLYING if asked else ImportState.PROPOSED):
        raise Refused(_("这次导入已是“%(state)s”，不能再写入。") % {"state": run.get_state_display()})
    edition = edition_of(run)
    has_figures = any(f.ticked for f in edition.head.figures)
    if not any(edition.items_of(kind) for kind in task_lists) and not has_figures:
        raise Refused(_("没有可以写入的条目：请恢复至少一条并选择清单，或放弃这次导入。"))
    proposal = edition.head
    proposal.passages = codec.passages_from_plain(run.passages)
    is_known = Source.objects.filter(sha256=run.sha256).exists()
    source = receive(content=_content(run), filename=run.filename, proposal=proposal, by=by)
    passages = passages_of(source, proposal)
    changes, rows = [], []
    for kind, task_list in task_lists.items():
        found = apply(
            items=edition.items_of(kind),
            source=source,
            task_list=task_list,
            by=by,
            passages=passages,
            mapping=edition.mapping,
            run=run.pk,
        )
        TaskList.objects.filter(pk=task_list.pk, source=None).update(source=source)
        changes += found
        rows += [{**change.as_row(), "list": task_list.pk} for change in found]
    run.outcome = {
        "rows": rows,
        "left_out": _left_out(edition, task_lists),
        "figures": write_figures(source=source, proposal=proposal, office=run.office),
        "lists": [task_list.pk for task_list in task_lists.values()],
        "made_lists": [task_list.pk for task_list in made_lists],
        "made_source": not is_known,
    }
    _remember(edition.mapping, run.office)
    run.state, run.source, run.task_list = ImportState.APPLIED, source, next(iter(task_lists.values()), None)
    run.applied_by, run.applied_at = by.person, timezone.now()
    run.progress, run.step, run.error = 100, "", ""
    run.save(
        update_fields=[
            "progress",
            "step",
            "error",
            "state",
            "source",
            "task_list",
            "outcome",
            "applied_by",
            "applied_at",
        ]
    )
    return changes


def _remember(mapping: Mapping[str, str], office: Unit) -> None:
    """Next time the office finds its choice proposed."""
    for name, code in mapping.items():
        kind, _colon, pk = code.partition(":")
        meant = (
            {"unit_id": int(pk), "group_id": None}
            if kind == "unit"
            else {"unit_id": None, "group_id": int(pk)}
        )
        if len(name) <= NAME_MOST:
            WrittenName.objects.update_or_create(office=office, name=name, defaults=meant)


def _content(run: ImportRun) -> bytes:
    with run.file.open("rb") as file:
        content: bytes = file.read()
    return content


def _left_out(edition: Edition, task_lists: Mapping[str, TaskList]) -> list[dict]:
    """What the officer did not want, with the reason for the result page."""
    rows = []
    for entry in edition.entries:
        if entry.is_dropped or entry.item.kind not in task_lists:
            reason = _("督办员选择不导入") if entry.is_dropped else _("没有为这一类条目选择清单")
            item = entry.item
            row = {"number": item.number, "title": item.title or item.text[:60], "address": item.address}
            rows.append({**row, "reason": reason})
    return rows


# --- Ending ----------------------------------------------------------------------------------------
def reopen(*, run: ImportRun) -> None:
    """After an undo the same proposal may be edited and applied again."""
    again = ImportRun.objects.filter(pk=run.pk, state=ImportState.UNDONE)
    if not again.update(state=ImportState.PROPOSED, outcome={}, applied_at=None, applied_by=None):
        raise Refused(_("只有已撤回的导入可以重新打开。"))


def discard(*, run: ImportRun) -> None:
    """Throw an import away that has written nothing, with its file."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if run.state == ImportState.APPLIED:
            raise Refused(_("这次导入已写入任务，请先撤回。"))
        if run.state == ImportState.APPLYING:
            raise Refused(_("正在写入任务，请等写入结束，或先退回提议。"))
        name = run.file.name or ""
        run.delete()
        _forget_file(name)
