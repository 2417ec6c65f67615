"""Shims: what the worker does for reporting."""

from celery import shared_task

from engagements.kernel.tasks import EngagementTask
from engagements.selectors import engagement_get, engagement_ids, system_actor
from reporting import services


@shared_task(base=EngagementTask, own_transactions=True, name="reporting.rollup_refresh")
def rollup_refresh(*, engagement_id: int) -> None:
    """Refreshes every family of an engagement; each step commits by itself."""
    services.rollup_refresh_all(actor=system_actor(engagement_get(engagement_id)))


@shared_task(name="reporting.rollup_refresh_due")
def rollup_refresh_due() -> None:
    """Beat: one refresh per engagement; where nothing is marked it does nothing."""
    for engagement_id in engagement_ids():
        rollup_refresh.apply_async(kwargs={"engagement_id": engagement_id}, expires=300)
