"""Error pages that say what happened and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagements.kernel.errors import GateClosed


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", {"error": None}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: names the right that is missing, or the gate that is closed."""
    context = {"message": str(exception), "is_gate": isinstance(exception, GateClosed)}
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
