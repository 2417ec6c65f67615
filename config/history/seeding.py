"""The whole history: set-up, then day by day to the present, with the closed months published."""

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone

from config.history import clock
from config.history.agreement import agreement_make
from config.history.alerts import alerts_make, matrix_agreed, was_swept
from config.history.attributions import attributions_answered
from config.history.cast import SLUG, ZONE
from config.history.clocks import clocks_agreed, clocks_lived
from config.history.days import Diary, moment, working_day
from config.history.money import money_lived
from config.history.reports import month_published
from config.history.review import month_audited
from config.history.rework import rework_asked
from config.history.setup import actors, codesets_load, contract_make, engagement_make
from config.history.threeway import independent_audited, vendor_reported
from config.history.today import desks_filled
from config.history.transition import (
    challenge_sampled,
    is_whole,
    trials_lived,
    went_live,
    went_steady,
)
from config.history.workforce import workforce_make
from config.history.worklists import worklists_make
from engagements.calendars import public_holidays
from engagements.kernel.errors import DomainError
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.selectors import engagement_by_slug, system_actor
from reporting.services import rollup_refresh_all

Say = Callable[[str], None]
SEED = 20260301


def month_start(day: dt.date, months_back: int) -> dt.date:
    index = day.year * 12 + day.month - 1 - months_back
    return dt.date(index // 12, index % 12 + 1, 1)


def working_days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    holidays = public_holidays("US")
    day = first
    while day <= last:
        if day.weekday() < 5 and day not in holidays:  # noqa: PLR2004 -- Monday to Friday
            yield day
        day += dt.timedelta(days=1)


def demo_seed(*, months: int, per_day: int, say: Say) -> Engagement:
    """Makes the demo engagement with `months` closed months; a second call changes nothing."""
    existing = engagement_by_slug(SLUG)
    if existing is not None:
        if not is_whole(existing):
            raise DomainError(
                "The demo's history was cut off while it was being written.",
                remedy="Empty the database and start again: `manage.py services reset` deletes "
                "everything the embedded servers keep.",
            )
        if not was_swept(existing):
            alerts_make(existing)
        return existing
    now = timezone.now()
    today = now.astimezone(ZoneInfo(ZONE)).date()
    begins = month_start(today, months)
    say("loading code sets ...")
    codesets_load()
    with clock.at(moment(begins - dt.timedelta(days=20), 9)):
        engagement = engagement_make()
        contract_make(engagement, begins - dt.timedelta(days=20))
    with clock.at(moment(begins, 6)), engagement_transaction(engagement.pk):
        cast = actors(engagement)
    with clock.at(moment(begins - dt.timedelta(days=18), 9)):
        agreement_make(engagement, cast, begins)
    went_live(engagement, cast["manager"], begins)
    with clock.at(moment(begins, 6.5)):
        clocks_agreed(engagement, cast, begins)
    diary = Diary(engagement, cast, per_day, Random(SEED))  # noqa: S311 -- a reproducible demo
    _live_through(diary, begins, today, now, say)
    desks_filled(diary, now, last_month=month_start(today, 1))
    rework_asked(engagement, cast, now)
    attributions_answered(engagement, cast, now)
    workforce_make(engagement, begins, today)
    worklists_make(engagement, now)
    clocks_lived(engagement, cast, begins, now)
    matrix_agreed(engagement, cast)
    money_lived(engagement, cast, today, months)
    with engagement_transaction(engagement.pk):
        rollup_refresh_all(actor=system_actor(engagement))
    # Only a finished history becomes steady, so that a broken one is not taken for it.
    went_steady(diary, begins, today)
    # Alerts are of the phase as it stays. Cut off before this, the next call makes up for it.
    alerts_make(engagement)
    return engagement


def _live_through(
    diary: Diary, begins: dt.date, today: dt.date, now: dt.datetime, say: Say
) -> None:
    days = list(working_days(begins, today))
    for day, following in zip(days, [*days[1:], None], strict=True):
        trials_lived(diary, day, begins, today)
        working_day(diary, day, until=now)
        month_ends = following is None or following.month != day.month
        if month_ends and day.month != today.month:
            challenge_sampled(diary, day)
            month_audited(diary, day, leave=month_start(day, 0) == month_start(today, 1))
            if month_start(day, 0) == month_start(today, 2):
                independent_audited(diary, day)
            vendor_reported(diary, day)
            say(f"lived through {day:%B %Y}")
            if month_start(day, 0) != month_start(today, 1):
                month_published(diary.engagement, day)
