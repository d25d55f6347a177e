from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class TrackerConfig(AppConfig):
    name = "tracker"
    label = "tracker"
    verbose_name = "督办"

    def ready(self) -> None:
        from tracker import checks  # noqa: F401  (registers the system checks)


class DubanAdminConfig(AdminConfig):
    default_site = "tracker.admin.site.DubanAdminSite"

    def ready(self) -> None:
        super().ready()
        # After all other apps have registered theirs, and not while the site itself is being imported.
        from tracker.admin import registry  # noqa: F401
