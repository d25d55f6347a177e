"""What every request passes through: the reader's language, and a first password that must be changed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation


class FirstPasswordMiddleware:
    """A first password is for one use: its owner is led to change it before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password and request.path not in self.allowed():
            return redirect("password_change")
        return self.get_response(request)

    def allowed(self) -> set[str]:
        return {reverse("password_change"), reverse("logout"), reverse("set_language")}


class ChosenLanguageMiddleware:
    """Chinese, unless the reader has chosen English on a page. A browser's own preference is not a choice: many
    an office computer asks for English without anybody knowing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
