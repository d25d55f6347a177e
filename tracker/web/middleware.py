"""A first password is for one use: its owner is led to change it before anything else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class FirstPasswordMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password and request.path not in self.allowed():
            return redirect("password_change")
        return self.get_response(request)

    def allowed(self) -> set[str]:
        return {reverse("password_change"), reverse("logout"), reverse("set_language")}
