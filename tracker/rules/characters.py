"""Characters that no file of ours can hold."""

from __future__ import annotations

import re

# What XML, and with it every docx and xlsx, cannot hold. One such character in a title broke all exports of its list.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
