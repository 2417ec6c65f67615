"""The reader's own look: stored with the user, and in cookies for pages before sign-in."""

import json
from http import HTTPStatus
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

from engagements.kernel.errors import DomainError
from engagements.services import user_keys_set, user_look_set

NAMES = ("theme", "density", "sidebar", "letters")
YEAR = 365 * 24 * 3600


def _keys(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


class Preferences(LoginRequiredMixin, View):
    """Stores what was pressed and goes back to the page it was pressed on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        choices = {name: request.POST[name] for name in NAMES if name in request.POST}
        user_look_set(user=request.user, choices=choices)  # type: ignore[arg-type]  # signed in
        if "shortcuts" in request.POST:
            try:
                user_keys_set(user=request.user, keys=_keys(request.POST["shortcuts"]))  # type: ignore[arg-type]  # signed in
            except DomainError as error:
                return HttpResponse(str(error), status=HTTPStatus.BAD_REQUEST)
        response = self.answer(request)
        for name, value in choices.items():
            response.set_cookie(
                name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure()
            )
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204)
        target = request.POST.get("next", "/")
        safe = url_has_allowed_host_and_scheme(
            target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return HttpResponseRedirect(target if safe else "/")
