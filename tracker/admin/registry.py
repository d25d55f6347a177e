"""Imported by `tracker.urls`: each module registers its pages."""

from tracker.admin import letters, log, office, people, rules, saying, tasks

__all__ = ["letters", "log", "office", "people", "rules", "saying", "tasks"]
