"""Readers: the bytes of a file -> blocks (paragraphs and tables). One module per format.

`read_document` reads in a guarded process of its own; `read_here` does the same in this process, for trusted bytes
and tests.
"""

from .errors import UnreadableDocument
from .guard import read_document
from .kinds import ENDINGS, NAMES
from .reading import read_here
from .sniff import safe_name

__all__ = ["ENDINGS", "NAMES", "UnreadableDocument", "read_document", "read_here", "safe_name"]
