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
from tracker.inspection import active, fields, kinds, outside, why_not_keep
from tracker.publishing import checking
from tracker.reading.readers import pdfactions
from tracker.reading.readers.errors import UnreadableDocument

# Rooms that read in the process of the pages; documents are read in a child with a limit of its own.
ROOMS = re.compile(
    r"tracker\.(inspection|publishing|desk|web|rules|domain|entry|papers)\b"
    r"|tracker\.reading\.(readers\.(marks|pdfactions|ooxml|zipfiles|parts|oldwords|xlsxfile|textfile)|text\.characters)$"
)
MANY = 20_000  # figures; what is tried anew from each of them takes seconds
PUMPS = (
    " ", "\n", " \n", "a", "a.", "a|a", "A1", "1", "1.", "<f ", "<t ", "<aa", "a@", "密级 ", "机 密 ", "密 ", "=",
    "stream\n", "/a#", "/#41", "/OpenAction<<", "/OpenAction[ ", "/EF 1 ", "/AA ", "/Type ", "1 0 obj ", "obj", "/S/GoTo", "/D[", "/D(",
    "<<", "/Filter ", "/First", "\x13 ", ".exe ", "..\\", "{{", "${", "《", "第", "年", "号", "住址", "0", "一", "、", "\\", "//", "file:", "%",
)  # fmt: skip
SECONDS = 0.5
BEGUN_ONCE = (outside.LOCAL, kinds.MARKUP)  # only ever compared from the beginning


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


def _seconds(pattern: re.Pattern, text: str) -> float:
    said = text.encode() if isinstance(pattern.pattern, bytes) else text
    began = time.process_time()
    for _match in pattern.finditer(said):
        pass
    return time.process_time() - began


@pytest.mark.one_database
def test_patterns_of_the_pages_process_are_linear():
    slow = []
    for pattern in _of_our_rooms().values():
        if pattern in BEGUN_ONCE:
            continue
        for pump in PUMPS:
            text = pump * (MANY // len(pump)) + "!"
            if _seconds(pattern, text[:2000]) > SECONDS / 10 or _seconds(pattern, text) > SECONDS:
                slow.append((str(pattern.pattern)[:90], pump))
                break
    assert not slow


@pytest.mark.parametrize("instruction", ["LINK " + "a." * 200_000, "INCLUDEPICTURE " + "a-" * 200_000])
def test_a_field_without_end_holds_nobody(instruction):
    began = time.process_time()
    assert not fields.fetches(instruction)
    assert fields.fetches(instruction + " http://x.example/a.png")
    assert time.process_time() - began < 2


def test_formulas_without_end_hold_nobody():
    held = container(
        **{
            "[Content_Types]_xml": "<Types/>",
            "xl__workbook_xml": "<workbook/>",
            "xl__worksheets__sheet1_xml": "<x>" + "<f " * 100_000 + "<f>" + "a|a" * 100_000 + "</f></x>",
        }
    )
    began = time.process_time()
    active.why_not("表.xlsx", held)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("piece", [b"\n", b" ", b"\n=a|", b"a|", b"=IMAGE", b",'"])
def test_tables_without_end_hold_nobody(piece):
    began = time.process_time()
    held = b"\n=" + piece * 100_000
    active.why_not("表.csv", held)
    kinds.why_not("表.csv", piece * 100_000)
    assert time.process_time() - began < 2


def pdf_of(objects: bytes) -> bytes:
    stream = zlib.compress(objects, 9)
    return (
        b"%PDF-1.7\n4 0 obj<</Type/ObjStm/N 1/First 0/Filter/FlateDecode>>stream\n" + stream + b"\nendstream"
    )


@pytest.mark.parametrize("piece", [b"/OpenAction<<", b"/#41#41#41", b"/EF ", b"/#CB#CE", b"/JavaScrip"])
def test_a_small_pdf_that_unpacks_to_much_is_refused_at_once(piece):
    held = pdf_of(piece * (63_000_000 // len(piece)))
    assert len(held) < 150_000
    with pytest.raises(UnreadableDocument, match=r"大得不正常.*打印为新的PDF"):
        _in_a_second(lambda: pdfactions.looked_through(held))


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
        with contextlib.suppress(UnreadableDocument):
            _in_a_second(lambda held=held: pdfactions.looked_through(held), 2)


LARGE = {
    "函.pdf": b"%PDF-1.7\n" + b"/#41#41#41" * 2_000_000,
    "旧.doc": OLE + "\x13 密 rd ".encode("utf-16-le") * 1_500_000,
    "旧二.doc": OLE + "密".encode("gb18030") * 10_000_000,
    "表.csv": b',"' * 10_000_000,
    "旧三.doc": OLE + b"\x13ab" * 7_000_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_the_pages_process_itself_only_waits(name):
    _in_a_second(lambda: why_not_keep(SimpleUploadedFile(name, LARGE[name])))


@pytest.mark.parametrize("ending", ["ofd", "pptx"])
def test_a_small_container_that_unpacks_to_much_markup_is_refused(ending):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr({"ofd": "OFD.xml", "pptx": "ppt/presentation.xml"}[ending], "<x/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(10):
            archive.writestr(f"{number}.xml", "<x>" + "<t>x</t>" * 240_000 + "</x>")
    sentence = _in_a_second(lambda: why_not_keep(SimpleUploadedFile(f"函.{ending}", out.getvalue())))
    assert "大得不正常" in sentence


def _in_a_second(act: Callable[[], Any], seconds: float = 1) -> Any:
    """Of this process's own time; a child's is bounded by itself."""
    began = time.process_time()
    try:
        return act()
    finally:
        assert time.process_time() - began < seconds


def test_words_that_are_looked_through_before_they_are_public_hold_nobody():
    began = time.process_time()
    for text in ("A" * 50_000, "\n" * 50_000, "密级" + " " * 50_000):
        assert not list(checking._in([text], None))
    assert time.process_time() - began < 2
