"""What a claimed batch of letters has to say: checked against what is owed now, rendered, ready to send."""

from __future__ import annotations

import logging
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from tracker.domain.files import is_as_stored
from tracker.domain.recipients import Directory
from tracker.models import (
    OFFICE_ROLES,
    Dispatch,
    DispatchKind,
    Enclosure,
    EventHead,
    Letter,
    LetterKind,
    LetterNotice,
    Notice,
    Receipt,
    RungKind,
    Unit,
)
from tracker.outbox.addressed import NOT_THEIRS, formal_routes, people_of
from tracker.outbox.alarms import Alarm, alarms_of, item_of
from tracker.outbox.anchor import auditors
from tracker.outbox.briefs import NOT_WANTED, brief_for
from tracker.outbox.channels import Permanent
from tracker.outbox.claims import Next
from tracker.outbox.digest_lines import Cargo, cargo_of, leftovers
from tracker.outbox.follows import News, news_for
from tracker.outbox.links import link
from tracker.outbox.mime import Attachment, build
from tracker.outbox.overdue import Overdue, overdue_of
from tracker.outbox.personal import told_in
from tracker.outbox.render import Heading, Text, render
from tracker.rules.wording import day
from tracker.rules.workdays import Calendar

MOST_CARDS = 3
NOTHING_OWED = "其中事项均已办理、撤下或暂停，无需发送。"
NOT_SIGNED = "函件已作废、销号或不再有效，无需发送。"
NOTHING_BLOCKED = "受阻的事项和被退回的邮件均已处理，无需告警。"
HEAD_GONE = "履历链尾的登记不在，履历可能被改动：请在服务器上运行 manage.py verify_events。"
NO_HISTORY = "还没有履历，无需发送校验值。"
SECONDS = 5  # how old what is known of people and roles may be when a letter is claimed
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Prepared:
    """One claimed letter: to send, to drop (`drop` says why) or failed before anything was sent (`fail`)."""

    letter: Letter
    address: str = ""
    text: Text | None = None  # newly rendered; None: fixed at an earlier claim
    left_out: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)  # notices that somebody else must be told now
    is_astray: bool = False  # the whole letter is not for this person any more
    attachments: list[Attachment] = field(default_factory=list)
    content: bytes = b""  # the whole message, where it is to be sent
    receipts: list[Receipt] = field(default_factory=list)
    drop: str = ""
    fail: str = ""

    @property
    def upcoming(self) -> Next:
        return Next(self.letter, self.address, self.text)


