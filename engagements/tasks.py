"""Shims: each task is one call of a service."""

from celery import shared_task

from engagements.services import grants_verify, invitation_mail


@shared_task(name="engagements.invitation_send", acks_late=True)
def invitation_send(*, user_id: int) -> bool:
    return invitation_mail(user_id=user_id)


@shared_task(name="engagements.grants_repair", acks_late=True)
def grants_repair() -> int:
    """Memberships begin and end by date: the projection follows every night."""
    return len(grants_verify(repair=True))
