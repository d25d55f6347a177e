"""Moved to tracker.reading.blocks."""

from tracker.reading.blocks import BOX, MARGIN, NOTE, TEXT, Document, Paragraph, Table

__all__ = ["BOX", "MARGIN", "NOTE", "TEXT", "Document", "Paragraph", "Table"]
