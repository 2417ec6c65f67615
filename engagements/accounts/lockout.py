"""What django-axes asks: whose failures these are, and what the locked-out person sees."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def lockout_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """The address typed, folded as sign-in folds it, so that letter case buys no extra tries."""
    typed = (credentials or {}).get("email") or (credentials or {}).get("username")
    typed = typed or request.POST.get("login")
    return typed.strip().lower() if typed else None


def lockout_response(
    request: HttpRequest,
    _response: HttpResponse | None = None,
    _credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.LOCKOUT_MINUTES,
    }
    return render(request, "account/locked_out.html", context, status=429)
