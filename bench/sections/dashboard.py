"""The engagement health page as the practice manager opens it: time on the server.

The page reads the rollups. Its parts that are counted on the facts are requests of their own and
measured as such, without a target.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
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
PARTS = {"now": "what stands now", "turnaround": "turnaround by class"}


def run(charts: int) -> None:
    engagement = Engagement.objects.get(slug="bench")
    with engagement_transaction(engagement.pk):
        rollup_refresh_all(actor=system_actor(engagement))
    client = Client(headers={"host": "localhost"})
    backend = "engagements.accounts.backends.AuthenticationBackend"
    client.force_login(people.user_of(engagement, "practice_manager"), backend=backend)
    page = _measured(client, engagement, "health")
    measure.emit(
        section="dashboard",
        charts=charts,
        measure="engagement health page, whole request",
        value=statistics.median(page.taken),
        unit="ms",
        target=TARGET_MS,
        n=REQUESTS,
        least=round(min(page.taken), 3),
        p95=round(statistics.quantiles(page.taken, n=20)[-1], 3),
        processor_ms=round(statistics.median(page.processor), 3),
        queries=page.queries,
    )
    measure.emit(
        section="dashboard",
        charts=charts,
        measure="engagement health page, its queries",
        value=statistics.median(page.database),
        unit="ms",
        target=TARGET_MS,
        n=REQUESTS,
    )
    for name, what in PARTS.items():
        part = _measured(client, engagement, name)
        measure.emit(
            section="dashboard",
            charts=charts,
            measure=f"its part fetched afterwards: {what}",
            value=statistics.median(part.taken),
            unit="ms",
            n=REQUESTS,
            processor_ms=round(statistics.median(part.processor), 3),
        )


@dataclass
class _Requests:
    """Milliseconds per request: in all, in the database, of this process's processor time."""

    taken: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    queries: int = 0


def _measured(client: Client, engagement: Engagement, name: str) -> _Requests:
    url = reverse(f"reporting:{name}", kwargs={"engagement": engagement.slug})
    headers = {} if name == "health" else {"HX-Request": "true"}
    found = _Requests()
    for number in range(WARM_UP + REQUESTS):
        spent = _Spent()
        began, processor = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(spent):
            response = client.get(url, headers=headers)
        assert response.status_code == HTTP_OK, response.status_code
        if number >= WARM_UP:
            found.taken.append((time.perf_counter() - began) * 1000)
            found.processor.append((time.process_time() - processor) * 1000)
            found.database.append(spent.seconds * 1000)
            found.queries = spent.queries
    return found


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
