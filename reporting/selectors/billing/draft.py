"""The draft of a month: computed anew whenever it is looked at, and once more when it is issued."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engagements.enums import TermsState
from engagements.enums.agreement import PricingModel
from engagements.enums.pricing import RateUnit
from engagements.kernel.metrics import Period
from engagements.models import Engagement, Rate, Terms
from engagements.selectors.clock_terms import terms_of_day
from reporting.models import SlaResult, UsageEntry
from reporting.selectors.billing.charges import (
    BY_WEEK,
    chart_lines,
    collections_billed,
    usage_current,
    usage_lines,
    week_lines,
)
from reporting.selectors.billing.credits import charged_units, service_lines, systemic_lines
from reporting.selectors.billing.lines import Draft, LineDraft, Problem, amount_of
from reporting.selectors.billing.work import PricedWork, work_priced


def draft_of(engagement: Engagement, period: Period, results: Sequence[SlaResult]) -> Draft:
    """What of the month is not invoiced yet. `results` are the month's service levels."""
    versions = list(
        Terms.objects.filter(engagement=engagement, state=TermsState.ACCEPTED).order_by(
            "-effective_from"
        )
    )
    rates = {rate.pk: rate for rate in Rate.objects.filter(engagement=engagement)}
    closing = terms_of_day(versions, period.end)
    work = list(work_priced(engagement, period))
    usage = usage_current(engagement, period)
    charges = [
        *week_lines(engagement, period, versions, rates),
        *chart_lines(work, {terms.pk: terms for terms in versions}, rates),
        *usage_lines(usage),
    ]
    return Draft(
        period=period,
        terms=closing,
        lines=_with_credits(engagement, charges, results, closing),
        problems=(
            *_problems(engagement, period, closing, rates),
            *_unpriced(work),
            *_without_base(engagement, period, closing, usage),
        ),
    )


def _with_credits(
    engagement: Engagement,
    charges: list[LineDraft],
    results: Sequence[SlaResult],
    terms: Terms | None,
) -> list[LineDraft]:
    if terms is None:
        return charges
    units = charged_units(charges)
    systemic = list(systemic_lines(engagement, units, terms))
    service = service_lines(units, results, systemic, terms, amount_of(charges))
    bearing = {unit.coding_id: unit for unit in units}
    charged = [
        replace(line, units=[bearing.get(unit.coding_id, unit) for unit in line.units])
        for line in charges
    ]
    return [*charged, *systemic, *service]


def _problems(
    engagement: Engagement, period: Period, terms: Terms | None, rates: dict[int, Rate]
) -> Iterator[Problem]:
    if period.end >= period.today:
        yield Problem(f"{period.label} is not over.", "Issue it from the first of the next month.")
    if terms is None:
        yield Problem(
            "No terms are in force at the end of the month.", "Agree on terms with rates first."
        )
        return
    units = {rate.unit for rate in rates.values() if rate.terms_id == terms.pk}
    if terms.pricing_model in BY_WEEK and RateUnit.WEEK not in units:
        yield Problem("The terms name no weekly rate.", "Agree on terms with a weekly rate.")


def _unpriced(work: Sequence[PricedWork]) -> Iterator[Problem]:
    unpriced = sum(row.price is None or row.terms_id is None for row in work)
    if unpriced:
        yield Problem(
            f"Charts without a price, not on this invoice: {unpriced}. The terms they were coded"
            " under name no rate for them.",
            "Settle them outside; terms with rates price the charts that start under them.",
            blocks=False,
        )


def _without_base(
    engagement: Engagement, period: Period, terms: Terms | None, usage: Sequence[UsageEntry]
) -> Iterator[Problem]:
    """A percentage is of an amount that nobody but a person knows."""
    if terms is None or terms.pricing_model != PricingModel.PERCENT:
        return
    entered = any(entry.rate.unit == RateUnit.COLLECTIONS for entry in usage)
    if not entered and not collections_billed(engagement, period):
        yield Problem(
            f"The collections of {period.label} are not entered.",
            "Enter the amount collected, with the statement it is taken from.",
        )
