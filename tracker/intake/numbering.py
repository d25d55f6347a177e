"""Moved to tracker.reading.text.numbering."""

from tracker.reading.text.numbering import ORDER, Label, find_label, to_chinese, to_int

__all__ = ["ORDER", "Label", "find_label", "to_chinese", "to_int"]
