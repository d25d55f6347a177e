"""What a file really is, told from its bytes; its ending must agree."""

from __future__ import annotations

import re

from ..text.characters import CONTROL, INVISIBLE
from . import kinds, limits
from .errors import UnreadableDocument
from .zipfiles import MACROS


def safe_name(filename: str) -> str:
    """The bare file name: no folders, no control or invisible characters, at most 150 characters."""
    name = (
        CONTROL.sub("", INVISIBLE.sub("", filename or ""))
        .replace("\\", "/")
        .rsplit("/", 1)[-1]
        .strip(" .\n\t\x00")
    )
    return name[-150:] or "未命名"


def file_kind(data: bytes, filename: str) -> kinds.Kind:
    """One of KINDS. Raises UnreadableDocument for everything else, saying what to do."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise UnreadableDocument("文件是空的：请检查后重新上传。")
    refuse_too_big(len(data))
    ending = _ending(filename)
    kind = kinds.kind_of(ending) or _refuse_ending(ending)
    if kinds.encrypted(data):
        raise UnreadableDocument("文件加了密码：请取消密码保护后重新上传。")
    if not kind.takes(data):
        raise UnreadableDocument(
            f"文件名以{ending}结尾，内容却是{kinds.words_for(data)}：请用办公软件打开，按正确的格式另存后重新上传。"
        )
    return kind


def refuse_too_big(size: int) -> None:
    if size > limits.MAX_BYTES:
        raise UnreadableDocument(
            f"文件有{size // 1024 // 1024}MB，超过{limits.MAX_BYTES // 1024 // 1024}MB的上限：请删去图片或拆成几个文件。"
        )


def _refuse_ending(ending: str) -> kinds.Kind:
    if ending in kinds.MACRO_ENDINGS:
        raise UnreadableDocument(MACROS)
    if better := kinds.save_as(ending):
        raise UnreadableDocument(f"不能直接读取{ending}文件：请用WPS或Office打开，另存为{better}后重新上传。")
    shown = f"“{ending}”文件" if ending else "没有扩展名的文件"
    *most, last = (kind.name for kind in kinds.KINDS)
    raise UnreadableDocument(f"不支持{shown}：请上传{'、'.join(most)}或{last}文件。")


def _ending(filename: str) -> str:
    match = re.search(r"\.[A-Za-z0-9]{1,5}$", safe_name(filename))
    return match.group().lower() if match else ""
