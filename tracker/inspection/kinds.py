"""What may be evidence: documents, tables and pictures, told by their bytes, with an ending that agrees. Programs, web
pages and archives may not: nobody can look into them, and whoever opens them runs them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.realkind import kind_of

ENDINGS = {
    "pdf": "pdf", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "tif": "tiff", "tiff": "tiff", "bmp": "bmp",
    "docx": "docx", "xlsx": "xlsx", "pptx": "pptx", "ofd": "ofd",
    "doc": "ole", "xls": "ole", "ppt": "ole", "wps": "ole", "et": "ole", "dps": "ole", "txt": "text", "csv": "text",
}  # fmt: skip


def why_not(name: str, content: bytes) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS:
        return _(
            "“%(name)s”不能作佐证：只收 pdf、ofd、图片（png、jpg、tif、bmp）、Word、Excel、PowerPoint、WPS 和 txt、csv 文件；压缩包请解开后逐个上传。"
        ) % {"name": name}
    try:
        real = kind_of(content)
    except UnreadableDocument as error:
        return _("“%(name)s”不能作佐证：%(why)s") % {"name": name, "why": error}
    if real != ENDINGS[ending]:
        return _("“%(name)s”的内容与扩展名不符，请用办公软件打开，另存为正确的格式后再传。") % {"name": name}
    return ""
