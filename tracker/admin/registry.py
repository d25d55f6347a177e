"""Imported by `tracker.urls`: each module registers its pages."""

from tracker.admin import installation, letters, log, people, rules, submissions, tasks

__all__ = ["installation", "letters", "log", "people", "rules", "submissions", "tasks"]
