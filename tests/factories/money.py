"""Rates, work and levels for invoices. All need the scope of their engagement."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from charts.models import Chart, WorkItem
from engagements.models import CreditTier, Engagement, Rate, RosterEntry, Terms, User
from engagements.selectors import actor_for, engagement_today
from reporting.models import CorrectiveActionPlan, SystemicError
from reporting.selectors.impacted import Choice
from reporting.services.invoices import dispute_raise, invoice_issue
from reporting.services.systemic import systemic_record
from tests.factories import denials
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


def issued(world: Any) -> Any:
    """An invoice of last month over one chart of 3 dollars, issued by the vendor's lead."""
    lead = actor_for(user=world.user("vendor_lead"), engagement=world.own)
    assert lead is not None
    if not terms_of(world.own).rates.exists():
        priced(world.own, {"amount": "3"})
    month = last_month(world.own)
    worked(world.own, world.user("vendor_coder"), month)
    return invoice_issue(actor=lead, month=month)


def disputed(world: Any) -> Any:
    """An open dispute of the only charged line of an invoice."""
    manager = actor_for(user=world.user("practice_manager"), engagement=world.own)
    assert manager is not None
    line = issued(world).lines.get(kind="chart")
    return dispute_raise(actor=manager, line=line, reason="Billed already")


def planned(world: Any) -> CorrectiveActionPlan:
    """A plan that waits for the vendor."""
    return CorrectiveActionPlan.objects.create(
        engagement=world.own,
        measure="turnaround",
        base="specialty",
        specialty="cardiology",
        terms=terms_of(world.own),
        months=[last_month(world.own)],
        opened_at=timezone.now(),
        submit_by=engagement_today(world.own),
    )


def systemic(world: Any) -> SystemicError:
    """A systemic error of one denied chart."""
    manager = actor_for(user=world.user("practice_manager"), engagement=world.own)
    assert manager is not None
    chart = worked(world.own, world.user("vendor_coder"), last_month(world.own))
    denied = dt.date(2026, 3, 9)
    denials.denial(
        denials.claim(world.own, chart=chart), chart=chart, root_cause="coding", denied_on=denied
    )
    return systemic_record(
        actor=manager,
        title="Modifier 25",
        cause="Never set",
        choice=Choice("denials", denied, denied),
    )
