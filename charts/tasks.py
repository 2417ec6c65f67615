"""Shims from Celery to the intake and the worklists."""

from celery import shared_task

from charts import services
from charts.importers.uploads import upload_job
from charts.services.intake import batches_expire
from charts.services.leases import leases_return
from charts.services.recompute_all import clocks_follow
from charts.services.rerouting import work_settle
from engagements.kernel.tasks import EngagementTask, enqueue
from engagements.selectors import engagement_get, engagement_ids, system_actor


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


@shared_task(name="charts.charts_release_waiting", base=EngagementTask)
def charts_release_waiting(*, engagement_id: int) -> None:
    actor = system_actor(engagement_get(engagement_id))
    services.charts_release_waiting(actor=actor)
    work_settle(actor=actor)


@shared_task(name="charts.worklists_open")
def worklists_open() -> None:
    """Charts that waited only for the BAA enter the worklists once it is in force; after a rollback
    what an import under way still gave the vendor goes in house.
    """
    for engagement_id in engagement_ids():
        charts_release_waiting.delay(engagement_id=engagement_id)


@shared_task(base=EngagementTask, name="charts.clocks_recompute", own_transactions=True)
def clocks_recompute_task(*, engagement_id: int) -> None:
    """A rule of the clocks has changed: what charts store follows."""
    clocks_follow(actor=system_actor(engagement_get(engagement_id)))


@shared_task(base=EngagementTask, name="charts.uploads_expire")
def uploads_expire_task(*, engagement_id: int) -> None:
    batches_expire(actor=system_actor(engagement_get(engagement_id)))


@shared_task(name="charts.uploads_expire_all")
def uploads_expire_all_task() -> None:
    for engagement_id in engagement_ids():
        enqueue(uploads_expire_task, engagement_id=engagement_id)


@shared_task(base=EngagementTask, name="charts.leases_return")
def leases_return_task(*, engagement_id: int) -> None:
    leases_return(actor=system_actor(engagement_get(engagement_id)))


@shared_task(name="charts.leases_return_all")
def leases_return_all_task() -> None:
    for engagement_id in engagement_ids():
        enqueue(leases_return_task, engagement_id=engagement_id)
