"""Mail that leaves at most once: claim, send, settle, each in a transaction of its own.

A claim outlives a crash: a message whose fate nobody knows stays "sending" until a person has
looked. A clear refusal by the mail server is tried again, later and later.
"""

import datetime as dt
import errno
import hashlib
import smtplib
import socket
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from engagements.enums.alerts import DeliveryState
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import ClaimedMail, ScheduledMail, User
from engagements.policies.alerts import ScheduledMailPolicy

PENDING = (DeliveryState.PENDING, DeliveryState.REFUSED)
# The mail server said no, or was never reached: the message certainly did not leave.
REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    ConnectionRefusedError,
    socket.gaierror,
)
UNREACHED = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
MAIL_ERRORS = (OSError, smtplib.SMTPException)
MOST_ATTEMPTS = 8
LONGEST_WAIT = dt.timedelta(hours=6)


def message_id(kind: str, key: object, email: str) -> str:
    """The same message to the same address has the same id, whenever it is made."""
    domain = settings.SITE_URL.split("://")[-1].split(":")[0].strip("/")
    digest = hashlib.sha256(email.encode()).hexdigest()[:16]
    return f"<{kind}-{key}-{digest}@{domain}>".replace(":", "-")


def site_url(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def address_clean(email: str) -> str:
    """An address as it is kept, or the error to show beside it."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise DomainError(
            f"{email!r} is no e-mail address.",
            field="email",
            remedy="Write it as name@example.org.",
        ) from None
    return address


def mail_claim(*, actor: Actor, model: type[ClaimedMail], mail_id: int) -> bool:
    """Takes the message for sending; False where somebody else has it or had it.

    Commit before sending: the claim must outlive a crash.
    """
    rows = model._default_manager.filter(  # noqa: SLF001 -- the documented Meta API
        engagement=actor.engagement, pk=mail_id, state__in=PENDING
    )
    return rows.update(state=DeliveryState.SENDING, claimed_at=timezone.now()) == 1


def mail_settle(*, mail: ClaimedMail, error: Exception | None = None) -> None:
    """Records what the mail server said.

    A refusal may be tried again. Where the connection broke midway nobody knows whether the
    message left: it stays "sending", with the error, until a person decides.
    """
    changes: dict[str, Any] = {"attempts": mail.attempts + 1, "error": ""}
    if error is None:
        changes |= {"state": DeliveryState.SENT, "sent_at": timezone.now()}
    else:
        changes["error"] = f"{type(error).__name__}: {error}"[:300]
        if isinstance(error, REFUSALS) or getattr(error, "errno", None) in UNREACHED:
            changes["state"] = DeliveryState.REFUSED
    rows = type(mail)._default_manager.filter(  # noqa: SLF001 -- the documented Meta API
        pk=mail.pk, state=DeliveryState.SENDING
    )
    rows.update(**changes)


def mail_free(*, mail: ClaimedMail) -> None:
    """A person has found that the message did not arrive: it may be sent again."""
    rows = type(mail)._default_manager.filter(  # noqa: SLF001 -- the documented Meta API
        pk=mail.pk, state__in=[DeliveryState.SENDING, DeliveryState.REFUSED]
    )
    rows.update(state=DeliveryState.PENDING, attempts=0)


@transaction.atomic
def scheduled_mail_add(
    *, actor: Actor, user: User, kind: str, slot: str, subject: str, body: str, items: int = 0
) -> ScheduledMail | None:
    """Writes a message down for sending; None where this person has had one for the slot."""
    mail, created = ScheduledMail.objects.get_or_create(
        engagement=actor.engagement,
        user=user,
        slot=slot,
        defaults={
            "email": user.email,
            "kind": kind,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "items": items,
            "message_id": message_id(f"{actor.engagement.slug}-{user.pk}", slot, user.email)[:120],
        },
    )
    return mail if created else None


@transaction.atomic
def scheduled_mail_release(*, actor: Actor, mail: ScheduledMail) -> None:
    """A person has found that the message did not arrive: it may be sent again."""
    ScheduledMailPolicy.check(actor, "mail.release", mail)
    if mail.state not in {DeliveryState.SENDING, DeliveryState.REFUSED}:
        raise DomainError(
            f"It is {mail.get_state_display().lower()}.", remedy="There is nothing to send again."
        )
    mail_free(mail=mail)


def scheduled_mails_send(*, actor: Actor) -> int:
    """Sends what waits, one claim each. Opens its own transactions: call it outside any."""
    engagement_id = actor.engagement.pk
    with engagement_transaction(engagement_id):
        waiting = [mail.pk for mail in _due_mails(actor, timezone.now())]
    return sum(_send_one(actor, mail_id) for mail_id in waiting)


def _due_mails(actor: Actor, now: dt.datetime) -> list[ScheduledMail]:
    rows = ScheduledMail.objects.filter(
        engagement=actor.engagement, state__in=PENDING, attempts__lt=MOST_ATTEMPTS
    )
    return [mail for mail in rows.order_by("pk") if mail_is_due(mail, now)]


def mail_is_due(mail: ClaimedMail, now: dt.datetime) -> bool:
    """Whether the scheduler tries it now: after each refusal later, and not for ever."""
    if mail.state not in PENDING or mail.attempts >= MOST_ATTEMPTS:
        return False
    if mail.claimed_at is None or not mail.attempts:
        return True
    wait = min(LONGEST_WAIT, dt.timedelta(minutes=5 * 2**mail.attempts))
    return now >= mail.claimed_at + wait


def _send_one(actor: Actor, mail_id: int) -> int:
    engagement_id = actor.engagement.pk
    with engagement_transaction(engagement_id):
        if not mail_claim(actor=actor, model=ScheduledMail, mail_id=mail_id):
            return 0
        mail = ScheduledMail.objects.get(pk=mail_id)
    failure: Exception | None = None
    try:
        EmailMessage(
            subject=mail.subject,
            body=mail.body,
            to=[mail.email],
            headers={"Message-ID": mail.message_id},
        ).send()
    except MAIL_ERRORS as error:
        failure = error
    with engagement_transaction(engagement_id):
        mail_settle(mail=mail, error=failure)
    return int(failure is None)
