"""The engagement health page as the practice manager opens it: time on the server."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import measure, people
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.selectors import system_actor
from reporting.services import rollup_refresh_all

TARGET_MS = 100.0
REQUESTS = 21
WARM_UP = 4
HTTP_OK = 200


def run(charts: int) -> None:
    engagement = Engagement.objects.get(slug="bench")
    with engagement_transaction(engagement.pk):
        rollup_refresh_all(actor=system_actor(engagement))
    client = Client(headers={"host": "localhost"})
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(people.user_of(engagement, "practice_manager"), backend=backend)
    url = reverse("reporting:health", kwargs={"engagement": engagement.slug})
    taken, database, queries = [], [], 0
    for number in range(WARM_UP + REQUESTS):
        spent = _Spent()
        began = time.perf_counter()
        with connection.execute_wrapper(spent):
            response = client.get(url)
        assert response.status_code == HTTP_OK, response.status_code
        if number >= WARM_UP:
            taken.append((time.perf_counter() - began) * 1000)
            database.append(spent.seconds * 1000)
            queries = spent.queries
    measure.emit(
        section="dashboard",
        charts=charts,
        measure="engagement health page, whole request",
        value=statistics.median(taken),
        unit="ms",
        target=TARGET_MS,
        n=REQUESTS,
        p95=round(statistics.quantiles(taken, n=20)[-1], 3),
        database_ms=round(statistics.median(database), 3),
        queries=queries,
    )
    measure.emit(
        section="dashboard",
        charts=charts,
        measure="engagement health page, its queries",
        value=statistics.median(database),
        unit="ms",
        target=TARGET_MS,
        n=REQUESTS,
    )


class _Spent:
    """Time in the database, and how many statements."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.queries = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any
    ) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began
            self.queries += 1
