"""Shims: what the worker does for QA."""

from celery import shared_task

from engagements.kernel.tasks import EngagementTask
from engagements.selectors import engagement_ids
from qa import services


@shared_task(base=EngagementTask, name="qa.sample_draw_month")
def sample_draw_month(*, engagement_id: int) -> int:
    """Last month's random samples of the contract; drawn once, however often this runs."""
    return len(services.sample_draw_due(engagement_id=engagement_id))


@shared_task(name="qa.sample_draw_months", acks_late=True)
def sample_draw_months() -> None:
    for engagement_id in engagement_ids():
        sample_draw_month.apply_async(kwargs={"engagement_id": engagement_id}, expires=3600)
