"""What strangers' words are compared with takes time in proportion to them: one pattern that does not held a whole process
for minutes, for a file of 36 KB."""

import contextlib
import importlib
import io
import pkgutil
import re
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import tracker
from tests.support.papers import OLE, container
from tracker.inspection import active, kinds, why_not_keep
from tracker.publishing import checking
from tracker.reading.readers import officeacts, pdfactions, realkind, wordfields
from tracker.reading.readers.errors import UnreadableDocument

# Rooms that read in the process of the pages; documents are read in a child with a limit of its own.
ROOMS = re.compile(
    r"tracker\.(inspection|publishing|desk|web|rules|domain|entry|papers)\b"
    r"|tracker\.reading\.(readers\.(marks|pdfactions|ooxml|zipfiles|parts|oldwords|oleacts|officeacts|markedparts|realkind|wordfields|xlsxfile|textfile|csvacts)|text\.characters)$"
)
MANY = 20_000  # figures; what is tried anew from each of them takes seconds
PUMPS = (
    " ", "\n", " \n", "a", "a.", "a|a", "A1", "1", "1.", "<f ", "<t ", "<aa", "a@", "密级 ", "机 密 ", "密 ", "=",
    "stream\n", "/a#", "/#41", "/OpenAction<<", "/OpenAction[ ", "/EF 1 ", "/AA ", "/Type ", "1 0 obj ", "obj", "/S/GoTo", "/D[", "/D(",
    "<<", "/Filter ", "/First", "\x13 ", ".exe ", "..\\", "{{", "${", "《", "第", "年", "号", "住址", "0", "一", "、", "\\", "//", "file:", "%",
)  # fmt: skip
BEGUN_ONCE = (officeacts.LOCAL, realkind.MARKUP)  # only ever compared from the beginning


def _patterns(found: Any, depth: int = 0) -> Iterator[re.Pattern]:
    if isinstance(found, re.Pattern):
        yield found
    elif depth < 2 and isinstance(found, dict | list | tuple):
        for each in found.values() if isinstance(found, dict) else found:
            yield from _patterns(each, depth + 1)


def _of_our_rooms() -> dict[Any, re.Pattern]:
    found = {}
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if ROOMS.match(module.name):
            for value in vars(importlib.import_module(module.name)).values():
                found |= {each.pattern: each for each in _patterns(value)}
    return found


def _spent(act: Callable[[], Any]) -> float:
    """Processor seconds of this process alone; a child's are bounded by itself."""
    began = time.process_time()
    act()
    return time.process_time() - began


def _yard() -> float:
    """What every bound here is a multiple of: a tenth of a second of plain matching on an idle machine, and as much more
    as this one is slower or busier."""
    return _spent(lambda: re.findall(rb"[a-z]+[0-9]", b"ab1 " * 550_000))


def _is_prompt(act: Callable[[], Any], *, yards: float) -> bool:
    return _spent(act) < yards * _yard()


def _gone_through(pattern: re.Pattern, text: str) -> Callable[[], Any]:
    said = text.encode() if isinstance(pattern.pattern, bytes) else text
    return lambda: [None for _match in pattern.finditer(said)]


