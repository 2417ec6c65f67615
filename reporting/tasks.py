"""Shims: what the worker does for reporting."""

import datetime as dt

from celery import shared_task

from engagements.kernel.scope import engagement_transaction
from engagements.kernel.tasks import EngagementTask
from engagements.selectors import engagement_get, engagement_ids, system_actor
from reporting import services
from reporting.services.hypercare import hypercare_mails_prepare
from reporting.services.service_levels import levels_record_due


@shared_task(base=EngagementTask, own_transactions=True, name="reporting.rollup_refresh")
def rollup_refresh(*, engagement_id: int) -> None:
    """Refreshes every family of an engagement; each step commits by itself."""
    services.rollup_refresh_all(actor=system_actor(engagement_get(engagement_id)))


@shared_task(name="reporting.rollup_refresh_due")
def rollup_refresh_due() -> None:
    """Beat: one refresh per engagement; where nothing is marked it does nothing."""
    for engagement_id in engagement_ids():
        rollup_refresh.apply_async(kwargs={"engagement_id": engagement_id}, expires=300)


@shared_task(
    name="reporting.report_publish",
    base=EngagementTask,
    autoretry_for=(OSError,),
    retry_backoff=60,
    retry_backoff_max=3600,
    max_retries=10,
    own_transactions=True,
)
def report_publish(
    *, engagement_id: int, month: str, trigger: str = "schedule", span: str = "month"
) -> None:
    """Messages that were refused wait for beat, which knows when each may be tried again."""
    actor = system_actor(engagement_get(engagement_id))
    first = dt.date.fromisoformat(month)
    services.report_publish(actor=actor, month=first, trigger=trigger, span=span)


@shared_task(name="reporting.months_close")
def months_close() -> None:
    """Starts what every engagement's terms promise of the spans that are over."""
    for engagement_id in engagement_ids():
        actor = system_actor(engagement_get(engagement_id))
        with engagement_transaction(engagement_id):
            due = services.reports_to_publish(actor)
        for span, start in due:
            report_publish.delay(engagement_id=engagement_id, month=start.isoformat(), span=span)


@shared_task(base=EngagementTask, own_transactions=True, name="reporting.dnfc_count")
def dnfc_count(*, engagement_id: int) -> None:
    """Counts the ended days of one engagement that were not counted yet."""
    with engagement_transaction(engagement_id):
        services.dnfc_count_due(actor=system_actor(engagement_get(engagement_id)))


@shared_task(name="reporting.dnfc_count_due")
def dnfc_count_due() -> None:
    for engagement_id in engagement_ids():
        dnfc_count.apply_async(kwargs={"engagement_id": engagement_id}, expires=850)


@shared_task(name="reporting.hypercare_prepare", base=EngagementTask)
def hypercare_prepare(*, engagement_id: int) -> None:
    hypercare_mails_prepare(actor=system_actor(engagement_get(engagement_id)))


@shared_task(name="reporting.hypercare_prepare_all")
def hypercare_prepare_all() -> None:
    """Beat: the daily figures of engagements that went live lately."""
    for engagement_id in engagement_ids():
        hypercare_prepare.apply_async(kwargs={"engagement_id": engagement_id}, expires=890)


@shared_task(base=EngagementTask, name="reporting.levels_record")
def levels_record(*, engagement_id: int) -> None:
    """Judges the agreed levels of the month before this one, once."""
    levels_record_due(actor=system_actor(engagement_get(engagement_id)))


@shared_task(name="reporting.levels_record_all")
def levels_record_all() -> None:
    for engagement_id in engagement_ids():
        levels_record.apply_async(kwargs={"engagement_id": engagement_id}, expires=6 * 3500)
