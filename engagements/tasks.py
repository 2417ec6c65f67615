"""Shims: each task is one call of a service."""

from celery import shared_task

from engagements.kernel.tasks import EngagementTask, enqueue
from engagements.selectors import engagement_get, engagement_ids, system_actor
from engagements.services import grants_verify, invitation_mail
from engagements.services.alert_runs import alerts_run as run_alerts
from engagements.services.bounds import bounds_evaluate
from engagements.services.leaving.certificates import certificate_render as render_certificate
from engagements.services.leaving.returning import data_return_build as build_data_return


@shared_task(name="engagements.invitation_send", acks_late=True)
def invitation_send(*, user_id: int) -> bool:
    return invitation_mail(user_id=user_id)


@shared_task(name="engagements.grants_repair", acks_late=True)
def grants_repair() -> int:
    """Memberships begin and end by date: the projection follows every night."""
    return len(grants_verify(repair=True))


@shared_task(name="engagements.alerts_run", base=EngagementTask, own_transactions=True)
def alerts_run(*, engagement_id: int) -> None:
    """Escalations, alerts and their mail of one engagement; each step commits by itself."""
    run_alerts(actor=system_actor(engagement_get(engagement_id)))


@shared_task(name="engagements.alerts_run_all")
def alerts_run_all() -> None:
    """Beat: every engagement in its own task."""
    for engagement_id in engagement_ids():
        alerts_run.apply_async(kwargs={"engagement_id": engagement_id}, expires=290)


@shared_task(name="engagements.bounds_evaluate", base=EngagementTask)
def bounds_evaluate_task(*, engagement_id: int) -> int:
    return len(bounds_evaluate(actor=system_actor(engagement_get(engagement_id))))


@shared_task(name="engagements.bounds_evaluate_all")
def bounds_evaluate_all_task() -> None:
    """Every local day that has ended is read once; days missed are made up."""
    for engagement_id in engagement_ids():
        enqueue(bounds_evaluate_task, engagement_id=engagement_id)


@shared_task(name="engagements.data_return_build", base=EngagementTask, own_transactions=True)
def data_return_build(*, engagement_id: int, job_id: int) -> None:
    build_data_return(actor=system_actor(engagement_get(engagement_id)), job_id=job_id)


@shared_task(name="engagements.certificate_render", base=EngagementTask)
def certificate_render(*, engagement_id: int, certificate_id: int) -> None:
    actor = system_actor(engagement_get(engagement_id))
    render_certificate(actor=actor, certificate_id=certificate_id)
