"""The charges of a month: charts, rework, FTE weeks, and quantities that a person entered."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, OuterRef

from engagements.enums import Side
from engagements.enums.agreement import PricingModel, ReworkPolicy
from engagements.enums.pricing import RateUnit
from engagements.kernel.metrics import Period
from engagements.models import Engagement, Rate, RosterEntry, Terms
from engagements.selectors.clock_terms import terms_of_day
from reporting.enums import LineKind, UnitKind
from reporting.models import InvoiceUnit, UsageEntry
from reporting.selectors.billing.lines import LineDraft, UnitDraft, cents, fine
from reporting.selectors.billing.work import PricedWork

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
BY_WEEK = frozenset({PricingModel.FTE.value, PricingModel.BLENDED.value})
HUNDRED = Decimal(100)


def chart_lines(
    work: Iterable[PricedWork], terms: dict[int, Terms], rates: dict[int, Rate]
) -> Iterator[LineDraft]:
    """One line per kind, terms and rate; what has no price is left to the problems."""
    priced = (row for row in work if row.price is not None and row.terms_id is not None)
    for (kind, terms_id, rate_id, price), rows in groupby(
        priced, key=lambda row: (row.line_kind, row.terms_id, row.rate_id, row.price)
    ):
        units = [row.unit(price) for row in rows]
        quantity = Decimal(len(units))
        agreed = rates.get(rate_id) if rate_id else None
        yield LineDraft(
            kind=kind,
            description=_description(kind, terms[terms_id], agreed, price),
            quantity=quantity,
            rate=price,
            amount=cents(quantity * price),
            units=units,
            specialty=agreed.specialty if agreed else "",
            agreed=agreed,
            terms=terms[terms_id],
        )


def _description(kind: LineKind, terms: Terms, agreed: Rate | None, price: Decimal) -> str:
    if kind is LineKind.INCLUDED:
        if terms.pricing_model == PricingModel.BLENDED:
            return f"Charts covered by the baseline (first {terms.included_charts} of the month)"
        what = "the FTE price" if terms.pricing_model == PricingModel.FTE else "the percentage"
        return f"Charts covered by {what}"
    covers = agreed.covers if agreed else "charts"
    if kind is LineKind.REWORK:
        free = "" if price or terms.rework_policy == ReworkPolicy.PRICED else ", at no cost"
        return f"Rework{free}: {covers}"
    over = "Charts above the baseline" if terms.pricing_model == PricingModel.BLENDED else "Charts"
    return f"{over}: {covers}"


def weeks_of(period: Period) -> list[dt.date]:
    """The Mondays of the weeks that end in the period and are over: each week is one month's."""
    sunday = period.start + (6 - period.start.weekday()) * DAY
    last = min(period.end, period.today - DAY)
    found = []
    while sunday <= last:
        found.append(sunday - 6 * DAY)
        sunday += WEEK
    return found


def week_lines(
    engagement: Engagement, period: Period, versions: Sequence[Terms], rates: dict[int, Rate]
) -> Iterator[LineDraft]:
    """A line per week whose terms pay by the week, for those on the vendor's roster in it."""
    mondays = weeks_of(period)
    paid = {day: terms for day in mondays if (terms := _paying(versions, day)) is not None}
    if not paid:
        return
    roster = list(
        RosterEntry.objects.filter(
            engagement=engagement, side=Side.VENDOR, joined_on__lte=mondays[-1] + WEEK - DAY
        ).order_by("pk")
    )
    billed = set(
        InvoiceUnit.objects.filter(
            engagement=engagement,
            kind=UnitKind.WEEK,
            released_by__isnull=True,
            week__in=list(paid),
        )
        .order_by()
        .values_list("roster", "week")
    )
    for monday, terms in paid.items():
        shares = {row.pk: share for row in roster if (share := _share(row, monday, terms))}
        line = _week_line(monday, terms, shares, billed, rates)
        if line is not None:
            yield line


def _paying(versions: Sequence[Terms], day: dt.date) -> Terms | None:
    terms = terms_of_day(versions, day)
    return terms if terms is not None and terms.pricing_model in BY_WEEK else None


def _share(row: RosterEntry, monday: dt.date, terms: Terms) -> Decimal:
    """How much of an FTE the coder was on the account that week."""
    first = max(monday, row.joined_on)
    last = min(monday + 6 * DAY, row.left_on or dt.date.max)
    days = max((last - first).days + 1, 0)
    return fine(Decimal(days) / 7 * row.weekly_hours / Decimal(terms.fte_hours))


def _week_line(
    monday: dt.date,
    terms: Terms,
    shares: dict[int, Decimal],
    billed: set[tuple[int, dt.date | None]],
    rates: dict[int, Rate],
) -> LineDraft | None:
    rate = weekly_rate(terms, sum(shares.values(), Decimal(0)), rates)
    if rate is None:
        return None
    units = [
        UnitDraft(UnitKind.WEEK, fine(share * rate.amount), roster_id=pk, week=monday)
        for pk, share in shares.items()
        if (pk, monday) not in billed
    ]
    if not units:
        return None
    quantity = sum((shares[unit.roster_id or 0] for unit in units), Decimal(0))
    return LineDraft(
        kind=LineKind.WEEK,
        description=f"Week of {monday.isoformat()}: {rate.covers}",
        quantity=quantity,
        rate=rate.amount,
        amount=cents(quantity * rate.amount),
        units=units,
        week=monday,
        agreed=rate,
        terms=terms,
    )


def weekly_rate(terms: Terms, fte: Decimal, rates: dict[int, Rate]) -> Rate | None:
    """The step that so many FTE reach; below one FTE the first."""
    steps = sorted(
        (r for r in rates.values() if r.terms_id == terms.pk and r.unit == RateUnit.WEEK),
        key=lambda rate: rate.from_fte,
    )
    reached = [rate for rate in steps if rate.from_fte <= fte]
    return reached[-1] if reached else next(iter(steps), None)


def usage_current(engagement: Engagement, period: Period) -> list[UsageEntry]:
    """The entries of the month that nothing replaces and no invoice has billed."""
    billed = InvoiceUnit.objects.filter(usage=OuterRef("pk"), released_by__isnull=True)
    return list(
        UsageEntry.objects.filter(
            ~Exists(billed),
            engagement=engagement,
            month=period.start,
            replaced_by__isnull=True,
        )
        .select_related("rate__terms", "replaces")
        .order_by("rate", "pk")
    )


def collections_billed(engagement: Engagement, period: Period) -> bool:
    return InvoiceUnit.objects.filter(
        engagement=engagement,
        usage__month=period.start,
        usage__rate__unit=RateUnit.COLLECTIONS,
        released_by__isnull=True,
    ).exists()


def usage_lines(entries: Iterable[UsageEntry]) -> Iterator[LineDraft]:
    for entry in entries:
        rate = entry.rate
        percent = rate.unit == RateUnit.COLLECTIONS
        value = entry.quantity * rate.amount / (HUNDRED if percent else 1)
        kind = LineKind.COLLECTIONS if percent else LineKind.HOUR
        yield LineDraft(
            kind=kind,
            description=f"{rate.covers}, by {entry.evidence}"[:300],
            quantity=entry.quantity,
            rate=rate.amount,
            amount=cents(value),
            units=[UnitDraft(UnitKind.USAGE, fine(value), usage_id=entry.pk)],
            agreed=rate,
            terms=rate.terms,
        )
