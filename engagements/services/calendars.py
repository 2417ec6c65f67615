"""Calendars: hours in a zone, public holidays, days that differ."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagements.calendars import holiday_subdivisions
from engagements.enums import PARTIES, Side
from engagements.hours import Span, hours_check
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Calendar, CalendarException, Terms
from engagements.policies import CalendarPolicy
from engagements.selectors.clock_terms import calendar_rules
from engagements.services.locking import engagement_lock

LAST_WEEKDAY = 6


@dataclass(frozen=True)
class ExceptionRow:
    """A day that differs; no hours means closed."""

    day: dt.date
    name: str
    hours: tuple[Span, ...] = ()


@transaction.atomic
def calendar_save(
    *,
    actor: Actor,
    calendar: Calendar | None,
    name: str,
    time_zone: str,
    week: Mapping[int, Iterable[Span]],
    country: str = "",
    subdivision: str = "",
    exceptions: Iterable[ExceptionRow] = (),
    is_default: bool = False,
    side: str = Side.PRACTICE.value,
) -> Calendar:
    """Writes a calendar as a whole: saving the same again changes nothing. A change counts from
    today on; the days before are counted as they were, so that nobody is late, or in time,
    afterwards.
    """
    actor.require("calendar.manage")
    _check_place(time_zone, country, subdivision)
    if side not in PARTIES:
        raise DomainError("A calendar is the practice's or the vendor's.", field="side")
    engagement_lock(actor.engagement)
    if calendar is None:
        calendar = Calendar(engagement=actor.engagement)
    else:
        CalendarPolicy.check(actor, "calendar.manage", calendar)
        calendar.refresh_from_db()
        _check_side(calendar, side)
    past = _past(calendar, side, is_default=is_default)
    calendar.name, calendar.time_zone, calendar.side = name.strip(), time_zone, side
    calendar.weekly_hours = _weekly(week)
    calendar.holiday_country, calendar.holiday_subdivision = country, subdivision
    others = Calendar.objects.filter(engagement=actor.engagement, side=side).exclude(pk=calendar.pk)
    if is_default:
        others.filter(is_default=True).update(is_default=False)
    calendar.is_default = is_default or not others.filter(is_default=True).exists()
    try:
        with transaction.atomic():
            calendar.save()
    except IntegrityError:
        raise DomainError(
            f"There is a calendar {name!r} already.",
            field="name",
            remedy="Change that one, or choose another name.",
        ) from None
    _write_exceptions(calendar, list(exceptions))
    _keep_past(calendar, past)
    return calendar


def _check_side(calendar: Calendar, side: str) -> None:
    if calendar.side != side:
        raise DomainError(
            f"This calendar is the {calendar.side}'s: its hours have counted.",
            field="side",
            remedy="Add another calendar for the other side.",
        )


def _past(calendar: Calendar, side: str, *, is_default: bool) -> list[dict[str, Any]]:
    """By what the days until now were counted: the calendar itself, or the one in whose place it
    comes. The newest entry has no end yet.
    """
    held = Calendar.objects.filter(engagement_id=calendar.engagement_id, is_default=True)
    before = held.filter(side=side).first() or held.first()
    takes_over = (is_default or before is None or before.side != side) and not calendar.is_default
    if takes_over and calendar.pk and Terms.objects.filter(calendar=calendar).exists():
        raise DomainError(
            "The terms name this calendar: by its hours charts have been counted.",
            field="is_default",
            remedy="Add another calendar for everything else.",
        )
    source = before if takes_over else calendar
    if source is None or source.pk is None:
        return []
    return [*source.past, calendar_rules(source)]


def _keep_past(calendar: Calendar, past: list[dict[str, Any]]) -> None:
    """Ends the newest entry today where the rules are others now; one change a day is kept."""
    if not past:
        return
    ended, last = past[:-1], past[-1]
    if last != calendar_rules(calendar):
        today = timezone.now().astimezone(ZoneInfo(last["time_zone"])).date().isoformat()
        if not ended or ended[-1]["until"] < today:
            ended.append(last | {"until": today})
    if calendar.past != ended:
        calendar.past = ended
        calendar.save(update_fields=["past"])


def _check_place(time_zone: str, country: str, subdivision: str) -> None:
    if time_zone not in available_timezones():
        raise DomainError(
            f"{time_zone!r} is no time zone.",
            field="time_zone",
            remedy="Choose one such as America/New_York.",
        )
    known = holiday_subdivisions()
    if country and country not in known:
        raise DomainError(
            f"No public holidays are known for {country!r}.",
            field="country",
            remedy="Choose another country, or none and enter the days as exceptions.",
        )
    if subdivision and subdivision not in known.get(country, ()):
        raise DomainError(
            f"{subdivision!r} is no subdivision of {country or 'no country'}.",
            field="subdivision",
            remedy=f"Known: {', '.join(known.get(country, ())) or 'none'}.",
        )


def _weekly(week: Mapping[int, Iterable[Span]]) -> list[list[object]]:
    rows: list[list[object]] = []
    for weekday in sorted(week):
        if not 0 <= weekday <= LAST_WEEKDAY:
            raise DomainError(f"{weekday} is no weekday: Monday is 0 and Sunday 6.", field="week")
        rows += [[weekday, start, end] for start, end in hours_check(list(week[weekday]))]
    if not rows:
        raise DomainError(
            "A calendar without hours never works: nothing would ever be due.",
            field="week",
            remedy="Give the hours of at least one day.",
        )
    return rows


def _write_exceptions(calendar: Calendar, rows: list[ExceptionRow]) -> None:
    days = [row.day for row in rows]
    if len(set(days)) != len(days):
        raise DomainError(
            "A day is listed twice among the exceptions.",
            field="exceptions",
            remedy="Keep one row per day; several openings go into its hours.",
        )
    held = CalendarException.objects.filter(calendar=calendar)
    held.exclude(day__in=days).delete()
    for row in rows:
        CalendarException.objects.update_or_create(
            engagement_id=calendar.engagement_id,
            calendar=calendar,
            day=row.day,
            defaults={
                "name": row.name.strip(),
                "hours": [list(span) for span in hours_check(list(row.hours))],
            },
        )
