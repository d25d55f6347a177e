from django.contrib import admin
from django.urls import include, path

from tracker.admin import registry  # noqa: F401  (each of its modules registers its pages)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("tracker.web.urls")),
]
