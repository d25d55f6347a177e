"""Which browser somebody sits at, in words: what a browser says of itself is for machines."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first that is named wins: most say that they are several.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QIHU", "360"),
    ("360SE", "360"),
    ("360EE", "360"),
    ("QQBrowser", "QQ浏览器"),
    ("MetaSr", "搜狗"),
    ("UCBrowser", "UC"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chromium", "Chromium"),
    ("HeadlessChrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("Trident", "IE"),
    ("MSIE", "IE"),
)
SYSTEMS = (
    ("OpenHarmony", "鸿蒙"),
    ("HarmonyOS", "鸿蒙"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("UOS", "统信"),
    ("Kylin", "麒麟"),
    ("Linux", "Linux"),
)


def in_words(said: str) -> str:
    """`Chrome · Windows`; of what says nothing known, its first words."""
    names = [next((name for mark, name in known if mark in said), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in names if name) or said[:40] or _("未知浏览器")
