"""PDF through LibreOffice, where it is installed: the docx is the document, the PDF its picture."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from django.utils.translation import gettext as _

from tracker.domain.refusal import Refused
from tracker.papers import stand_ins

PROGRAMS = ("soffice", "libreoffice")
ROOM = BoundedSemaphore(2)  # at once in one process: each takes a processor, and memory for a small office
PATIENCE = 120  # seconds; a cold start takes ten, a register of a thousand rows twenty


def is_there() -> bool:
    return any(map(shutil.which, PROGRAMS))


def as_pdf(docx: bytes) -> bytes:
    """Raises Refused with one sentence where there is no LibreOffice, or it does not answer."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise Refused(
            _(
                "这台服务器没有安装 LibreOffice，生成不了 PDF。请改用 docx（Word、WPS 都能另存为 PDF），或请系统管理员安装 LibreOffice。"
            )
        )
    if not ROOM.acquire(blocking=False):
        raise Refused(_("服务器正在生成别的 PDF，请过半分钟再试，或改用 docx。"))
    try:
        return _converted(program, docx)
    finally:
        ROOM.release()


def _converted(program: str, docx: bytes) -> bytes:
    with TemporaryDirectory() as folder:
        source = Path(folder, "paper.docx")
        source.write_bytes(docx)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
                env={**os.environ, **stand_ins.environment(Path(folder))},
            )
        except subprocess.TimeoutExpired as error:
            raise Refused(
                _("LibreOffice 在%(n)d秒内没有完成转换，请稍后再试，或改用 docx。") % {"n": PATIENCE}
            ) from error
        made = source.with_suffix(".pdf")
        if not made.exists():
            said = done.stderr.decode("utf-8", "replace").strip()[-200:]
            raise Refused(_("LibreOffice 没有生成 PDF，请改用 docx。它的答复：%(said)s") % {"said": said})
        return made.read_bytes()