class LetterPreparer:
    """Where letters are written. What all of them need is read once."""

    def __init__(self, *, today: date, calendar: Calendar) -> None:
        self.today, self.calendar = today, calendar
        self.heading = Heading.load()
        self._directory: Directory | None = None
        self._known_at = -math.inf
        self._offices: dict[int, Unit] = {}
        self._papers: dict[int, list[Attachment]] = {}

    @property
    def directory(self) -> Directory:
        """Who holds which role now: a long delivery asks again."""
        if self._directory is None or time.monotonic() - self._known_at > SECONDS:
            self._directory, self._known_at = Directory.load(self.today), time.monotonic()
        return self._directory

    def prepare(self, letters: list[Letter], *, now: datetime) -> list[Prepared]:
        """In the order given. A constant number of queries, however many letters and notices there are."""
        of_kind: dict[str, list[Letter]] = defaultdict(list)
        for letter in letters:
            letter.office = self._office(letter.office_id)
            of_kind[letter.kind].append(letter)
        writers: dict[str, Callable[[list[Letter]], Iterable[Prepared]]] = {
            LetterKind.DIGEST: self._daily,
            LetterKind.DISPATCH: self._dispatches,
            LetterKind.ALERT: self._daily,
            LetterKind.ANCHOR: self._anchors,
            LetterKind.PERSONAL: self._personal,
            LetterKind.BRIEF: self._briefs,
        }
        written = {p.letter.pk: p for kind, mine in of_kind.items() for p in writers[kind](mine)}
        return [self._finished(written[letter.pk], now) for letter in letters]

    def _office(self, pk: int) -> Unit:
        """Few offices speak to many people: read once, not with every letter."""
        if pk not in self._offices:
            self._offices[pk] = Unit.objects.get(pk=pk)
        return self._offices[pk]

    def _finished(self, prepared: Prepared, now: datetime) -> Prepared:
        """With its address and as the bytes that a mail server takes; they are the same on each attempt."""
        letter = prepared.letter
        prepared.address = prepared.address or letter.person.email
        if prepared.drop or prepared.fail:
            return prepared
        if prepared.text:
            letter.rendered_at = now
        try:
            prepared.content = _message(prepared)
        except Permanent as error:
            prepared.fail = str(error)
        return prepared

    def _write(self, prepared: Prepared, *, template: str = "", **context: Any) -> Prepared:
        """Render once; a letter that cannot be rendered fails alone and is shown, the others go."""
        letter = prepared.letter
        if letter.rendered_at or prepared.drop:
            return prepared
        try:
            template = template or letter.kind
            prepared.text = render(
                letter, template=template, heading=self.heading, today=self.today, **context
            )
        except Exception as error:
            log.exception("letter %s cannot be rendered", prepared.letter.pk)
            prepared.fail = f"信件无法成文：{error}"
        return prepared

    # --- Digests and alerts ------------------------------------------------------------------------
    def _daily(self, letters: list[Letter]) -> Iterable[Prepared]:
        new = [letter for letter in letters if not letter.rendered_at]
        tried = [letter.pk for letter in letters if letter.rendered_at]
        today, book = self.today, self.directory
        late = overdue_of(new, today=today, directory=book)
        cargo = cargo_of([letter.pk for letter in new], today=today, calendar=self.calendar, directory=book)
        cargo |= leftovers(tried, today=today, directory=book) if tried else {}
        news = news_for([letter for letter in new if letter.person_id in self.directory.reachable])
        warned = {letter.office_id for letter in letters if letter.kind == LetterKind.ALERT}
        alarms = alarms_of(warned, today=today, calendar=self.calendar) if warned else {}
        for letter in letters:
            alarm = alarms[letter.office_id] if letter.kind == LetterKind.ALERT else None
            said = (news.get(letter.pk, []), late.get(letter.pk, []))
            yield self._one_daily(letter, cargo.get(letter.pk, Cargo()), *said, alarm=alarm)

    def _one_daily(
        self, letter: Letter, cargo: Cargo, news: list[News], overdue: list[Overdue], *, alarm: Alarm | None
    ) -> Prepared:
        """Who supervises no more reads no alarm, and learns why the letter was dropped if nothing else is in it."""
        is_astray = alarm is not None and not self._supervises(letter)
        told = None if is_astray else alarm
        if letter.rendered_at:
            prepared = self._tried_daily(letter, cargo, told)
        else:
            prepared = self._digest(letter, cargo, news, overdue, alarm=told)
        if is_astray:
            prepared.is_astray, prepared.drop = True, prepared.drop and NOT_THEIRS
        return prepared

    def _tried_daily(self, letter: Letter, cargo: Cargo, alarm: Alarm | None) -> Prepared:
        """Its text is fixed: it goes as it is while anything in it is owed to this person, or is dropped."""
        is_bare = letter.kind == LetterKind.DIGEST and not cargo.left_out  # of news alone
        if cargo.owed or alarm or is_bare:
            return Prepared(letter)
        return Prepared(letter, drop=_why_empty(letter, cargo), left_out=cargo.left_out, moved=cargo.moved)

    def _digest(
        self, letter: Letter, cargo: Cargo, news: list[News], overdue: list[Overdue], *, alarm: Alarm | None
    ) -> Prepared:
        drop = "" if cargo.lines or cargo.decisions or news or alarm else _why_empty(letter, cargo)
        prepared = Prepared(letter, left_out=cargo.left_out, moved=cargo.moved, drop=drop)
        said = {line.obligation for line in cargo.lines}
        others = [row for row in overdue if row.obligation not in said]
        counts = _counts(cargo, others)
        # More than a few matters are read as a table; a guidance shows its unit's tasks and stays a card.
        in_full = len(cargo.lines) <= MOST_CARDS
        cards = [line for line in cargo.lines if in_full or line.kind == RungKind.GUIDANCE]
        rows = [line for line in cargo.lines if line not in cards]
        told = {"lines": cargo.lines, "cards": cards, "rows": rows, "others": others}
        told |= {"decisions": cargo.decisions, "follows": news, "alarm": alarm}
        template = LetterKind.ALERT if alarm else LetterKind.DIGEST
        return self._write(prepared, template=template, **told, **counts)

    def _supervises(self, letter: Letter) -> bool:
        office = letter.office_id
        return any(
            r.person == letter.person_id
            for r in self.directory.recipients(OFFICE_ROLES, unit=office, office=office)
        )

    # --- Dispatches --------------------------------------------------------------------------------
    def _dispatches(self, letters: list[Letter]) -> Iterable[Prepared]:
        dispatches = {letter.dispatch_id for letter in letters if letter.dispatch_id}
        receipts: dict[int, list[Receipt]] = defaultdict(list)
        for receipt in Receipt.objects.filter(dispatch__in=dispatches).select_related(
            "unit", "dispatch__office"
        ):
            receipts[receipt.dispatch_id].append(receipt)
        items, routes = self._items(dispatches), formal_routes(dispatches)
        rows = Dispatch.objects.select_related("office").in_bulk(dispatches)
        carried = LetterNotice.objects.filter(letter__in=letters).exclude(instead_of=None)
        absent = dict(carried.values_list("letter_id", "instead_of__name"))
        for letter in letters:
            dispatch = letter.dispatch = rows[
                letter.dispatch_id or 0
            ]  # of this kind each has one: a constraint
            mine = receipts[dispatch.pk]
            if self._is_addressed(letter, mine, routes):
                yield self._dispatch(letter, dispatch, mine, items[dispatch.pk], absent.get(letter.pk, ""))
            else:
                yield Prepared(letter, drop=NOT_THEIRS, is_astray=True)

    def _is_addressed(self, letter: Letter, receipts: list[Receipt], routes: dict) -> bool:
        return any(
            letter.person_id
            in people_of(
                s.dispatch_id, s.unit_id, office=letter.office_id, routes=routes, directory=self.directory
            )
            for s in receipts
        )

    def _dispatch(
        self,
        letter: Letter,
        dispatch: Dispatch,
        receipts: list[Receipt],
        items: list[dict[str, Any]],
        instead_of: str,
    ) -> Prepared:
        served = self.directory.units_served_by(letter.person_id, [s.unit_id for s in receipts])
        mine = [s for s in receipts if s.unit_id in served]
        prepared = Prepared(letter, receipts=mine)
        if not dispatch.is_running:
            prepared.drop = NOT_SIGNED
            return prepared
        try:
            prepared.attachments = self._files(dispatch)
        except Exception as error:
            log.exception("dispatch %s cannot be laid out", dispatch.pk)
            prepared.fail = f"正式文件无法生成：{error}"
            return prepared
        mine_or_all = mine or receipts
        return self._write(
            prepared,
            dispatch=dispatch,
            is_copy=not mine,
            instead_of=instead_of,
            units="、".join(s.unit.name for s in mine_or_all),
            signed_on=day(dispatch.signed_on) if dispatch.signed_on else "",
            reply=self._reply(dispatch),
            items=[item for item in items if not mine or item["unit_id"] in served],
            rests_on="；".join(dict.fromkeys(item["clause"] for item in items if item["clause"])),
            url=link("dispatch", dispatch.pk),
        )

    def _reply(self, dispatch: Dispatch) -> str:
        if dispatch.kind == DispatchKind.GUIDANCE:
            return ""
        limit = self.calendar.limit(self.today, dispatch.reply_within)
        return f"送达后{dispatch.reply_within}个工作日内（今日送达的，为{day(limit)}前）"

    def _files(self, dispatch: Dispatch) -> list[Attachment]:
        """The document, and what it encloses."""
        if dispatch.pk not in self._papers:
            # Laying out documents loads much, and most days only reminders leave.
            from tracker.papers import paper_of

            paper = paper_of(dispatch)
            enclosed = [_attached(enclosure) for enclosure in dispatch.enclosures.all()]
            self._papers[dispatch.pk] = [Attachment(paper.filename, paper.content, paper.subtype), *enclosed]
        return self._papers[dispatch.pk]

    def _items(self, dispatches: set[int]) -> dict[int, list[dict]]:
        """The obligations that each dispatch is about, worst first."""
        notices = (
            Notice.objects.filter(dispatch__in=dispatches)
            .select_related("obligation__task", "obligation__unit", "obligation__dispatch", "rung")
            .order_by("obligation__due_on", "pk")
        )
        items: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for notice in notices:
            if notice.dispatch_id:
                clause = notice.rung.clause if notice.rung else ""
                items[notice.dispatch_id].append(
                    item_of(notice.ground, today=self.today) | {"clause": clause}
                )
        return items

    # --- Anchors -----------------------------------------------------------------------------------
    def _anchors(self, letters: list[Letter]) -> Iterable[Prepared]:
        head, known = EventHead.objects.filter(pk=1).first(), auditors(self.today)
        for letter in letters:
            if head is None:
                yield Prepared(letter, fail=HEAD_GONE)
                continue
            drop = NO_HISTORY if not head.seq else "" if letter.person_id in known else NOT_THEIRS
            prepared = Prepared(letter, drop=drop)
            yield self._write(prepared, seq=head.seq, hash=head.hash)

    def _personal(self, letters: list[Letter]) -> Iterable[Prepared]:
        told = told_in(letters)
        for letter in letters:
            mine = told[letter.pk]
            elsewhere = next((row.address for row in mine if row.address), "")
            gone = not (elsewhere or (letter.person.is_active and letter.person.email))
            prepared = Prepared(letter, address=elsewhere, drop=NOT_THEIRS if gone or not mine else "")
            yield self._write(prepared, told=mine)

    # --- One page a week ---------------------------------------------------------------------------
    def _briefs(self, letters: list[Letter]) -> Iterable[Prepared]:
        """One by one: each reader sees the page of his own realm. Its paper is made anew at each attempt."""
        for letter in letters:
            try:
                brief = brief_for(letter, today=self.today)
            except Exception as error:
                log.exception("letter %s cannot be laid out", letter.pk)
                yield Prepared(letter, fail=f"一页纸无法生成：{error}")
                continue
            if brief is None:
                yield Prepared(letter, drop=NOT_WANTED)
            else:
                yield self._write(Prepared(letter, attachments=[brief.paper]), brief=brief)


