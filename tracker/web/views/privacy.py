"""个人信息告知: what is kept of whoever uses this site, what for, how long, and whom to ask (个人信息保护法 第十七条)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from tracker.desk.access import public
from tracker.desk.request import Request
from tracker.entry.drafts import KEPT_DAYS


@public
def privacy(request: Request) -> HttpResponse:
    days = {
        "left_days": settings.LEFT_DAYS,
        "log_days": settings.ACCESS_LOG_DAYS,
        "draft_days": KEPT_DAYS,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "people/privacy.html", days)
