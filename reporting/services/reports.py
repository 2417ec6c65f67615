"""Publishing a month, a week or a quarter: freeze, render, deliver.

Each step may run twice and be cut off anywhere. Freezing is an insert that only one can win.
Rendering reads the frozen numbers alone. Delivering claims each recipient in a transaction of its
own before the message leaves.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from django.core.files.base import ContentFile
from django.core.mail import EmailMessage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from engagements.enums import DocumentKind
from engagements.kernel.errors import DomainError
from engagements.kernel.metrics import Period
from engagements.kernel.policy import Actor
from engagements.kernel.registry import report_sections
from engagements.models import Document, Engagement
from engagements.services.mail import (
    PENDING,
    mail_claim,
    mail_free,
    mail_is_due,
    mail_settle,
    message_id,
    site_url,
)
from reporting.enums import DeliveryState, ReportSpan, ReportState
from reporting.models import MonthlyReport, ReportDelivery
from reporting.pdf import report_pdf
from reporting.selectors.reports import recipients_active
from reporting.spans import sentence_start, span_end, span_label, span_slug, span_start

NUMBERS_VERSION = 1


def month_period(actor: Actor, month: dt.date) -> Period:
    """The month in the engagement's zone. Raises `DomainError` while it is not over."""
    return span_period(actor, ReportSpan.MONTH, month)


def span_period(actor: Actor, span: str, day: dt.date) -> Period:
    """The month, week or quarter of the day, in the engagement's zone; refused until it is over."""
    zone = actor.engagement.time_zone
    start = span_start(span, day)
    period = Period.custom(start, span_end(span, start), zone=zone, now=timezone.now())
    if period.end >= period.today:
        raise DomainError(
            f"{sentence_start(span_label(span, start))} is not over in {zone}.",
            field="month",
            remedy=f"Publish it from {period.end + dt.timedelta(days=1)} on.",
        )
    return period


def report_file_name(engagement: Engagement, report: MonthlyReport) -> str:
    return f"{engagement.slug}-{span_slug(report.span, report.month)}.pdf"


def numbers_build(*, actor: Actor, period: Period) -> dict[str, Any]:
    """Every section's values, as plain JSON: what is frozen is what is printed."""
    built = {section.key: section.build(actor=actor, period=period) for section in report_sections}
    numbers = {
        "version": NUMBERS_VERSION,
        "period": {"start": period.start, "end": period.end, "zone": period.zone},
        "sections": built,
        "has_data": any(section.get("has_data") for section in built.values()),
    }
    plain: dict[str, Any] = json.loads(json.dumps(numbers, cls=DjangoJSONEncoder))
    return plain


