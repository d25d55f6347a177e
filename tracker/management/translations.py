"""The English catalogue: extracted and checked with Babel, without gettext's tools. For developers: Babel is not among the
packages that a running installation needs (`catalogs.py` compiles).

Chinese is the source language: a message's id is Chinese. Templates go through Django's own `templatize`.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message, TranslationError
from babel.messages.checkers import checkers
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
UNCHANGING = datetime(2025, 12, 3, tzinfo=UTC)  # else every run would change the file
HEADER = "# English translation of Duban. Chinese is the source language.\n#"


def catalog_path() -> Path:
    return Path(settings.LOCALE_PATHS[0], "en", "LC_MESSAGES", "django.po")


def extract_messages() -> Catalog:
    """A fresh template of everything marked for translation in code and templates."""
    catalog = Catalog(project="duban", charset="utf-8")
    for path in sorted(_marked_files()):
        where = path.relative_to(settings.BASE_DIR).as_posix()
        source = io.BytesIO(_python_form(path).encode("utf-8"))
        for _line, message, comments, context in extract("python", source, KEYWORDS, ["Translators:"]):
            flags = _flags(path, message)
            catalog.add(message, None, [(where, None)], flags, comments, context=context)
    return catalog


def _marked_files() -> Iterator[Path]:
    for path in (settings.BASE_DIR / "tracker").rglob("*.py"):
        if "migrations" not in path.parts:
            yield path
    for path in (settings.BASE_DIR / "templates").rglob("*"):
        if path.suffix in (".html", ".txt"):
            yield path


def _python_form(path: Path) -> str:
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return text
    # What is not marked comes out as rows of X; without indentation they are harmless names to a tokenizer.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def _flags(path: Path, message: str | tuple[str, ...]) -> set[str]:
    """{% blocktranslate %} and Python's % both fill `%(name)s`; Babel then checks that the names agree."""
    text = message if isinstance(message, str) else message[0]
    return {"python-format"} if "%(" in text else set()


def read_catalog(path: Path | None = None) -> Catalog:
    path = path or catalog_path()
    if not path.exists():
        return Catalog(locale="en", project="duban", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def update_catalog() -> tuple[int, int]:
    """Bring the catalogue up to date with the code; returns (messages, untranslated ones)."""
    catalog, fresh = read_catalog(), extract_messages()
    catalog.update(fresh, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment, catalog.fuzzy = HEADER, False
    catalog.last_translator = catalog.language_team = "Duban contributors"
    catalog.version, catalog.msgid_bugs_address = "1", ""
    catalog.revision_date = catalog.creation_date = UNCHANGING
    path = catalog_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    path.write_bytes(buffer.getvalue())
    messages = [message for message in catalog if message.id]
    return len(messages), sum(not _translated(message) for message in messages)


def problems() -> list[str]:
    """What is missing, left over or wrong in the catalogue, one sentence each; empty if it is complete."""
    catalog, fresh = read_catalog(), extract_messages()
    have, need = _by_key(catalog), _by_key(fresh)
    found = [f"译文目录缺少“{_text(need[key])}”（{_where(need[key])}）" for key in need if key not in have]
    found += [f"译文目录多出“{_text(have[key])}”，代码中已不再使用" for key in have if key not in need]
    for key, message in have.items():
        if key in need:
            found += [f"“{_text(message)}”：{problem}" for problem in _faults(message, catalog)]
    return found


def _faults(message: Message, catalog: Catalog) -> Iterator[str]:
    if message.fuzzy:
        yield "标为 fuzzy，未经核对"
    if not _translated(message):
        yield "没有英文译文"
        return
    for check in checkers:
        try:
            check(catalog, message)
        except TranslationError as error:
            yield f"译文占位符有误：{error}"


def _by_key(catalog: Catalog) -> dict[tuple[object, str | None], Message]:
    return {(message.id, message.context): message for message in catalog if message.id}


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(strings) and all(strings)


def _text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _where(message: Message) -> str:
    return "、".join(sorted({where for where, _line in message.locations})[:3])
