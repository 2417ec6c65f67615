"""Shims from Celery to the services."""

import datetime as dt

from celery import shared_task

from denials.services import (
    claims_rematch,
    denials_deadlines_recompute,
    remittance_upload_run,
)
from denials.spool import spool_sweep
from engagements.kernel.tasks import EngagementTask, enqueue
from engagements.models import Engagement
from engagements.selectors import engagement_ids, system_actor


@shared_task(base=EngagementTask, name="denials.remittance_import", own_transactions=True)
def remittance_import_task(*, engagement_id: int, job_id: int) -> None:
    remittance_upload_run(engagement_id=engagement_id, job_id=job_id)


@shared_task(base=EngagementTask, name="denials.claims_rematch")
def claims_rematch_task(*, engagement_id: int) -> None:
    actor = system_actor(Engagement.objects.get(pk=engagement_id))
    claims_rematch(actor=actor)
    denials_deadlines_recompute(actor=actor)


@shared_task(name="denials.claims_rematch_all")
def claims_rematch_all_task() -> None:
    for engagement_id in engagement_ids():
        enqueue(claims_rematch_task, engagement_id=engagement_id)


@shared_task(name="denials.spool_sweep")
def spool_sweep_task() -> None:
    spool_sweep(older_than=dt.timedelta(days=1))
