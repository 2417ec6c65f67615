"""Shims from Celery to the intake."""

from celery import shared_task

from charts.importers.uploads import upload_job
from engagements.kernel.tasks import EngagementTask


@shared_task(base=EngagementTask, name="charts.import_apply", own_transactions=True)
def import_apply_task(
    *, engagement_id: int, batch_id: int, job_id: int, user_id: int, chosen: dict[str, str]
) -> None:
    upload_job(
        engagement_id=engagement_id,
        batch_id=batch_id,
        job_id=job_id,
        user_id=user_id,
        chosen=chosen,
    )
