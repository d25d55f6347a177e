"""What a PDF does beside being read: scripts, programs that it starts, files that it holds, forms that send themselves, and
whatever happens by itself when it is opened.

The names of such actions are looked for in the bytes, whichever way they are spelt, and in the containers in which newer files
keep their objects compressed. `read` is for the guarded process: the bytes are a stranger's, and a file under the password of
its owner alone is opened by the PDF library first. Every pattern goes through the bytes once."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import NamedTuple

from ..blocks import Document, Paragraph
from .errors import UnreadableDocument
from .pdfmarks import refuse_marked

ACTIONS = (
    b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment", b"SubmitForm", b"ImportData", b"XFA",
    b"FFilter", b"Filespec", b"RichMedia", b"RichMediaExecute", b"Rendition", b"Movie", b"Sound", b"OnInstantiate", b"3DD", b"GoToE", b"GoToR",
)  # fmt: skip
HELD, ITSELF, THREAD, SPACE, OPENED = b"EF", b"AA", b"Thread", b"3D", b"OpenAction"
NOTHING = "-"
REMOVE_SECURITY = 3  # FPDF_REMOVE_SECURITY
_WS, _NO_WS = rb"[\x00\t\n\x0c\r ]", rb"[^\x00-\x20()<>\[\]{}/%]"
_END = rb"(?=[\x00-\x20()<>\[\]{}/%]|$)"
_REFERENCE = rb"\d{1,10}" + _WS + rb"+\d{1,5}" + _WS + rb"+R"
ENCRYPTED = re.compile(rb"/Encrypt(?=[\x00-\x20<\d%])")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
PLAIN = re.compile(rb"/(" + b"|".join(sorted(ACTIONS, reverse=True)) + rb")" + _END)
# Names of two letters stand by chance in the bytes of every larger picture: with a value behind them they do not.
SHORT = re.compile(
    rb"/(EF|AA)" + _WS + rb"*(?:<<(?!" + _WS + rb"*>>)|%|" + _REFERENCE
    + rb"|\d{1,10}" + _WS + rb"*%|\d{1,10}" + _WS + rb"+\d{1,5}" + _WS + rb"*%)"
    + rb"|/(?:Subtype|Type)" + _WS + rb"*/(3D)" + _END
    + rb"|/FS" + _WS + rb"*/(URL)" + _END
    + rb"|/(Ref)" + _WS + rb"*<<"
    + rb"|(?<!/Type)(?<!/Type )/(Thread)" + _END
)  # fmt: skip
ESCAPED = re.compile(rb"/[^\x00-\x20()<>\[\]{}/%#]{0,40}#[0-9A-Fa-f]{2}" + _NO_WS + rb"{0,60}")
ODD = (HELD, ITSELF, THREAD, SPACE, OPENED, b"ObjStm", b"Encrypt")  # nobody needs another spelling of these
OPENING = re.compile(rb"/OpenAction" + _END)
# [3 0 R /Fit], or << /S /GoTo /D … >> with nothing more: the page that is shown first.
_PLACE = (
    rb"(?:\[[^\[\]<>]{0,200}\]|\([^()\\]{0,200}\)|<[0-9A-Fa-f\s]{0,200}>|/"
    + _NO_WS
    + rb"{1,100}|"
    + _REFERENCE
    + rb")"
)
GOING = re.compile(
    _WS + rb"{0,50}(?:\[|null" + _END + rb"|<<(?:" + _WS + rb"{0,50}(?:/Type" + _WS + rb"{0,50}/Action" + _END
    + rb"|/S" + _WS + rb"{0,50}/GoTo" + _END + rb"|/D" + _WS + rb"{0,50}" + _PLACE + rb")){1,5}" + _WS + rb"{0,50}>>)"
)  # fmt: skip
REFERRED = re.compile(_WS + rb"{0,50}(\d{1,10})" + _WS + rb"{1,50}\d{1,5}" + _WS + rb"{1,50}R" + _END)
OBJECT = re.compile(rb"(?<=[\x00\t\n\x0c\r ])obj(?=[\x00\t\n\x0c\r <\[(/%\d])")
NUMBERED = re.compile(rb"(\d{1,10})" + _WS + rb"{1,20}\d{1,5}" + _WS + rb"{1,20}$")
STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\r|\n| {1,8}\r?\n)")
FILTER = re.compile(rb"/Filter\s{0,50}\[?\s{0,50}/(\w{1,40})\s{0,50}(?:\]|/|>>|\s)")
PREDICTED = re.compile(rb"/Predictor\s{1,50}(?!1\b)")
FIRST = re.compile(rb"/First\s{0,50}(\d{1,10})\b")
HEAD = 2000  # bytes of the dictionary of a container: none needs more
MOST_BYTES, MOST_STREAMS = 16 * 1024 * 1024, 20_000  # of all that is unpacked
MOST_MENTIONS = 200_000  # of any kind: no scan of a thousand pages has so many
MOST_ESCAPED = 20_000
MOST_OPENINGS = 50
PIECE = 64 * 1024
UNSEEN = "PDF的内部结构看不了：请另存或打印为新的PDF后重新上传。"
TOO_MUCH = "PDF里压缩的内容大得不正常，不能逐一查看：请打印为新的PDF，或拆成几个文件后重新上传。"


class Container(NamedTuple):
    first: int  # where its objects begin; -1 if it does not say
    objects: bytes


def looked_through(content: bytes) -> bytes:
    """The name of the first action that no document needs; b"" if there is none. Raises UnreadableDocument for what is
    packed or spelt as no program does: nobody needs it, but whoever hides something."""
    refuse_marked(content)
    found, escaped = _named(content, 0)
    if found:
        return found
    containers = _containers(content)
    for container in containers:
        refuse_marked(container.objects)
        found, escaped = _named(container.objects, escaped)
        if found:
            return found
    return b"" if _only_goes_to(content, containers) else OPENED


def _named(piece: bytes, escaped: int) -> tuple[bytes, int]:
    """The first action that is named, and how many names were spelt with escapes so far."""
    if match := PLAIN.search(piece):
        return match[1], escaped
    if match := SHORT.search(piece):
        return next(filter(None, match.groups())), escaped
    for spelt in ESCAPED.finditer(piece):
        escaped += 1
        if escaped > MOST_ESCAPED:
            raise UnreadableDocument(UNSEEN)
        name = ESCAPE.sub(lambda one: bytes([int(one[1], 16)]), spelt[0][1:])
        if name in ACTIONS:
            return name, escaped
        if name in ODD:
            raise UnreadableDocument(UNSEEN)
    return b"", escaped


def _containers(content: bytes) -> list[Container]:
    """What the containers of objects hold."""
    found: list[Container] = []
    left, begin = MOST_BYTES, 0
    for number, match in enumerate(STREAM.finditer(content)):
        if number > MOST_MENTIONS:
            raise UnreadableDocument(UNSEEN)
        where = content.find(b"/ObjStm", begin, match.start())
        begin_before, begin = begin, match.end()
        if where < 0:
            continue
        if len(found) >= MOST_STREAMS:
            raise UnreadableDocument(TOO_MUCH)
        said = _dictionary(content, begin_before, where, match.start())
        if b"/Filter" in said:
            objects = _unpacked(content, match.end(), left)
            left -= len(objects)
        else:  # its bytes are plain, and were looked through with all the others
            objects = content[match.end() : match.end() + PIECE]
            if not objects.lstrip()[:1].isdigit():
                raise UnreadableDocument(UNSEEN)
        first = FIRST.search(said)
        found.append(Container(int(first[1]) if first else -1, objects))
    if content.find(b"/ObjStm", begin) >= 0:
        raise UnreadableDocument(UNSEEN)
    return found


def _dictionary(content: bytes, begin: int, where: int, end: int) -> bytes:
    """What a container says of itself: one dictionary without strings and comments, packed as all programs do it."""
    start = content.rfind(b"obj", max(begin, where - HEAD), where)
    said = content[start + 3 : end].strip(b"\x00\t\n\x0c\r ") if start >= 0 and end - where < HEAD else b""
    filters = FILTER.search(said)
    is_odd = b"/Filter" in said and (filters is None or filters[1] not in (b"FlateDecode", b"Fl"))
    if (
        not (said.startswith(b"<<") and said.endswith(b">>"))
        or said.count(b"<<") != said.count(b">>")
        or any(mark in said for mark in (b"(", b")", b"%", b"#"))
        or said.count(b"/Filter") > 1
        or b"/Crypt" in said
        or is_odd
        or PREDICTED.search(said)
    ):
        raise UnreadableDocument(UNSEEN)
    return said


def _unpacked(content: bytes, start: int, most: int) -> bytes:
    """By pieces: what follows the end of a stream is not copied for each."""
    unpacker, out, size = zlib.decompressobj(), [], 0
    try:
        while start < len(content) and not unpacker.eof:
            out.append(unpacker.decompress(content[start : start + PIECE], most - size + 1))
            size, start = size + len(out[-1]), start + PIECE
            if size > most or unpacker.unconsumed_tail:
                raise UnreadableDocument(TOO_MUCH)
    except zlib.error as error:
        raise UnreadableDocument(UNSEEN) from error
    return b"".join(out)


def _only_goes_to(content: bytes, containers: list[Container]) -> bool:
    """Whether what happens when the file is opened is that a page is shown."""
    numbers = set()
    count = 0
    for piece in (content, *(each.objects for each in containers)):
        for match in OPENING.finditer(piece):
            count += 1
            if GOING.match(piece, match.end()):
                continue
            referred = REFERRED.match(piece, match.end())
            if not referred or count > MOST_OPENINGS:
                return False
            numbers.add(int(referred[1]))
    return not numbers or _all_go(numbers, content, containers)


def _all_go(numbers: set[int], content: bytes, containers: list[Container]) -> bool:
    """Whether all objects of these numbers are plain, in whichever version of the file: one at least of each."""
    seen = set()
    for match in OBJECT.finditer(content):
        numbered = NUMBERED.search(content[max(0, match.start() - 40) : match.start()])
        if not numbered:
            return False  # a comment between the number and the word, to be read past
        if int(numbered[1]) in numbers:
            seen.add(int(numbered[1]))
            if not GOING.match(content, match.end()):
                return False
    for first, objects in containers:
        try:
            header = [int(each) for each in objects[: max(0, first)].split()]
        except ValueError:
            return False
        for number, offset in zip(header[::2], header[1::2], strict=False):
            if number in numbers:
                seen.add(number)
                if not GOING.match(objects, first + offset):
                    return False
        if first < 0:
            return False
    return seen == numbers


def read(data: bytes) -> Document:
    """One paragraph: the name that was found, or that there is none."""
    if ENCRYPTED.search(data):
        data = _opened(data)
    return Document([Paragraph(looked_through(data).decode() or NOTHING)])


def _opened(data: bytes) -> bytes:
    import pypdfium2 as pdfium

    opened = BytesIO()
    try:
        pdfium.PdfDocument(data).save(opened, flags=REMOVE_SECURITY)
    except pdfium.PdfiumError as error:
        raise UnreadableDocument("文件加了密码，或已损坏：请取消密码保护后重新上传。") from error
    return opened.getvalue()
