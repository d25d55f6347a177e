"""Moved to tracker.reading.blocks."""

from tracker.reading.blocks import Document, Paragraph, Table

__all__ = ["Document", "Paragraph", "Table"]
