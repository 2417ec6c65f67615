"""Due times, durations and the parts of a chart's time from the event logs: one chart or many."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from charts.completeness import late_word
from charts.services.clock_rows import (
    NO_LOG,
    Clocked,
    ClockFields,
    Log,
    chunks,
    clock_fields_write,
    logs_of,
    rework_due_write,
    rows_locked,
)
from engagements.kernel import clock
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Terms
from engagements.selectors.clock_rules import ClockRules, clock_rules
from engagements.selectors.clock_terms import TermsBook, terms_book


@dataclass(frozen=True)
class Rulebook:
    """Terms, calendars and rules of an engagement, read once for any number of charts."""

    book: TermsBook
    rules: ClockRules
    _midnights: dict[date, datetime] = field(default_factory=dict)

    def service_ended_at(self, day: date) -> datetime:
        if day not in self._midnights:
            self._midnights[day] = clock.utc(service_ended_at(day, self.book.zone))
        return self._midnights[day]

    def cutoff(
        self, chart: "Clocked", terms: Terms | None
    ) -> tuple[datetime | None, datetime | None]:
        return self.cutoff_of(
            terms,
            location=chart.location,
            date_of_service=chart.date_of_service,
            encounter_class=chart.encounter_class,
            urgency=chart.urgency,
            complexity=chart.complexity,
        )

    def cutoff_of(
        self,
        terms: Terms | None,
        *,
        location: str,
        date_of_service: date,
        encounter_class: str,
        urgency: str,
        complexity: str,
    ) -> tuple[datetime | None, datetime | None]:
        """The cutoff, and the last start from which the promised turnaround still meets it."""
        cutoff_at = self.rules.cutoff(location, date_of_service)
        if cutoff_at is None:
            return None, None
        terms = terms or self.book.at(cutoff_at)
        promise = terms and self.book.promise(
            terms, encounter_class=encounter_class, urgency=urgency, complexity=complexity
        )
        return cutoff_at, promise.latest_start(cutoff_at) if promise else None

    def working_lag(self, service_ended: datetime, started: datetime) -> int:
        """The documentation lag in whole seconds of the practice's calendar."""
        span = self.book.practice_calendar.between(service_ended, started)
        return span // timedelta(seconds=1)


def rulebook(engagement: Engagement) -> Rulebook:
    book = terms_book(engagement)
    return Rulebook(book, clock_rules(engagement, book.practice_calendar))


@transaction.atomic
def charts_clock_recompute(
    *, actor: Actor, chart_ids: Iterable[int], rules: Rulebook | None = None
) -> int:
    """Reads the logs again and stores what changed, on the charts and on their open work.

    A chart keeps the terms of the day its clock started. The charts' rows are locked, so that no
    event comes in between reading and writing. Returns the number of charts changed.
    """
    rules = rules or rulebook(actor.engagement)
    changed = 0
    for ids in chunks(chart_ids):
        charts = rows_locked(actor.engagement.pk, ids)
        logs = logs_of(actor.engagement.pk, ids)
        rows = [clock_fields(chart, logs.get(chart.id, NO_LOG), rules) for chart in charts]
        changed += clock_fields_write(actor.engagement.pk, rows)
        rework_due_write(actor.engagement.pk, ids, rules.book.rework_due)
    return changed


def clock_fields(chart: Clocked, log: Log, rules: Rulebook) -> ClockFields:
    book = rules.book
    started = clock.started_at(log.events)
    terms = book.by_id(chart.terms_id) if chart.terms_id else None
    if terms is None and started is not None:
        terms = book.at(started)
    promise = terms and book.promise(
        terms,
        encounter_class=chart.encounter_class,
        urgency=chart.urgency,
        complexity=chart.complexity,
    )
    ended = rules.service_ended_at(chart.date_of_service)
    events = log.counted(terms.query_pauses) if terms else log.events
    reading = clock.read_clock(events, promise or ANY_TERMS, service_ended_at=ended)
    cutoff_at, cutoff_start_by = rules.cutoff(chart, terms)
    return ClockFields(
        chart_id=chart.id,
        terms_id=terms.pk if terms else None,
        clock_started_at=started,
        due_at=reading.due_at if promise else None,
        turnaround_seconds=_seconds(reading.turnaround) if promise else None,
        paused_seconds=_seconds(reading.paused) or 0 if promise else 0,
        documentation_lag_seconds=_seconds(reading.documentation_lag),
        documentation_working_seconds=rules.working_lag(ended, started) if started else None,
        paused_elapsed_seconds=_seconds(reading.closed_elapsed) or 0,
        paused_since=reading.paused_since,
        vendor_elapsed_seconds=_seconds(reading.vendor_elapsed),
        cutoff_at=cutoff_at,
        cutoff_start_by=cutoff_start_by,
        billed_at=log.billed_at,
        late_document=late_word(log.told, coded_at=log.first_coded_at, billed_at=log.billed_at),
    )


def service_ended_at(day: date, zone: ZoneInfo) -> datetime:
    """The midnight that ends the date of service in the engagement's zone: a note finished on
    the day itself has no lag.
    """
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone)


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(seconds=1)


ANY_TERMS = clock.ClockTerms(timedelta(0), clock.ClockBasis.ELAPSED, clock.WorkCalendar.always())
