"""保密和个人信息检查: what a list would show is looked through for what does not belong before the public.

Marks are found by their shape. A mark of secrecy stops the publication; what may be personal data, or the office's own business,
is shown line by line to whoever decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models import Membership, Role, TaskList
from tracker.publishing.commitments import Plain, task_of
from tracker.reading.secrecy import KEYED, LEVEL, TYPED, spelt


class Mark(models.TextChoices):
    SECRET = "secret", _("密级标志")
    INTERNAL = "internal", _("不宜公开的字样")
    IDENTITY = "identity", _("身份证件号码")
    MOBILE = "mobile", _("手机号码")
    PHONE = "phone", _("电话号码")
    MAIL = "mail", _("电子邮箱")
    ACCOUNT = "account", _("银行账号")
    ADDRESS = "address", _("住址")
    PERSON = "person", _("本系统人员的姓名")


FORBIDDEN = frozenset({Mark.SECRET})
PATTERNS: dict[Mark, re.Pattern[str]] = {
    Mark.SECRET: re.compile(rf"{TYPED}|{KEYED}|^[^\w\n]*{LEVEL}[^\w\n]*$", re.M),
    Mark.INTERNAL: re.compile(
        r"内部(?:资料|文件|材料|使用|掌握)|不(?:得|予|宜|便)(?:对外)?公开|工作秘密|商业秘密|国家秘密|仅供.{0,6}参阅|注意保密"
    ),
    Mark.IDENTITY: re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?(?:19|20)\d{6}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])"),
    Mark.MOBILE: re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ .-]?\d{4}){2}(?!\d)"),
    Mark.PHONE: re.compile(r"(?<!\d)0\d{2,3}[-－—) ]\d{7,8}(?!\d)"),
    Mark.MAIL: re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    Mark.ACCOUNT: re.compile(r"(?<!\d)\d{16,19}(?!\d)"),
    Mark.ADDRESS: re.compile(
        r"(?:家住|住址|户籍地址?|居住[于在地])[:：]?[^，。；\n]{0,20}(?:\d+|[一二三四五六七八九十]+)(?:号|栋|幢|单元|室)"
    ),
}
AROUND = 12


@dataclass(frozen=True, slots=True)
class Remarkable:
    """`task` is None where it stands in the head of the list; `words` are those around it."""

    mark: Mark
    task: int | None
    title: str
    words: str

    @property
    def forbids(self) -> bool:
        return self.mark in FORBIDDEN


def looked_through(document: Plain, names: Iterable[str] = ()) -> list[Remarkable]:
    """All that is found in the document, in its order; `names` of people are personal data too."""
    people = _people(names)
    head = {
        name: value for name, value in document.items() if name not in ("commitments", "format", "version")
    }
    found = [Remarkable(mark, None, "", words) for mark, words in _in(_texts(head), people)]
    for one in document["commitments"]:
        said = _in(_texts(one), people)
        found += [Remarkable(mark, task_of(one), one["title"], words) for mark, words in said]
    return found


def _people(names: Iterable[str]) -> re.Pattern[str] | None:
    """Blanks between the characters of a name do not hide it."""
    ordered = sorted(names, key=len, reverse=True)
    return (
        re.compile("|".join(r"\s?".join(map(re.escape, spelt(name))) for name in ordered))
        if ordered
        else None
    )


def names_in(task_list: TaskList) -> set[str]:
    """Of the people who serve in the realm, heads of the city apart: theirs are public."""
    held = Membership.objects.filter(unit__path__startswith=task_list.office.realm_path)
    found = held.exclude(role=Role.LEADER).values_list("user__name", flat=True)
    return {name for name in found if len(name) > 1}


def _texts(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("id", "sha256"):
                yield from _texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, name)
    elif isinstance(value, str) and value:
        yield value


def _in(texts: Iterable[str], people: re.Pattern[str] | None) -> Iterator[tuple[Mark, str]]:
    """Each mark with the words around it, once each."""
    seen: set[tuple[Mark, str]] = set()
    for text in map(spelt, texts):
        for mark, pattern in (*PATTERNS.items(), *(((Mark.PERSON, people),) if people else ())):
            for match in pattern.finditer(text):
                if mark is Mark.ACCOUNT and not _is_account(match[0]):
                    continue
                words = text[max(0, match.start() - AROUND) : match.end() + AROUND].replace("\n", " ")
                if (mark, words) not in seen:
                    seen.add((mark, words))
                    yield mark, words


def _is_account(digits: str) -> bool:
    """The check digit of bank cards (Luhn), and no number of identity."""
    if PATTERNS[Mark.IDENTITY].fullmatch(digits):
        return False
    doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
