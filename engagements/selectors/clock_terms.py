"""Terms and calendars as the clock needs them: loaded once, then asked many times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engagements.calendars import always_open, work_calendar
from engagements.enums import Side, TermsState, Urgency
from engagements.kernel.clock import ClockBasis, ClockTerms, WorkCalendar
from engagements.models import Calendar, Engagement, Terms, TurnaroundClass


def calendar_of(calendar: Calendar) -> WorkCalendar:
    """The kernel's calendar of a calendar's rows (`exceptions` should be prefetched). A day that
    passed before a change is counted as it was counted then.
    """
    former = None
    for past in calendar.past:
        former = (date.fromisoformat(past["until"]), _work_calendar(past, former))
    return _work_calendar(calendar_rules(calendar), former)


def calendar_rules(calendar: Calendar) -> dict[str, Any]:
    """What decides which hours count, as plain JSON: what is kept when it changes."""
    return {
        "time_zone": calendar.time_zone,
        "weekly_hours": [list(row) for row in calendar.weekly_hours],
        "country": calendar.holiday_country,
        "subdivision": calendar.holiday_subdivision,
        "exceptions": [[str(row.day), row.hours] for row in calendar.exceptions.all()],
    }


def _work_calendar(
    rules: Mapping[str, Any], former: tuple[date, WorkCalendar] | None
) -> WorkCalendar:
    return work_calendar(
        time_zone=rules["time_zone"],
        windows=[(int(day), _time(start), _time(end)) for day, start, end in rules["weekly_hours"]],
        country=rules["country"],
        subdivision=rules["subdivision"],
        exceptions={
            date.fromisoformat(day): [(_time(start), _time(end)) for start, end in hours]
            for day, hours in rules["exceptions"]
        },
        former=former,
    )


def _time(text: str) -> time:
    """`24:00` is the midnight that ends the day, which the kernel writes as 00:00."""
    return time(0) if text == "24:00" else time.fromisoformat(text)


def terms_of_day(versions: Iterable[Terms], day: date) -> Terms | None:
    """The version in force on a day: the first of those given, which come newest first."""
    return next(
        (
            terms
            for terms in versions
            if terms.effective_from <= day
            and (terms.effective_to is None or day <= terms.effective_to)
        ),
        None,
    )


@dataclass
class TermsBook:
    """All accepted terms of an engagement and what they promise; needs no query once loaded.

    `calendars` are by id, `defaults` by the side that owns them.
    """

    engagement: Engagement
    terms: tuple[Terms, ...]
    calendars: dict[int, WorkCalendar]
    defaults: dict[str, WorkCalendar]
    _promises: dict[tuple[int, str, str, str], ClockTerms | None] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.engagement.time_zone)

    def on(self, day: date) -> Terms | None:
        return terms_of_day(self.terms, day)

    def at(self, moment: datetime) -> Terms | None:
        return self.on(moment.astimezone(self.zone).date())

    def by_id(self, pk: int) -> Terms | None:
        return next((terms for terms in self.terms if terms.pk == pk), None)

    def promise(
        self, terms: Terms, *, encounter_class: str, urgency: str, complexity: str
    ) -> ClockTerms | None:
        """The turnaround promised to such a chart, or None where the terms are silent."""
        key = (terms.pk, encounter_class, urgency, complexity)
        if key not in self._promises:
            row = turnaround_class_of(
                terms.turnaround_classes.all(),
                encounter_class=encounter_class,
                urgency=urgency,
                complexity=complexity,
            )
            self._promises[key] = None if row is None else self._clock_terms(terms, row)
        return self._promises[key]

    def _clock_terms(self, terms: Terms, row: TurnaroundClass) -> ClockTerms:
        return ClockTerms(
            allowance=timedelta(seconds=int(row.hours * 3600)),
            basis=ClockBasis(row.basis),
            calendar=self.calendar(terms),
        )

    def calendar(self, terms: Terms) -> WorkCalendar:
        """The hours of turnaround: those the terms name, else the vendor's."""
        return self.calendars.get(terms.calendar_id or 0) or self._of(Side.VENDOR, Side.PRACTICE)

    def rework_due(self, asked_at: datetime) -> datetime | None:
        """When rework is due: at the close of the last of the business days that the terms of
        the moment give; None without terms.
        """
        terms = self.at(asked_at)
        if terms is None:
            return None
        calendar = self.calendar(terms)
        asked_on = calendar.local_day(asked_at)
        return calendar.closes_at(calendar.business_days_after(asked_on, terms.rework_days))

    def root_cause_due(self, logged_on: date) -> date | None:
        """The last day on which the root cause of a denial may be named, by the terms of the day
        on which it was logged.
        """
        terms = self.on(logged_on)
        if terms is None:
            return None
        return self.calendar(terms).business_days_after(logged_on, terms.rca_days)

    @property
    def practice_calendar(self) -> WorkCalendar:
        """The practice's hours: of its documentation, of query windows, of month-end."""
        return self._of(Side.PRACTICE, Side.VENDOR)

    def _of(self, *sides: Side) -> WorkCalendar:
        found = (self.defaults.get(side.value) for side in sides)
        return next(filter(None, found), None) or always_open(self.engagement.time_zone)


def terms_book(engagement: Engagement) -> TermsBook:
    """Four queries, whatever the number of charts they are for."""
    rows = (
        Terms.objects.filter(engagement=engagement, state=TermsState.ACCEPTED)
        .order_by("-effective_from", "-version")
        .prefetch_related("turnaround_classes")
    )
    calendars = list(Calendar.objects.filter(engagement=engagement).prefetch_related("exceptions"))
    built = {calendar.pk: calendar_of(calendar) for calendar in calendars}
    return TermsBook(
        engagement=engagement,
        terms=tuple(rows),
        calendars=built,
        defaults={c.side: built[c.pk] for c in calendars if c.is_default},
    )


def turnaround_class_of(
    rows: Iterable[TurnaroundClass], *, encounter_class: str, urgency: str, complexity: str
) -> TurnaroundClass | None:
    """The row that fits best: its own class before any class, its own complexity before any.

    An urgent chart whose terms name no urgent turnaround falls back to the routine one.
    """
    fitting = [
        row
        for row in rows
        if row.urgency in {urgency, Urgency.ROUTINE}
        and row.encounter_class in {encounter_class, ""}
        and row.complexity in {complexity, ""}
    ]

    def fit(row: TurnaroundClass) -> tuple[bool, bool, bool]:
        return (
            row.urgency == urgency,
            row.encounter_class == encounter_class,
            row.complexity == complexity,
        )

    return max(fitting, key=fit, default=None)
