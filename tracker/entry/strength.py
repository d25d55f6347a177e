"""How many guesses a password holds out, for somebody who knows this country and this office.

zxcvbn knows English words, keyboards, dates and repetitions. What people here build passwords of is added: syllables of
pinyin, favourite words and numbers, and the names of the person and of the units. Passwords are weighed as typed, without
the punctuation between words, and in pinyin; the easiest counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.utils.text import slugify
from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT
from zxcvbn import zxcvbn

from tracker.models import Unit, User

ENOUGH = (
    10**9
)  # zxcvbn gives three words, however common, 10**8; the locks allow some thousand guesses a year
WEIGHED = 72  # characters; a longer one is strong by its beginning, or is not
NAMED_UNITS = 300
FAVOURITES = (
    "duban", "督办", "admin", "guanliyuan", "mima", "password", "demo", "test", "zhengfu", "zhongguo", "beijing",
    "woaini", "woai", "woaizhongguo", "tiananmen", "nihao", "jiayou", "huawei", "renmin", "fuwu", "weirenminfuwu",
    "gongchandang", "dangyuan", "shizhengfu", "sifaju", "fazhi", "yifa", "yifazhishi", "bangongshi", "zhuren", "juzhang",
    "5201314", "1314520", "520", "1314", "521", "666", "888", "168", "abc", "qwe", "asd", "zxc", "laoshi", "baobao",
    "baobei", "gongxi", "facai", "kaixin", "xinnian", "kuaile", "pingan", "shuaige", "meinv", "xiaoming", "zhangsan", "lisi",
)  # fmt: skip


def guesses(password: str, user: User | None = None) -> float:
    own = (user.name, user.username, user.email.partition("@")[0]) if user else ()
    units = Unit.objects.active().order_by("pk").values_list("name", "short_name")[:NAMED_UNITS]
    words = [*_forms_of(own), *FAVOURITES, *_forms_of(name for pair in units for name in pair), *_syllables()]
    return min(zxcvbn(form, user_inputs=words)["guesses"] for form in _forms(password[:WEIGHED]))


def _forms(password: str) -> set[str]:
    plain = re.sub(r"[\W_]+", "", password).lower()
    spoken = "".join(lazy_pinyin(plain))
    return {password, *(form[:WEIGHED] for form in (plain, spoken) if form)}


def _forms_of(names: Iterable[str]) -> Iterator[str]:
    """In characters and as they are typed, whole or without the kind of office: jingdezhen, jdz."""
    for name in dict.fromkeys(filter(None, names)):
        stem = re.sub(r"[市县区局委办院会]+$", "", name)
        for form in dict.fromkeys((name, stem, name.lstrip("省市县区"), stem.lstrip("省市县区"))):
            syllables = lazy_pinyin(form)
            yield from (form, "".join(syllables), "".join(each[:1] for each in syllables))


@cache
def _syllables() -> tuple[str, ...]:
    """About 420; a made-up word of three is worth as little as three short words."""
    spoken = {slugify(each) for said in PINYIN_DICT.values() for each in said.split(",")}
    return tuple(sorted(each for each in spoken if each.isalpha()))
