"""Next chart: the service against its own statement, sent to the server by itself."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench import measure, people, rules
from charts.enums import WorkState
from charts.models import WorkItem
from charts.services import workitem_next, worklist
from charts.services.rulesets import ruleset_apply
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.roles import Role
from engagements.selectors import actor_for

TARGET = 3.0


def run(charts: int) -> None:
    """First without any queues and guards, then with both and with coders who take turns."""
    engagement = Engagement.objects.get(slug="bench")
    with engagement_transaction(engagement.pk):
        rules.forget(engagement)
    _measured(engagement, charts, "workitem_next, one transaction")
    try:
        with engagement_transaction(engagement.pk):
            actors = _actors(engagement)
            queues, draft = rules.queues_make(engagement)
            lead = rules.actor_of(engagement, Role.VENDOR_LEAD)
            ruleset_apply(actor=lead, rule_set=draft, reason="Bench")
            rules.members_make(engagement, queues, actors)
            rules.guards_make(engagement, actors)
        _measured(engagement, charts, "workitem_next with queues, turns and guards")
    finally:
        with engagement_transaction(engagement.pk):
            _give_back(engagement)
            rules.forget(engagement)


def _measured(engagement: Engagement, charts: int, name: str) -> None:
    with engagement_transaction(engagement.pk):
        actors = _actors(engagement)
    half = len(actors) // 2
    service: list[float] = []
    statement: list[float] = []
    for one, other in zip(actors[:half], actors[half:], strict=True):
        with engagement_transaction(engagement.pk):
            values = worklist.next_values(other, timezone.now())
        service.append(_timed(lambda actor=one: _by_service(engagement, actor)))
        statement.append(_timed(lambda values=values: _by_statement(engagement, values)))
    value, limit = statistics.median(service), statistics.median(statement)
    measure.emit(
        section="next-chart",
        charts=charts,
        measure=name,
        value=value,
        unit="ms",
        limit="its statement alone, one transaction",
        limit_value=limit,
        target=TARGET,
        n=len(service),
        p95=round(statistics.quantiles(service, n=20)[-1], 3),
        waiting=_waiting(engagement),
    )


def _actors(engagement: Engagement) -> list[Actor]:
    """Coders who hold no chart, no more than there are charts for, so that every call takes one."""
    _give_back(engagement)
    charts = WorkItem.objects.filter(engagement=engagement, state=WorkState.OPEN)
    charts = charts.exclude(chart__specialty=rules.REFUSED)
    count = min(people.NEXT_CODERS, charts.count()) // 2 * 2
    names = [f"coder-{people.CODERS + number}" for number in range(count)]
    found = [
        actor_for(user=people.user_of(engagement, name), engagement=engagement) for name in names
    ]
    return [actor for actor in found if actor is not None]


def _give_back(engagement: Engagement) -> None:
    """Undo what an earlier run took."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE charts_workitem SET state = 'open', assignee_id = NULL, leased_until = NULL"
            " WHERE engagement_id = %s AND state = 'leased'",
            [engagement.pk],
        )
        cursor.execute(
            "UPDATE charts_chart SET state = 'ready'"
            " WHERE engagement_id = %s AND state = 'in_coding'",
            [engagement.pk],
        )


def _timed(action: Callable[[], Any]) -> float:
    began = time.perf_counter()
    if action() is None:
        raise SystemExit("No chart is left for a coder: measure with more charts (--charts).")
    return (time.perf_counter() - began) * 1000


def _by_service(engagement: Engagement, actor: Actor) -> object:
    with engagement_transaction(engagement.pk):
        return workitem_next(actor=actor)


def _by_statement(engagement: Engagement, values: dict[str, Any]) -> object:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('concord.engagements', %s, true)", [f"{{{engagement.pk}}}"]
        )
        cursor.execute(worklist.IN_ORDER)
        cursor.execute(worklist._NEXT, values)  # noqa: SLF001 -- the very statement
        return cursor.fetchone()


def _waiting(engagement: Engagement) -> int:
    with engagement_transaction(engagement.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM charts_workitem WHERE engagement_id = %s AND state = 'open'",
            [engagement.pk],
        )
        return int(cursor.fetchone()[0])
