from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class DubanAdminSite(AdminSite):
    site_title = _("督办平台")
    site_header = _("督办平台管理")
    index_title = _("管理首页")
    site_url = "/"