def _counts(cargo: Cargo, others: list[Overdue]) -> dict[str, int]:
    """The figures of a digest's subject and first sentence; `overdue` is all that is, whatever the day's letter is about."""
    guidance = sum(line.kind == RungKind.GUIDANCE for line in cargo.lines)
    late = sum(line.is_late and line.kind != RungKind.GUIDANCE for line in cargo.lines)
    ahead = len(cargo.lines) - late - guidance
    return {"late": late, "guidance": guidance, "ahead": ahead, "overdue": len(others) + late}


def _why_empty(letter: Letter, cargo: Cargo) -> str:
    if cargo.moved:
        return NOT_THEIRS
    return NOTHING_BLOCKED if letter.kind == LetterKind.ALERT else NOTHING_OWED


def _message(prepared: Prepared) -> bytes:
    letter = prepared.letter
    words = prepared.text or letter
    return build(
        subject=words.subject,
        text=words.text,
        html=words.html,
        sender=settings.MAIL_FROM,
        to_name=letter.person.name,
        to_address=prepared.address,
        message_id=letter.message_id,
        dated_at=timezone.localtime(letter.rendered_at),
        attachments=prepared.attachments,
    )


def _attached(enclosure: Enclosure) -> Attachment:
    if not is_as_stored(enclosure.file.name or "", enclosure.sha256):
        raise ValueError(f"附件“{enclosure.filename}”与添加时不一致")
    with enclosure.file.open("rb") as file:
        return Attachment(enclosure.filename, file.read())
