"""The two addresses that a proxy or an orchestrator asks: alive, and ready to serve."""

from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import checks


@never_cache
@require_safe
@login_not_required
@transaction.non_atomic_requests
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about what it depends on."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
@login_not_required
@transaction.non_atomic_requests
def readyz(_request: HttpRequest) -> JsonResponse:
    """The process can serve: 200, or 503 naming the parts that are not well."""
    parts: dict[str, Callable[[], bool]] = {
        "database": _database_answers,
        "migrations": checks.migrations_are_applied,
        "broker": _broker_answers,
    }
    found = {name: _is_well(check) for name, check in parts.items()}
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def _is_well(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 -- whatever is wrong, the answer is "not ready"
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _broker_answers() -> bool:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
        return bool(client.ping())
