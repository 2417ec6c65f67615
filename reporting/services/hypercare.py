"""The daily accuracy and turnaround of the first weeks after go-live (R111)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from engagements.enums.alerts import MailKind
from engagements.kernel.metrics import Period
from engagements.kernel.metrics.period import local_day
from engagements.kernel.policy import Actor
from engagements.roles import Role
from engagements.selectors import terms_book
from engagements.selectors.alerts import addressees
from engagements.services.mail import scheduled_mail_add, site_url
from reporting.selectors.daily import daily_figures

DAY = dt.timedelta(days=1)


def hypercare_day(actor: Actor, day: dt.date) -> int | None:
    """Which day of the watch a day is, counted from 1; None outside it."""
    live_on = actor.engagement.live_on
    terms = terms_book(actor.engagement).on(day)
    if live_on is None or terms is None:
        return None
    number = (day - live_on).days + 1
    return number if 1 <= number <= terms.hypercare_days else None


@transaction.atomic
def hypercare_mails_prepare(*, actor: Actor, now: dt.datetime | None = None) -> int:
    """Writes down yesterday's figures for each practice manager at their own morning, once a day.

    Nothing where yesterday is outside the watch or had neither a chart nor an audit. The alerts'
    run sends what is written down.
    """
    moment = now or timezone.now()
    zone = actor.engagement.time_zone
    yesterday = local_day(moment, zone) - DAY
    number = hypercare_day(actor, yesterday)
    people = [
        person
        for person in addressees(actor.engagement)
        if Role.PRACTICE_MANAGER in person.roles and person.is_morning(moment)
    ]
    if number is None or not people:
        return 0
    figures = daily_figures(actor, Period.custom(yesterday, yesterday, zone=zone, now=moment))
    if not any(figure["numerator"] or figure["n"] for figure in figures):
        return 0
    subject = f"{actor.engagement.name}: {yesterday:%a %d %b}, day {number} after go-live"
    body = body_of(actor, yesterday, number, figures)
    made = [
        scheduled_mail_add(
            actor=actor,
            user=person.user,
            kind=MailKind.HYPERCARE,
            slot=f"hypercare:{yesterday}",
            subject=subject,
            body=body,
            items=len(figures),
        )
        for person in people
    ]
    return sum(mail is not None for mail in made)


def body_of(actor: Actor, day: dt.date, number: int, figures: list[dict[str, Any]]) -> str:
    """Each number with its n and method; no names and no charts."""
    head = (
        f"{actor.engagement.name}, {day:%A %d %B %Y} ({actor.engagement.time_zone}), day {number}"
    )
    lines = [_line(figure) for figure in figures]
    health = reverse("reporting:health", kwargs={"engagement": actor.engagement.slug})
    query = f"?from={day}&to={day}"
    return "\n".join([f"{head} after go-live:", "", *lines, "", site_url(health) + query, ""])


def _line(figure: dict[str, Any]) -> str:
    n = "" if figure["n"] is None else f" (n {figure['n']:,})"
    return f"{figure['label']}: {figure['text']}{n}"