def numbers_hash(numbers: dict[str, Any]) -> str:
    canonical = json.dumps(numbers, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def report_freeze(
    *, actor: Actor, month: dt.date, span: str = ReportSpan.MONTH.value
) -> MonthlyReport:
    """Freezes the numbers of the span the day lies in; frozen before, gives back what was."""
    actor.require("report.send")
    first = span_start(span, month)
    same = MonthlyReport.objects.filter(engagement=actor.engagement, span=span, month=first)
    existing = same.first()
    if existing is not None:
        return existing
    numbers = numbers_build(actor=actor, period=span_period(actor, span, first))
    MonthlyReport.objects.bulk_create(
        [
            MonthlyReport(
                engagement=actor.engagement,
                span=span,
                month=first,
                state=ReportState.FROZEN if numbers["has_data"] else ReportState.EMPTY,
                numbers=numbers,
                numbers_sha256=numbers_hash(numbers),
                frozen_at=timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )
    return same.get()


@transaction.atomic
def report_render(*, actor: Actor, report: MonthlyReport) -> MonthlyReport:
    """Renders the PDF of the frozen numbers and keeps it; the first to finish wins."""
    actor.require("report.send")
    if report.state != ReportState.FROZEN:
        return report
    content = report_pdf(engagement=actor.engagement, report=report)
    digest = hashlib.sha256(content).hexdigest()
    name = report_file_name(actor.engagement, report)
    document = Document(
        engagement=actor.engagement,
        kind=DocumentKind.REPORT,
        title=f"{report.get_span_display()} report: {report.label}",
        sha256=digest,
        size=len(content),
        content_type="application/pdf",
        uploaded_by=actor.user,
    )
    document.file.save(name, ContentFile(content), save=True)
    won = MonthlyReport.objects.filter(pk=report.pk, state=ReportState.FROZEN).update(
        state=ReportState.RENDERED,
        pdf=document,
        pdf_sha256=digest,
        rendered_at=timezone.now(),
    )
    if won != 1:
        document.file.delete(save=False)
        document.delete()
    report.refresh_from_db()
    return report


@transaction.atomic
def deliveries_prepare(*, actor: Actor, report: MonthlyReport, patient: bool = False) -> list[int]:
    """One delivery per active recipient; returns those still to be sent.

    `patient`: only those whose time has come, each later than the time before.
    """
    actor.require("report.send")
    emails = recipients_active(actor.engagement).values_list("email", flat=True)
    ReportDelivery.objects.bulk_create(
        [
            ReportDelivery(
                engagement=actor.engagement,
                report=report,
                email=email,
                message_id=message_id("report", report.pk, email),
            )
            for email in emails
        ],
        ignore_conflicts=True,
    )
    waiting = report.deliveries.filter(state__in=PENDING, email__in=list(emails))
    now = timezone.now()
    return [one.pk for one in waiting if not patient or mail_is_due(one, now)]


@transaction.atomic
def delivery_claim(*, actor: Actor, delivery_id: int) -> ReportDelivery | None:
    """Takes the delivery for sending; None where somebody else has it or had it.

    Commit before sending: the claim must outlive a crash.
    """
    actor.require("report.send")
    if not mail_claim(actor=actor, model=ReportDelivery, mail_id=delivery_id):
        return None
    return ReportDelivery.objects.select_related("report", "report__pdf").get(pk=delivery_id)


def delivery_send(*, actor: Actor, delivery: ReportDelivery) -> None:
    """Hands the message to the mail server; raises `OSError` or `SMTPException` if refused."""
    report = delivery.report
    keys = {"engagement": actor.engagement.slug, "report_id": report.pk}
    page = reverse("reporting:report_detail", kwargs=keys)
    body = (
        f"The coding report of {actor.engagement.name} for {report.label} is attached.\n\n"
        f"SHA-256 of the PDF: {report.pdf_sha256}\n"
        f"Every number in it opens its rows; so it does at {site_url(page)}\n"
    )
    message = EmailMessage(
        subject=f"Coding report {report.label}: {actor.engagement.name}",
        body=body,
        to=[delivery.email],
        headers={"Message-ID": delivery.message_id},
    )
    if report.pdf is None:
        raise DomainError("The report has no PDF yet.")
    with report.pdf.file.open("rb") as file:
        message.attach(report_file_name(actor.engagement, report), file.read(), "application/pdf")
    message.send()


@transaction.atomic
def delivery_settle(
    *, actor: Actor, delivery: ReportDelivery, error: Exception | None = None
) -> None:
    """Records what the mail server said; see `mail_settle`."""
    mail_settle(mail=delivery, error=error)


@transaction.atomic
def delivery_release(*, actor: Actor, delivery: ReportDelivery) -> None:
    """A person has found that the message did not arrive: it may be sent again."""
    actor.require("report.send")
    mail_free(mail=delivery)


@transaction.atomic
def report_close(*, actor: Actor, report: MonthlyReport) -> bool:
    """Marks the report sent once everybody has it who is to receive it; False until then.

    Who is no recipient any more is not waited for; a report that nobody was sent is not sent.
    """
    actor.require("report.send")
    emails = recipients_active(actor.engagement).values_list("email", flat=True)
    left = Q(state__in=PENDING) & ~Q(email__in=list(emails))
    if report.deliveries.exclude(Q(state=DeliveryState.SENT) | left).exists():
        return False
    if not report.deliveries.filter(state=DeliveryState.SENT).exists():
        return False
    MonthlyReport.objects.filter(pk=report.pk, state=ReportState.RENDERED).update(
        state=ReportState.SENT, sent_at=timezone.now()
    )
    return True
