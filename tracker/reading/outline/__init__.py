"""Paragraphs -> a tree of numbered headings -> items."""
