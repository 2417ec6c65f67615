"""The reports that the terms promise, each as it stands: due, delivered, late or missed.

Computed from the terms and from what was published, never stored. A span of days is promised by
the terms in force on its last day (its last day under any terms, where they ended within it), so
that what was before the terms owes nothing, and by nothing where no work was counted before its
end. Weeks begin on Monday; a quarterly review is the report over a calendar quarter.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Count, Min, Q

from engagements.enums.agreement import ReportCadence
from engagements.kernel.metrics.period import day_start, local_day
from engagements.models import Engagement, Terms
from engagements.selectors.clock_terms import TermsBook, terms_book
from reporting.enums import DeliverableWord, DeliveryState, ReportSpan, ReportState
from reporting.models import MonthlyReport, ProductionDaily
from reporting.spans import DAY, span_end, span_label, span_next, span_start

SPANS = MappingProxyType(
    {
        ReportCadence.MONTHLY.value: (ReportSpan.MONTH,),
        ReportCadence.MONTHLY_QUARTERLY.value: (ReportSpan.MONTH, ReportSpan.QUARTER),
        ReportCadence.WEEKLY_MONTHLY.value: (ReportSpan.WEEK, ReportSpan.MONTH),
    }
)
LOOK_BACK = dt.timedelta(days=366)


@dataclass(frozen=True)
class Promise:
    """A report that the terms owe: over which days, and the last day to deliver it."""

    span: str
    start: dt.date
    due_on: dt.date
    terms: Terms

    @property
    def end(self) -> dt.date:
        return span_end(self.span, self.start)

    @property
    def label(self) -> str:
        return span_label(self.span, self.start)

    @property
    def kind_label(self) -> str:
        return str(ReportSpan(self.span).label)

    @property
    def name(self) -> str:
        return f"{self.kind_label} report, {self.label}"


@dataclass(frozen=True)
class Deliverable(Promise):
    """How it stands with a promise. Delivered: everybody it was sent to first has it."""

    due_at: dt.datetime
    delivered_at: dt.datetime | None
    report: MonthlyReport | None
    recipients: int
    sent: int
    now: dt.datetime
    today: dt.date

    @property
    def is_over(self) -> bool:
        return self.end < self.today

    @property
    def is_made(self) -> bool:
        """Nothing is left for the scheduler to do."""
        made = {ReportState.SENT.value, ReportState.EMPTY.value}
        return self.report is not None and self.report.state in made

    @property
    def word(self) -> DeliverableWord:
        if self.report is not None and self.report.state == ReportState.EMPTY:
            return DeliverableWord.NOTHING
        if self.delivered_at is not None:
            late = self.delivered_at >= self.due_at
            return DeliverableWord.LATE if late else DeliverableWord.DELIVERED
        return DeliverableWord.MISSED if self.now >= self.due_at else DeliverableWord.DUE

    @property
    def detail(self) -> str:
        """Why it is not delivered, in words; empty where it is or its days are not over."""
        if self.delivered_at is not None or self.word is DeliverableWord.NOTHING:
            return ""
        if self.report is None:
            return "Not made yet" if self.is_over else ""
        if self.report.pdf_id is None:
            return "Frozen, its PDF is not made yet"
        if not self.recipients:
            return "Made, nobody is named to receive it"
        return f"Made, sent to {self.sent} of {self.recipients}"


def promises(
    book: TermsBook, *, first: dt.date, last: dt.date, begun: dt.date
) -> Iterator[Promise]:
    """What is owed of the spans that end from `first` on and begin by `last`."""
    if not book.terms:
        return
    earliest = max(first, min(terms.effective_from for terms in book.terms))
    for span in ReportSpan.values:
        start = span_start(span, earliest)
        while start <= last:
            end = span_end(span, start)
            terms = _terms_of(book, start, end) if end >= begun else None
            if terms is not None and span in SPANS.get(terms.report_cadence, ()):
                yield Promise(span, start, _due_on(book, terms, span, start), terms)
            start = span_next(span, start)


def _terms_of(book: TermsBook, start: dt.date, end: dt.date) -> Terms | None:
    """The terms of the span's last day under terms; None where the contract was over before."""
    ends = (t.effective_to for t in book.terms if t.effective_to and start <= t.effective_to <= end)
    terms = book.on(end) or book.on(max(ends, default=start))
    if terms is None:
        return None
    over = terms.contract_ends_on
    return None if over and not terms.auto_renews and over < start else terms


def _due_on(book: TermsBook, terms: Terms, span: str, start: dt.date) -> dt.date:
    weekly = span == ReportSpan.WEEK
    days = terms.weekly_report_due_days if weekly else terms.report_due_days
    return book.practice_calendar.business_days_after(span_end(span, start), days)


def deliverables(
    engagement: Engagement, now: dt.datetime, *, since: dt.date | None = None
) -> list[Deliverable]:
    """Every promise of a year back up to the span that runs now, the newest first."""
    today = local_day(now, engagement.time_zone)
    first = since or today - LOOK_BACK
    begun = first_work(engagement)
    if begun is None:
        return []
    book = terms_book(engagement)
    owed = list(promises(book, first=first, last=today, begun=begun))
    made = _reports(engagement, first)
    found = (_deliverable(engagement, now, today, made.get((p.span, p.start)), p) for p in owed)
    return sorted(found, key=lambda one: (one.end, one.start), reverse=True)


def missed(engagement: Engagement, now: dt.datetime) -> list[Deliverable]:
    return [one for one in deliverables(engagement, now) if one.word is DeliverableWord.MISSED]


def first_work(engagement: Engagement) -> dt.date | None:
    """The first day on which anything was counted: before it there is nothing to report."""
    rows = ProductionDaily._default_manager.filter(engagement=engagement, grain="")  # noqa: SLF001 -- the documented Meta API
    day: dt.date | None = rows.aggregate(day=Min("day"))["day"]
    return day


def _reports(engagement: Engagement, first: dt.date) -> dict[tuple[str, dt.date], MonthlyReport]:
    rows = (
        MonthlyReport.objects.filter(
            engagement=engagement, month__gte=span_start(ReportSpan.QUARTER, first)
        )
        .defer("numbers")
        .annotate(
            recipients=Count("deliveries"),
            sent=Count("deliveries", filter=Q(deliveries__state=DeliveryState.SENT)),
            first_sent_at=Min("deliveries__sent_at"),
        )
    )
    return {(row.span, row.month): row for row in rows}


def _deliverable(
    engagement: Engagement,
    now: dt.datetime,
    today: dt.date,
    row: MonthlyReport | None,
    owed: Promise,
) -> Deliverable:
    counted = row.__dict__ if row is not None else {}
    delivered_at = None
    if row is not None and row.sent_at is not None and counted["first_sent_at"] is not None:
        delivered_at = max(row.sent_at, counted["first_sent_at"])
    return Deliverable(
        span=owed.span,
        start=owed.start,
        due_on=owed.due_on,
        terms=owed.terms,
        due_at=day_start(owed.due_on + DAY, engagement.time_zone),
        delivered_at=delivered_at,
        report=row,
        recipients=counted.get("recipients", 0),
        sent=counted.get("sent", 0),
        now=now,
        today=today,
    )
