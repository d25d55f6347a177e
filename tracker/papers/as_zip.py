"""An archive as a zip: the files in their folders, a readable index, and the hashes of all of them."""

from __future__ import annotations

import zipfile
from io import BytesIO

from tracker.domain.files import sha256
from tracker.papers.as_html import as_html
from tracker.papers.model import Archive

INDEX, HASHES = "目录.html", "SHA256SUMS.txt"


def as_zip(of: Archive) -> bytes:
    """The same bytes for the same archive. The hash list is in the form that `sha256sum -c` reads."""
    files = [(INDEX, as_html(of.index)), *of.files]
    sums = "".join(f"{sha256(content)}  {name}\n" for name, content in files)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in [*files, (HASHES, sums.encode())]:
            on = of.made_on
            entry = zipfile.ZipInfo(name, date_time=(on.year, on.month, on.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()
