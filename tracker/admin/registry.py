"""Imported once all apps are ready (`tracker.apps.DubanAdminConfig`): each module registers its pages."""

from tracker.admin import letters, log, office, people, rules, saying, tasks

__all__ = ["letters", "log", "office", "people", "rules", "saying", "tasks"]
