"""The prices and service credits of a proposal: what they must say, and their rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from engagements.enums.agreement import PricingModel
from engagements.enums.pricing import CreditBase, RateUnit, SlaMeasure
from engagements.kernel.errors import DomainError
from engagements.models import CreditTier, Rate, Terms

# The units without which a pricing model prices nothing.
NEEDED = {
    PricingModel.PER_CHART.value: (RateUnit.CHART,),
    PricingModel.FTE.value: (RateUnit.WEEK,),
    PricingModel.BLENDED.value: (RateUnit.WEEK, RateUnit.CHART),
    PricingModel.PERCENT.value: (RateUnit.COLLECTIONS,),
}


@dataclass(frozen=True)
class RateRow:
    """One price; a blank specialty, class or complexity covers the others."""

    amount: Decimal
    unit: str = RateUnit.CHART.value
    label: str = ""
    specialty: str = ""
    encounter_class: str = ""
    complexity: str = ""
    from_fte: int = 1


@dataclass(frozen=True)
class CreditRow:
    """From so many points below what was agreed, this share of the fees is credited."""

    measure: str
    share: Decimal
    shortfall_from: Decimal = Decimal(0)
    base: str = CreditBase.SPECIALTY.value


def pricing_check(
    model: str, included: int, rates: Sequence[RateRow], tiers: Sequence[CreditRow]
) -> None:
    """Prices may be left out (no invoice can then be computed); half of them may not."""
    _check_credits(tiers)
    if not rates:
        return
    for row in rates:
        _check_rate(row)
    _refuse_doubles(
        [(r.unit, r.label, r.specialty, r.encounter_class, r.complexity, r.from_fte) for r in rates]
    )
    units = {row.unit for row in rates}
    for unit in NEEDED[model]:
        if unit.value not in units:
            raise DomainError(
                f"{PricingModel(model).label} needs a rate {unit.label.lower()}.",
                field="rates",
                remedy="Add it, or choose another price model.",
            )
    _check_all_covered(rates, units)
    if model == PricingModel.BLENDED and not included:
        raise DomainError(
            "The baseline covers no chart.",
            field="included_charts",
            remedy="Say how many charts a month it covers, or choose a price per chart.",
        )


def pricing_write(terms: Terms, rates: Sequence[RateRow], tiers: Sequence[CreditRow]) -> None:
    engagement = terms.engagement
    Rate.objects.bulk_create(
        Rate(engagement=engagement, terms=terms, **_stripped(asdict(row))) for row in rates
    )
    CreditTier.objects.bulk_create(
        CreditTier(engagement=engagement, terms=terms, **asdict(row)) for row in tiers
    )


def _stripped(values: dict[str, object]) -> dict[str, object]:
    return {key: v.strip() if isinstance(v, str) else v for key, v in values.items()}


def _check_rate(row: RateRow) -> None:
    if row.unit not in RateUnit.values or row.amount <= 0:
        raise DomainError(
            f"A rate of {row.amount} {row.unit} prices nothing.",
            field="rates",
            remedy="Give an amount above zero and what it is paid for.",
        )
    if row.unit != RateUnit.CHART and (row.specialty or row.encounter_class or row.complexity):
        raise DomainError(
            "Only a rate per chart depends on specialty, class or complexity.",
            field="rates",
            remedy="Leave them empty for weeks, hours and collections.",
        )
    if row.from_fte < 1 or (row.from_fte > 1 and row.unit != RateUnit.WEEK):
        raise DomainError(
            "Only a weekly rate has steps by the number of coders.",
            field="rates",
            remedy="Leave “from FTE” at 1 for the other rates.",
        )
    if row.unit == RateUnit.COLLECTIONS and row.amount > 100:  # noqa: PLR2004 -- percent
        raise DomainError(
            f"{row.amount} % of collections is more than all of them.",
            field="rates",
            remedy="Write the percentage, 4.5 for 4.5 %.",
        )


def _refuse_doubles(keys: Sequence[tuple[object, ...]]) -> None:
    if len(set(keys)) != len(keys):
        raise DomainError(
            "Two rates price the same.", field="rates", remedy="Keep one of the two rows."
        )


def _check_all_covered(rates: Sequence[RateRow], units: set[str]) -> None:
    charts = [row for row in rates if row.unit == RateUnit.CHART]
    whole = [r for r in charts if not (r.specialty or r.encounter_class or r.complexity)]
    if charts and not whole:
        raise DomainError(
            "Some charts would have no price.",
            field="rates",
            remedy="Add a rate per chart without specialty, class and complexity for the others.",
        )
    weekly = [row.from_fte for row in rates if row.unit == RateUnit.WEEK]
    if RateUnit.WEEK.value in units and 1 not in weekly:
        raise DomainError(
            "The first coder would have no price.",
            field="rates",
            remedy="Add a weekly rate from 1 FTE.",
        )


def _check_credits(tiers: Sequence[CreditRow]) -> None:
    keys = [(row.measure, row.base, row.shortfall_from) for row in tiers]
    if len(set(keys)) != len(keys):
        raise DomainError(
            "Two credits begin at the same shortfall.",
            field="credits",
            remedy="Keep one of the two rows.",
        )
    for row in tiers:
        odd = row.measure not in SlaMeasure.values or row.base not in CreditBase.values
        if odd or not 0 < row.share <= 1 or row.shortfall_from < 0:
            raise DomainError(
                f"A credit of {row.share:%} from {row.shortfall_from} points makes no sense.",
                field="credits",
                remedy="Give a share above 0 % and up to 100 %, from 0 or more points.",
            )
