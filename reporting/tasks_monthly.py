"""Publishing closed months."""

import datetime as dt

from celery import shared_task

from engagements.kernel.scope import engagement_transaction
from engagements.kernel.tasks import EngagementTask
from engagements.selectors import engagement_get, engagement_ids, system_actor
from reporting import services


@shared_task(
    name="reporting.report_publish",
    base=EngagementTask,
    autoretry_for=(services.DeliveryIncomplete, OSError),
    retry_backoff=60,
    retry_backoff_max=3600,
    max_retries=10,
)
def report_publish(*, engagement_id: int, month: str, trigger: str = "schedule") -> None:
    actor = system_actor(engagement_get(engagement_id))
    services.report_publish(actor=actor, month=dt.date.fromisoformat(month), trigger=trigger)


report_publish.own_transactions = True


@shared_task(name="reporting.months_close")
def months_close() -> None:
    """Starts the closed month of every engagement that has not been published yet."""
    for engagement_id in engagement_ids():
        actor = system_actor(engagement_get(engagement_id))
        with engagement_transaction(engagement_id):
            month = services.month_to_publish(actor)
        if month is not None:
            report_publish.delay(engagement_id=engagement_id, month=month.isoformat())
