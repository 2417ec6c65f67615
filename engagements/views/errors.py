"""Error pages that say what happened and what to do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagements.kernel.errors import GateClosed
from engagements.roles import GRANTS, SIDES, Role


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", {"error": None}, status=400)


def holders(action: str, side: str = "") -> list[str]:
    """The names of the roles that have a right; of one side only where a side is given."""
    return [
        str(Role(role).label)
        for role, grants in GRANTS.items()
        if action in grants and role in SIDES and (not side or SIDES[Role(role)] == side)
    ]


def has_own(actor: Any, action: str) -> bool:
    """Whether the actor may do it to their own rows, so that no further role is missing."""
    return bool(action and actor is not None and actor.grant(action) == "own")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: names the right that is missing or the gate that is closed, and who can grant it."""
    action = str(getattr(exception, "action", ""))
    side = str(getattr(getattr(request, "actor", None), "side", ""))
    context = {
        "message": str(exception),
        "is_elsewhere": has_own(getattr(request, "actor", None), action),
        "is_gate": isinstance(exception, GateClosed),
        "action": action,
        "roles": holders(action) if action else [],
        "granters": holders("member.manage", side) if side else [],
    }
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
