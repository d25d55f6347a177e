from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class TrackerConfig(AppConfig):
    name = "tracker"
    label = "tracker"
    verbose_name = "督办"

    def ready(self) -> None:
        from django.db import connection

        from tracker import checks  # noqa: F401  (registers the system checks)

        if connection.vendor == "sqlite":
            from tracker.sqlite_dates import read_once

            read_once()


class DubanAdminConfig(SimpleAdminConfig):
    """The admin's pages come with `tracker.urls`: a worker or a command does without them."""

    default_site = "tracker.admin.site.DubanAdminSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(admin_is_sound, checks.Tags.admin)


def admin_is_sound(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django's look at every page of the admin, which must be there to be looked at."""
    from tracker.admin import registry  # noqa: F401

    return check_admin_app(app_configs, **kwargs)
