"""DUBAN_DEBUG: Django's error pages, for a developer at the machine itself."""

from collections.abc import Callable
from ipaddress import ip_address

from django.http import HttpResponse, HttpResponseForbidden

from tracker.desk.request import Request

REFUSED = "调试模式（DUBAN_DEBUG）只回应本机的浏览器。 Debug mode answers browsers on this machine only.\n"


class ThisMachineOnlyMiddleware:
    """An error page shows settings and rows. Whatever address the server was bound to, and whatever stands in front of
    it, nobody but the developer may meet one."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if not is_local(request):
            return HttpResponseForbidden(REFUSED, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


def is_local(request: Request) -> bool:
    """From a loopback address, and not handed on by a proxy that runs here."""
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return peer.is_loopback and not (
        {"HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA"} & request.META.keys()
    )
