"""`manage.py publish`: the public edition as a folder of plain files that any web server, or none, can show.

Nothing in it asks a server: its search reads a file of words, its style and script lie beside the pages. SHA256SUMS
(`sha256sum -c`) names every file; what an earlier edition left is taken away by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.domain.files import sha256
from tracker.domain.refusal import Refused
from tracker.models import Installation, Publication
from tracker.publishing import edition, files
from tracker.publishing.commitments import words_of

SUMS = "SHA256SUMS"
ASSETS = ("public.css", "public-search.js")
OPEN_FOLDER, OPEN_FILE = (
    0o755,
    0o644,
)  # of the program's own files nobody else reads any; these are for everybody


class FolderLinks:
    """All in one folder, so that a page finds every other by its name alone."""

    home = "index.html"
    searches = False

    def of_list(self, pk: int) -> str:
        return f"list-{pk}.html"

    def of_commitment(self, pk: int) -> str:
        return f"commitment-{pk}.html"

    def of_file(self, pk: int, ending: str) -> str:
        return f"list-{pk}.{ending}"

    def of_calendar(self, pk: int) -> str:
        return f"commitment-{pk}.ics"


LINKS = FolderLinks()


@dataclass(frozen=True, slots=True)
class Published:
    lists: int
    commitments: int
    files: int


def publish_folder(out: Path, publications: list[Publication]) -> Published:
    """Write what is public into the folder. Raises Refused where it holds what is not ours."""
    before = _written_before(out)
    sums: dict[str, str] = {}
    with translation.override(settings.LANGUAGE_CODE):
        count = 0
        for name, content in _pages(publications):
            _put(out / name, content)
            sums[name] = sha256(content)
            count += name.startswith("commitment-") and name.endswith(".html")
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    _put(out / SUMS, listed.encode())
    for name in before - set(sums):
        (out / name).unlink(missing_ok=True)
    return Published(len(publications), count, len(sums) + 1)


def _put(path: Path, content: bytes) -> None:
    """In the place of what stands there: the folder may be a web server's, and a link in it leads elsewhere."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.write_bytes(content)
    fresh.chmod(OPEN_FILE)
    fresh.replace(path)


def _written_before(out: Path) -> set[str]:
    """The names of an earlier edition in this folder; made, where there is none."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        was_written = (out / SUMS).is_file()
        if any(out.iterdir()) and not was_written:
            raise Refused(_("%(out)s 里有别的文件，没有写入：请换一个空文件夹。") % {"out": out})
        out.chmod(OPEN_FOLDER)  # no sooner: of a folder that is not for this, nothing is opened
    except OSError as error:
        raise Refused(_("写不到 %(out)s：%(why)s。") % {"out": out, "why": error.strerror}) from error
    if not was_written:
        return set()
    lines = (out / SUMS).read_text("utf-8").splitlines()
    return {name for line in lines if (name := line[66:]) and "/" not in name and name not in (".", "..")}


def _pages(publications: list[Publication]) -> Iterator[tuple[str, bytes]]:
    """Every file of the edition: its name and its bytes."""
    about = {"links": LINKS, "site": Installation.objects.current(), "css": "public.css"}
    lists = edition.lists(publications, LINKS)
    yield LINKS.home, _page("public/home.html", about | {"lists": lists})
    index = []
    for publication, shown_list in zip(publications, lists, strict=True):
        stored = edition.commitments().filter(publication=publication).order_by("order")
        rows = [edition.shown(row, LINKS) for row in stored]
        document = edition.document(publication)
        context = about | {"list": shown_list, "rows": rows, "has_all": True}
        yield shown_list.url, _page("public/list.html", context)
        yield LINKS.of_file(shown_list.pk, "json"), files.as_json(document)
        yield LINKS.of_file(shown_list.pk, "csv"), files.table(document, rows)
        yield LINKS.of_file(shown_list.pk, "ics"), files.calendar(shown_list.name, document["as_of"], rows)
        for row in rows:
            yield row.url, _page("public/commitment.html", about | {"row": row, "list": shown_list})
            if row.follows():
                yield row.calendar, files.calendar(row.said["title"], document["as_of"], [row])
        index += [[row.url, row.said["title"], row.state, row.list_name, words_of(row.said)] for row in rows]
    words = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    yield "search-words.js", f"window.DUBAN_WORDS = {words};\n".encode()
    for name in ASSETS:
        found = finders.find(name)
        yield name, Path(str(found)).read_bytes()


def _page(template: str, context: dict[str, Any]) -> bytes:
    return render_to_string(template, context).encode()
