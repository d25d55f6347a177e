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