@pytest.mark.one_database
def test_patterns_of_the_pages_process_are_linear():
    slow, yard = [], _yard()
    for pattern in _of_our_rooms().values():
        if pattern in BEGUN_ONCE:
            continue
        for pump in PUMPS:
            text = pump * (MANY // len(pump)) + "!"
            if (
                _spent(_gone_through(pattern, text[:2000])) > yard
                or _spent(_gone_through(pattern, text)) > 5 * yard
            ):
                slow.append((str(pattern.pattern)[:90], pump))
                break
    assert not slow


@pytest.mark.parametrize("instruction", ["LINK " + "a." * 200_000, "INCLUDEPICTURE " + "a-" * 200_000])
def test_a_field_without_end_holds_nobody(instruction):
    assert not wordfields.fetches(instruction)
    assert _is_prompt(lambda: wordfields.fetches(instruction + " http://x.example/a.png"), yards=20)


def test_formulas_without_end_hold_nobody():
    held = container(
        **{
            "[Content_Types]_xml": "<Types/>",
            "xl__workbook_xml": "<workbook/>",
            "xl__worksheets__sheet1_xml": "<x>" + "<f " * 100_000 + "<f>" + "a|a" * 100_000 + "</f></x>",
        }
    )
    assert _is_prompt(lambda: active.why_not("表.xlsx", held), yards=20)


@pytest.mark.parametrize("piece", [b"\n", b" ", b"\n=a|", b"a|", b"=IMAGE", b",'"])
def test_tables_without_end_hold_nobody(piece):
    assert _is_prompt(lambda: active.why_not("表.csv", b"\n=" + piece * 100_000), yards=20)
    assert _is_prompt(lambda: kinds.why_not("表.csv", piece * 100_000), yards=20)


def pdf_of(objects: bytes) -> bytes:
    stream = zlib.compress(objects, 9)
    return (
        b"%PDF-1.7\n4 0 obj<</Type/ObjStm/N 1/First 0/Filter/FlateDecode>>stream\n" + stream + b"\nendstream"
    )


@pytest.mark.parametrize("piece", [b"/OpenAction<<", b"/#41#41#41", b"/EF ", b"/#CB#CE", b"/JavaScrip"])
def test_a_small_pdf_that_unpacks_to_much_is_refused_at_once(piece):
    held = pdf_of(piece * (63_000_000 // len(piece)))
    assert len(held) < 150_000

    def looked_through():
        with pytest.raises(UnreadableDocument, match=r"大得不正常.*打印为新的PDF"):
            pdfactions.looked_through(held)

    assert _is_prompt(looked_through, yards=10)


@pytest.mark.parametrize(
    "piece",
    [
        b"/OpenAction<<",
        b"/OpenAction[ ",
        b"/#41#41#41",
        b"/#CB#CE",
        b"/EF 1 ",
        b"/AA ",
        b" obj ",
        b"stream\n",
        b"/ObjStm stream\n",
    ],
)
def test_a_pdf_of_many_bytes_takes_time_in_proportion(piece):
    for held in (
        pdf_of(piece * (3_000_000 // len(piece))),
        b"%PDF-1.7\n" + piece * (3_000_000 // len(piece)),
    ):
        assert _is_prompt(lambda held=held: _tried(held), yards=20)


def _tried(held: bytes) -> None:
    with contextlib.suppress(UnreadableDocument):
        pdfactions.looked_through(held)


LARGE = {
    "函.pdf": b"%PDF-1.7\n" + b"/#41#41#41" * 2_000_000,
    "旧.doc": OLE + "\x13 密 rd ".encode("utf-16-le") * 1_500_000,
    "旧二.doc": OLE + "密".encode("gb18030") * 10_000_000,
    "表.csv": b',"' * 10_000_000,
    "旧三.doc": OLE + b"\x13ab" * 7_000_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_the_pages_process_itself_only_waits(name):
    assert _is_prompt(lambda: why_not_keep(SimpleUploadedFile(name, LARGE[name])), yards=10)


@pytest.mark.parametrize("ending", ["ofd", "pptx"])
def test_a_small_container_that_unpacks_to_much_markup_is_refused(ending):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr({"ofd": "OFD.xml", "pptx": "ppt/presentation.xml"}[ending], "<x/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(10):
            archive.writestr(f"{number}.xml", "<x>" + "<t>x</t>" * 240_000 + "</x>")
    said = []
    file = SimpleUploadedFile(f"函.{ending}", out.getvalue())
    assert _is_prompt(lambda: said.append(why_not_keep(file)), yards=20)
    assert "大得不正常" in said[0]


def test_words_that_are_looked_through_before_they_are_public_hold_nobody():
    for text in ("A" * 50_000, "\n" * 50_000, "密级" + " " * 50_000):
        assert not list(checking._in([text], None))
        assert _is_prompt(lambda text=text: list(checking._in([text], None)), yards=10)


def unpacking_to(**parts: bytes) -> bytes:
    out = io.BytesIO(container(word__document_xml="<x/>"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, piece in parts.items():
            archive.writestr(
                f"word/{name.replace('_', '.')}", b"<a>" + piece * (4_000_000 // len(piece)) + b"</a>"
            )
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"x_rels": b"<b/>"}, "引用多得不正常"),
        ({"x_xml": b"<instrText>x</instrText>"}, ""),
        ({"x_xml": "<p d='密'/>".encode()}, ""),
    ],
)
def test_the_pages_process_unpacks_nothing_large(parts, why):
    """Five kilobytes unpacked to what held it for ten seconds, twenty for minutes and with gigabytes."""
    held, said = unpacking_to(**parts), []
    assert len(held) < 25_000
    assert _is_prompt(lambda: said.append(why_not_keep(SimpleUploadedFile("函.docx", held))), yards=4)
    assert why in said[0]
