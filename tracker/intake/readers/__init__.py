"""Readers: the bytes of a file -> blocks (paragraphs and tables)."""

from .errors import UnreadableDocument

__all__ = ["UnreadableDocument", "read_document"]


def read_document(data, filename):
    from . import textfile, csvfile
    return (csvfile if filename.endswith('.csv') else textfile).read(data)
