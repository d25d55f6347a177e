"""Parts of docx and xlsx containers, read without trusting them."""

from __future__ import annotations

import re
import zipfile
import zlib

from lxml import etree

from .errors import UnreadableDocument

_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one part; a part that lies about its size is refused."""
    try:
        data = archive.read(name)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableDocument("文件已损坏，打不开：请用办公软件打开修复，另存后重新上传。") from error
    _refuse_entities(data)
    return data


def _refuse_entities(data: bytes) -> None:
    head = data[:4096].replace(b"\x00", b"")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", head, re.I):
        raise UnreadableDocument(
            "文件的XML里带有实体或外部引用，为安全起见不读取：请用办公软件打开，另存后重新上传。"
        )


def parse(data: bytes) -> etree._Element | None:
    """The root element, or None for an empty part. Raises UnreadableDocument when the XML is broken."""
    if not data:
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("文件内部的XML已损坏：请用办公软件打开修复，另存后重新上传。") from error


def check_all(archive: zipfile.ZipFile) -> None:
    """Refuses entities in every XML part, also in those that only a library reads."""
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rels")):
            try:
                with archive.open(info) as stream:
                    _refuse_entities(stream.read(4096))
            except (
                zipfile.BadZipFile,
                zlib.error,
                EOFError,
                OSError,
                NotImplementedError,
                ValueError,
            ) as error:
                raise UnreadableDocument(
                    "文件已损坏，打不开：请用办公软件打开修复，另存后重新上传。"
                ) from error
