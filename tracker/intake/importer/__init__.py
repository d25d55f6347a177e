"""Proposed items + database -> diff -> rows. One transaction; one outcome and reason per item.

Writes drafts only: issuing is an action. What is already running keeps its state, owners and dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from tracker.intake.matching import Register, plain
from tracker.intake.proposed import Proposal, ProposedDate, ProposedItem, ProposedOwner
from tracker.models import (
    Assignment,
    AssignmentRole,
    Basis,
    Duty,
    Event,
    Figure,
    Indicator,
    ListBasis,
    Passage,
    Qualifier,
    Schedule,
    Source,
    Task,
    TaskList,
    TaskState,
    UnitGroup,
    User,
    Verb,
    chronicle,
    tell,
)
from tracker.models.files import store

BATCH = 1000
ALIKE = 0.8  # share of common text from which two items count as the same one, edited
RULES = {"monthly": "monthly", "quarterly": "quarterly", "half-yearly": "half_yearly", "yearly": "yearly"}
QUALIFIERS = {
    "=": Qualifier.EXACT,
    ">": Qualifier.OVER,
    "<": Qualifier.NEARLY,
    ">=": Qualifier.AT_LEAST,
    "<=": Qualifier.AT_MOST,
}
LIST_BASES = {str(b.label): b.value for b in ListBasis} | {"公开清单(部分)": ListBasis.OFFICIAL_PART.value}

NEW, CHANGED, UNCHANGED, GONE = "new", "changed", "unchanged", "gone"


@dataclass(slots=True)
class Change:
    """What importing one item does, or what an item that is no longer in the document means."""

    outcome: str
    title: str
    number: str = ""
    address: str = ""
    item: ProposedItem | None = None
    task: Task | None = None
    fields: dict[str, tuple] = field(default_factory=dict)  # name -> (before, after)
    reasons: list[str] = field(default_factory=list)

    def as_row(self) -> dict:
        return {
            "outcome": self.outcome,
            "number": self.number,
            "title": self.title,
            "address": self.address,
            "reason": "；".join(self.reasons),
            "task": self.task.pk if self.task else None,
            "fields": {k: [str(v) for v in pair] for k, pair in self.fields.items()},
        }


# --- The document ----------------------------------------------------------------------------------
@chronicle()
def receive(
    *, content: bytes, filename: str, proposal: Proposal, by: User | None, today: date, title: str = ""
) -> Source:
    """Keep the document and its passages. The same bytes again are the same Source."""
    kept = store("sources", filename, content)
    source, created = Source.objects.get_or_create(
        sha256=kept.sha256,
        defaults={
            "file": kept.name,
            "filename": kept.filename,
            "size": kept.size,
            "uploaded_by": by,
            "kind": proposal.kind
            if proposal.kind in ("report", "plan", "list", "rectification")
            else "other",
            "title": (title or proposal.title or kept.filename)[:255],
            "issuer": proposal.issuer[:255],
            "number": proposal.number[:64],
            "dated_on": proposal.dated_on,
            "year": proposal.year,
        },
    )
    if created:
        _write_passages(source, proposal)
        tell(Verb.SOURCE_RECEIVED, by=by, on=today, note=source.title, source=source.pk, sha256=source.sha256)
    return source


def _write_passages(source: Source, proposal: Proposal) -> None:
    rows = [
        Passage(
            source=source,
            order=p.order,
            kind=p.kind,
            level=p.level,
            label=p.label[:32],
            address=p.address[:255],
            text=p.text,
            section=p.role[:16],
        )
        for p in proposal.passages
    ]
    Passage.objects.bulk_create(rows, batch_size=BATCH)
    by_order = {row.order: row for row in rows}
    children = []
    for p in proposal.passages:
        if p.parent is not None and p.parent in by_order:
            by_order[p.order].parent = by_order[p.parent]
            children.append(by_order[p.order])
    Passage.objects.bulk_update(children, ["parent"], batch_size=BATCH)


@chronicle()
def write_figures(*, source: Source, proposal: Proposal) -> int:
    """Every quantified statement as Indicator and Figure; repeating it changes nothing. Returns how many are new."""
    passages = {p.order: p for p in source.passages.all()}
    before = Figure.objects.count()
    for figure in proposal.figures:
        passage = passages.get(figure.passage)
        year = figure.year or proposal.report_year or proposal.year
        if passage is None or year is None:
            continue
        indicator, _created = Indicator.objects.get_or_create(
            name=figure.name[:200], measure=figure.unit[:32]
        )
        Figure.objects.get_or_create(
            indicator=indicator,
            year=year,
            passage=passage,
            defaults={
                "value": str(figure.value),
                "wording": figure.raw[:200],
                "qualifier": QUALIFIERS.get(figure.qualifier, Qualifier.EXACT),
            },
        )
    return Figure.objects.count() - before


# --- The diff --------------------------------------------------------------------------------------
def diff(
    *, items: Iterable[ProposedItem], task_list: TaskList | None, source: Source | None = None
) -> list[Change]:
    """What importing would do. Nothing is written. Items meet tasks by number, by passage, or by likeness."""
    tasks = list(_existing(task_list))
    finder = _Finder(tasks)
    changes = []
    for item in items:
        task = finder.take(item)
        if task is None:
            changes.append(_change(NEW, item))
            continue
        fields = _differences(item, task)
        change = _change(CHANGED if fields else UNCHANGED, item, task)
        change.fields = fields
        if fields and task.state != TaskState.DRAFT and fields.keys() & {"owners", "dates"}:
            change.reasons.append(_("任务已下达，责任单位和时限不随导入改动，请在任务页核定"))
        changes.append(change)
    for task in finder.left():
        gone = Change(GONE, task.title, task.number, task=task)
        gone.reasons.append(_("新文件里没有这一条；任务保留，如需撤销请在任务页办理"))
        changes.append(gone)
    return changes


def _existing(task_list: TaskList | None):
    if task_list is None or task_list.pk is None:
        return Task.objects.none()
    rows = task_list.tasks.exclude(state=TaskState.CANCELLED).select_related("passage", "task_list")
    return rows.prefetch_related("assignments", "schedules")


def _change(outcome: str, item: ProposedItem, task: Task | None = None) -> Change:
    change = Change(outcome, title_of(item), item.number, item.address, item, task)
    change.reasons += item.doubts
    return change


class _Finder:
    """Finds the task that an item stands for; each task is taken once."""

    def __init__(self, tasks: list[Task]):
        self.free = {t.pk: t for t in tasks}
        self.by_number = {t.number: t for t in tasks if t.number}
        self.by_text = {plain(t.requirement): t for t in tasks}

    def take(self, item: ProposedItem) -> Task | None:
        task = self.by_text.get(plain(item.text))
        if task is None or task.pk not in self.free:
            task = self.by_number.get(item.number) if item.number else self._most_alike(item)
        if task is None or task.pk not in self.free:
            return None
        del self.free[task.pk]
        return task

    def _most_alike(self, item: ProposedItem) -> Task | None:
        best, score = None, ALIKE
        for task in self.free.values():
            if task.number and item.number:
                continue
            matcher = SequenceMatcher(None, task.requirement, item.text, autojunk=False)
            if matcher.real_quick_ratio() >= score and matcher.quick_ratio() >= score:
                ratio = matcher.ratio()
                if ratio >= score:
                    best, score = task, ratio
        return best

    def left(self) -> list[Task]:
        return list(self.free.values())


def _differences(item: ProposedItem, task: Task) -> dict[str, tuple]:
    pairs = {
        "requirement": (task.requirement, item.text),
        "title": (task.title, title_of(item)),
        "chapter": (task.chapter, chapter_of(item)),
        "date_wording": (task.date_wording, date_wording_of(item)),
        "list_basis": (task.list_basis, LIST_BASES.get(item.list_basis, "")),
        "duty": (task.duty_override or task.task_list.duty, item.duty or task.task_list.duty),
        "owners": (_owners_of_task(task), _owners_of_item(item)),
        "dates": (_dates_of_task(task), _dates_of_item(item)),
    }
    decided = any(a.basis == Basis.DECIDED for a in task.assignments.all())
    if decided:  # what a person set is not undone by reading the document again
        del pairs["owners"]
    if any(s.basis == Basis.DECIDED and s.kind != "report" for s in task.schedules.all()):
        del pairs["dates"]
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _owners_of_task(task: Task) -> str:
    rows = [a for a in task.assignments.all() if not a.via_group]
    rows.sort(key=lambda a: (a.role, a.order))
    return "；".join(f"{a.role}:{a.written}:{a.basis}" for a in rows)


def _owners_of_item(item: ProposedItem) -> str:
    return "；".join(f"{role}:{owner.name[:200]}:{basis}" for role, basis, owner in owners(item))


def _dates_of_task(task: Task) -> str:
    rows = [s for s in task.schedules.all() if not (s.kind == "report" and s.basis == Basis.DECIDED)]
    return "；".join(f"{s.rule}:{s.due_on}:{s.month}:{s.day}:{s.label}:{s.basis}" for s in rows)


def _dates_of_item(item: ProposedItem) -> str:
    rows = schedules(item)
    return "；".join(f"{s.rule}:{s.due_on}:{s.month}:{s.day}:{s.label}:{s.basis}" for s in rows)


# --- Item -> rows ----------------------------------------------------------------------------------
def title_of(item: ProposedItem) -> str:
    return (item.title or first_clause(item.text))[:200] or _("（无标题）")


def first_clause(text: str, longest: int = 60) -> str:
    """The first words up to a full stop, or to the last comma that fits."""
    head = text.split("。", 1)[0].strip()
    if len(head) <= longest:
        return head
    cut = max(head.rfind(mark, 10, longest) for mark in "，,；;")
    return head[:cut] if cut > 0 else head[: longest - 1] + "…"


def chapter_of(item: ProposedItem) -> str:
    return " / ".join(item.path)[:500]


def date_wording_of(item: ProposedItem) -> str:
    return "；".join(dict.fromkeys(d.wording for d in item.dates if d.wording))[:200]


def owners(item: ProposedItem) -> list[tuple[str, str, ProposedOwner]]:
    """(role, basis, owner). A list that names no lead: the first unit leads, and that is an inference."""
    rows = [(AssignmentRole.LEAD.value, o.basis, o) for o in item.lead]
    supports = list(item.co)
    if not rows and supports and item.duty != Duty.EACH:
        first = supports.pop(0)
        rows.append((AssignmentRole.LEAD.value, _weaker(first.basis), first))
    return rows + [(AssignmentRole.SUPPORT.value, o.basis, o) for o in supports]


def _weaker(basis: str) -> str:
    return Basis.DECIDED.value if basis == Basis.DECIDED else Basis.INFERRED.value


def schedules(item: ProposedItem, task: Task | None = None) -> list[Schedule]:
    """The dates that can run. 常态, 每年 without a day and counted limits give none: the wording is kept."""
    rows = [_schedule(d, task) for d in item.dates]
    rows = [row for row in rows if row is not None]
    for order, row in enumerate(rows):
        row.order = order
    return rows


def _schedule(proposed: ProposedDate, task: Task | None) -> Schedule | None:
    common = {
        "task": task,
        "label": proposed.label[:32],
        "wording": proposed.wording[:200],
        "explanation": proposed.explanation[:300],
        "basis": proposed.basis,
    }
    if proposed.due_on and not proposed.relative and proposed.rule in ("once", ""):
        return Schedule(rule="once", due_on=proposed.due_on, **common)
    rule = RULES.get(proposed.rule)
    if rule is None or proposed.relative or (rule == "yearly" and not (proposed.month and proposed.day)):
        return None
    kind = "finish" if rule == "yearly" else "report"
    day = proposed.day if proposed.month or rule == "monthly" else None
    return Schedule(rule=rule, kind=kind, month=proposed.month, day=day, **common)


def is_standing(item: ProposedItem) -> bool:
    return any(d.rule == "ongoing" for d in item.dates) and not any(d.due_on for d in item.dates)


# --- Apply -----------------------------------------------------------------------------------------
@chronicle()
def apply(
    *, items: Iterable[ProposedItem], source: Source | None, task_list: TaskList, by: User | None, today: date
) -> list[Change]:
    """Write the diff as drafts, in this one transaction. The same items again change nothing."""
    TaskList.objects.select_for_update(of=("self",)).get(pk=task_list.pk)
    changes = diff(items=items, task_list=task_list, source=source)
    writer = _Writer(source, task_list, by, today)
    writer.create([c for c in changes if c.outcome == NEW])
    for change in changes:
        if change.outcome == CHANGED:
            writer.change(change)
    counts = {name: sum(c.outcome == name for c in changes) for name in (NEW, CHANGED, UNCHANGED, GONE)}
    if counts[NEW] or counts[CHANGED]:
        note = _("新增%(new)s，更新%(changed)s，未变%(unchanged)s，缺失%(gone)s") % counts
        tell(
            Verb.IMPORT_APPLIED, by=by, on=today, task_list=task_list, note=note, source=source and source.pk
        )
    return changes


class _Writer:
    def __init__(self, source: Source | None, task_list: TaskList, by: User | None, today: date):
        self.source, self.task_list, self.by, self.today = source, task_list, by, today
        self.register = Register.load()
        self.passages = {p.order: p for p in source.passages.only("pk", "order")} if source else {}
        self.next_order = task_list.tasks.count() + 1

    def create(self, changes: list[Change]) -> None:
        taken = set(self.task_list.tasks.exclude(number="").values_list("number", flat=True))
        tasks = [self._task(change, taken) for change in changes]
        Task.objects.bulk_create(tasks, batch_size=BATCH)
        rows = [row for c in changes for row in self._assignments(c)]
        Assignment.objects.bulk_create(rows, batch_size=BATCH)
        Schedule.objects.bulk_create(
            [s for c in changes for s in schedules(c.item, c.task)], batch_size=BATCH
        )
        for change in changes:
            self._tell(Verb.TASK_IMPORTED, change)

    def _task(self, change: Change, taken: set[str]) -> Task:
        item = change.item
        if item.number and item.number in taken:
            change.reasons.append(_("编号“%(n)s”重复，本条不编号") % {"n": item.number})
        number = item.number if item.number not in taken else ""
        taken.add(number)
        change.task = Task(
            task_list=self.task_list,
            number=number[:32],
            order=self.next_order,
            title=title_of(item),
            requirement=item.text,
            chapter=chapter_of(item),
            passage=self.passages.get(item.passage),
            list_basis=LIST_BASES.get(item.list_basis, ""),
            duty_override=self._duty(item),
            notes=item.notes,
            date_wording=date_wording_of(item),
            is_standing=is_standing(item),
            created_by=self.by,
        )
        self.next_order += 1
        return change.task

    def _duty(self, item: ProposedItem) -> str:
        return item.duty if item.duty and item.duty != self.task_list.duty else ""

    def _assignments(self, change: Change) -> list[Assignment]:
        rows, seen = [], set()
        for order, (role, basis, owner) in enumerate(owners(change.item)):
            found = self.register.find(owner)
            key = (type(found).__name__, found.pk) if found else owner.name
            if key in seen:  # the lead is named among the supporting units too: lead wins
                continue
            seen.add(key)
            is_group = isinstance(found, UnitGroup)
            if found is None:
                change.reasons.append(_("“%(name)s”没有对应的单位，按原文保留") % {"name": owner.name})
            rows.append(
                Assignment(
                    task=change.task,
                    unit=None if is_group else found,
                    group=found if is_group else None,
                    written=owner.name[:200],
                    role=role,
                    basis=basis,
                    order=order,
                )
            )
        return rows

    def change(self, change: Change) -> None:
        task, item = change.task, change.item
        task.requirement, task.title, task.chapter = item.text, title_of(item), chapter_of(item)
        task.date_wording, task.list_basis = date_wording_of(item), LIST_BASES.get(item.list_basis, "")
        task.passage = self.passages.get(item.passage) or task.passage
        if task.state == TaskState.DRAFT:
            task.duty_override = self._duty(item)
            self._rewrite_facts(change)
        task.save()
        self._tell(Verb.TASK_CHANGED, change)

    def _rewrite_facts(self, change: Change) -> None:
        if "owners" in change.fields:
            change.task.assignments.all().delete()
            Assignment.objects.bulk_create(self._assignments(change))
        if "dates" in change.fields:
            change.task.schedules.all().delete()
            Schedule.objects.bulk_create(schedules(change.item, change.task))

    def _tell(self, verb: Verb, change: Change) -> None:
        tell(
            verb,
            by=self.by,
            on=self.today,
            task=change.task,
            task_list=self.task_list,
            note="；".join(change.reasons),
            address=change.address,
            fields=sorted(change.fields),
            item=change.item.number or change.item.label,
        )


# --- Undo ------------------------------------------------------------------------------------------
def why_not_undo(task_ids: list[int]) -> str:
    """An import can be undone as long as nobody has worked on its tasks."""
    tasks = Task.objects.filter(pk__in=task_ids)
    running = tasks.exclude(state=TaskState.DRAFT).first()
    if running:
        return _("任务“%(task)s”已下达，这次导入不能撤回。") % {"task": running}
    touched = Event.objects.filter(task__in=task_ids).exclude(verb=Verb.TASK_IMPORTED.value).first()
    if touched:
        return _("任务“%(task)s”已有人处理（%(what)s），这次导入不能撤回。") % {
            "task": touched.task,
            "what": touched.label,
        }
    return ""


@chronicle()
def undo(*, task_ids: list[int], task_list: TaskList, by: User, today: date) -> int:
    """Remove the drafts that an import made. Callers ask `why_not_undo` first. Returns how many."""
    tasks = Task.objects.filter(pk__in=task_ids, state=TaskState.DRAFT)
    Schedule.objects.filter(task__in=tasks).delete()
    count = tasks.count()
    tasks.delete()
    tell(Verb.IMPORT_UNDONE, by=by, on=today, task_list=task_list, note=_("撤回%(n)s项") % {"n": count})
    return count
