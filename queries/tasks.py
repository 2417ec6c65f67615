"""Tasks about queries."""

from celery import shared_task

from engagements.kernel.tasks import EngagementTask
from engagements.selectors import engagement_get, engagement_ids, system_actor
from queries import services
from queries.models import Query

RETRY = {"autoretry_for": (OSError,), "retry_backoff": 10, "max_retries": 8}


@shared_task(name="queries.query_provider_notify", base=EngagementTask, **RETRY)
def query_provider_notify(*, engagement_id: int, query_id: int) -> None:
    actor = system_actor(engagement_get(engagement_id))
    services.query_provider_notify(actor=actor, query=Query.objects.get(pk=query_id))


@shared_task(name="queries.query_practice_notify", base=EngagementTask, **RETRY)
def query_practice_notify(*, engagement_id: int, query_id: int) -> None:
    actor = system_actor(engagement_get(engagement_id))
    services.query_practice_notify(actor=actor, query=Query.objects.get(pk=query_id))


@shared_task(name="queries.query_provider_remind", base=EngagementTask, **RETRY)
def query_provider_remind(*, engagement_id: int, query_id: int) -> None:
    actor = system_actor(engagement_get(engagement_id))
    services.query_provider_remind(actor=actor, query=Query.objects.get(pk=query_id))


@shared_task(name="queries.queries_expire", base=EngagementTask)
def queries_expire(*, engagement_id: int) -> None:
    actor = system_actor(engagement_get(engagement_id))
    services.queries_expire(actor=actor)
    services.queries_remind(actor=actor)


@shared_task(name="queries.windows_check")
def windows_check() -> None:
    """Every engagement's windows, each in its own task."""
    for engagement_id in engagement_ids():
        queries_expire.delay(engagement_id=engagement_id)
