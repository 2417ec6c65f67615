"""Rates, work and levels for invoices. All need the scope of their engagement."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from charts.models import Chart, WorkItem
from engagements.models import CreditTier, Engagement, Rate, RosterEntry, Terms, User
from engagements.selectors import engagement_today
from tests.factories.charts import coded_chart, coding

LINES = [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])]


def last_month(engagement: Engagement) -> dt.date:
    """The first day of the month before today's."""
    first = engagement_today(engagement).replace(day=1)
    return (first - dt.timedelta(days=1)).replace(day=1)


def at(engagement: Engagement, day: dt.date, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=ZoneInfo(engagement.time_zone))


def terms_of(engagement: Engagement) -> Terms:
    return Terms.objects.get(engagement=engagement, version=1)


def priced(engagement: Engagement, *rates: dict[str, Any], **provisions: Any) -> Terms:
    """The accepted terms with these rates and provisions."""
    terms = terms_of(engagement)
    Terms.objects.filter(pk=terms.pk).update(**provisions)
    for rate in rates:
        Rate.objects.create(
            engagement=engagement, terms=terms, **(rate | {"amount": Decimal(rate["amount"])})
        )
    terms.refresh_from_db()
    return terms


def tier(terms: Terms, measure: str, share: str, start: str = "0", base: str = "specialty") -> Any:
    return CreditTier.objects.create(
        engagement=terms.engagement,
        terms=terms,
        measure=measure,
        base=base,
        shortfall_from=Decimal(start),
        share=Decimal(share),
    )


def worked(engagement: Engagement, coder: User, day: dt.date, **fields: Any) -> Chart:
    """A chart that the vendor coded on a day, due that evening."""
    moment = at(engagement, day)
    return coded_chart(
        engagement,
        coder,
        **(
            {
                "coded_at": moment,
                "due_at": moment + dt.timedelta(hours=5),
                "documentation_complete_at": moment - dt.timedelta(hours=20),
                "received_at": moment - dt.timedelta(hours=21),
            }
            | fields
        ),
    )


def reworked(chart: Chart, coder: User, day: dt.date) -> None:
    """The vendor's second answer, as finished rework."""
    moment = at(chart.engagement, day, 15)
    item = WorkItem.objects.create(
        engagement=chart.engagement,
        chart=chart,
        side="vendor",
        kind="rework",
        state="done",
        done_at=moment,
    )
    coding(chart, coder, LINES, revision=2, work_item=item, attested_at=moment)


def on_roster(engagement: Engagement, user: User, joined: dt.date, **fields: Any) -> RosterEntry:
    return RosterEntry.objects.create(
        engagement=engagement, user=user, side="vendor", joined_on=joined, **fields
    )
