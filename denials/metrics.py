"""The claims family: claims as payers adjudicated them, and what may be counted of them.

A claim counts on the day of its remittance's payment. Reversals and decisions that are none (not
our claim, predetermination) are left out; a corrected decision counts on its own day. What is
attributed to coding follows the analyst's root cause and, until it is set, the suggested class.
"""

import datetime as dt

from django.db.models import F, Q

from denials.enums import DenialState
from engagements.kernel.metrics import (
    METRICS,
    Direction,
    Family,
    Has,
    Kpi,
    Measure,
    Standing,
    Unit,
)

NO_DECISION = ("23", "25")
COUNTED = Q(is_reversal=False) & ~Q(status__in=NO_DECISION)
DENIED = COUNTED & Q(is_denied=True)
CODING = DENIED & Q(is_coding_denial=True)
OTHER = DENIED & (Q(is_coding_denial=False) | Q(denied_amount__gt=F("coding_denied_amount")))
FIRST = COUNTED & Q(is_first_submission=True)
CLASSES = ("specialty", "encounter_class", "payer", "coder")

ATTRIBUTION = (
    "A denial is coding-attributed by the analyst's root cause; while none is set, by the class "
    "suggested from CARC and RARC. Claims by remittance payment date; reversals left out."
)
DENIAL_METHOD = (
    "A claim is denied when the payer calls it denied (CLP02 4) or any adjustment of it carries a "
    "denying reason, partial denials included. Claims by remittance payment date; reversals left "
    "out."
)


def _measure(key: str, label: str, where: Q, *, amount: str | None = None) -> Measure:
    return Measure(key, day="adjudicated_on", label=label, where=where, sum=amount)


CLAIMS = Family(
    key="claims",
    facts="denials.Claim",
    rollup="reporting.ClaimsDaily",
    list_url="denials:claim_list",
    action="denial.view",
    dimensions={
        "specialty": "specialty",
        "encounter_class": "encounter_class",
        "payer": "payer",
        "coder": "coder",
    },
    measures=(
        _measure("adjudicated", "Claims adjudicated", COUNTED),
        _measure("denied", "Claims denied in whole or part", DENIED),
        _measure("coding_denied", "Claims with a coding-attributed denial", CODING),
        _measure("other_denied", "Claims with a denial not attributed to coding", OTHER),
        _measure("first", "First submissions adjudicated", FIRST),
        _measure("first_denied", "First submissions denied", FIRST & DENIED),
        _measure("first_passed", "First submissions without a denial", FIRST & ~DENIED),
        _measure(
            "first_passed_coding", "First submissions without a coding denial", FIRST & ~CODING
        ),
        _measure(
            "first_passed_other", "First submissions without a non-coding denial", FIRST & ~OTHER
        ),
        _measure("charged", "Charges of claims adjudicated", COUNTED, amount="charge"),
        _measure("first_charged", "Charges of first submissions", FIRST, amount="charge"),
        _measure(
            "first_denied_charged",
            "Charges of first submissions denied",
            FIRST & DENIED,
            amount="charge",
        ),
        _measure("denied_value", "Amount denied", DENIED, amount="denied_amount"),
        _measure(
            "coding_denied_value",
            "Amount denied, coding-attributed",
            CODING,
            amount="coding_denied_amount",
        ),
    ),
)


def _rate(
    key: str,
    label: str,
    parts: tuple[str, str],
    definition: str,
    source: str,
    *,
    method: str = DENIAL_METHOD,
    direction: Direction = Direction.DOWN,
) -> Kpi:
    return Kpi(
        key=key,
        label=label,
        family="claims",
        numerator=parts[0],
        denominator=parts[1],
        definition=definition,
        source=source,
        method=method,
        direction=direction,
        by=CLASSES,
    )


def _amount(key: str, label: str, measure: str, definition: str, method: str) -> Kpi:
    return Kpi(
        key=key,
        label=label,
        family="claims",
        numerator=measure,
        unit=Unit.MONEY,
        direction=Direction.DOWN,
        definition=definition,
        source="HFMA MAP keys",
        method=method,
        by=CLASSES,
    )


def _denied(_now: dt.datetime) -> Q:
    """One function for both numbers, so that one condition selects their claims."""
    return Q(is_denied=True)


KPIS = (
    _rate(
        "coding_denial_rate",
        "Coding-related denial rate",
        ("coding_denied", "adjudicated"),
        "Claims with a coding-attributed denial, divided by all claims adjudicated in the period.",
        "the contract's denial terms",
        method=ATTRIBUTION,
    ),
    _rate(
        "denial_rate",
        "Denial rate",
        ("denied", "adjudicated"),
        "Claims denied in whole or part, divided by all claims adjudicated in the period.",
        "HFMA MAP keys",
    ),
    _rate(
        "initial_denial_rate",
        "Initial denial rate",
        ("first_denied", "first"),
        "First submissions denied in whole or part, divided by first submissions adjudicated in "
        "the period. A first submission is the earliest decision per claim and payer.",
        "HFMA MAP: initial denials; denominator: submissions adjudicated",
    ),
    _rate(
        "initial_denial_rate_value",
        "Initial denial rate by charges",
        ("first_denied_charged", "first_charged"),
        "Charges of first submissions denied, divided by charges of all first submissions.",
        "HFMA MAP: initial denials, gross",
    ),
    _rate(
        "first_pass_rate",
        "First-pass rate",
        ("first_passed", "first"),
        "First submissions without any denial, divided by first submissions adjudicated.",
        "HFMA MAP: clean claims; the contract's denial terms",
        direction=Direction.UP,
    ),
    _rate(
        "first_pass_rate_coding",
        "First-pass rate, coding alone",
        ("first_passed_coding", "first"),
        "First submissions without a coding-attributed denial, divided by first submissions "
        "adjudicated: what eligibility and registration cannot spoil.",
        "HFMA MAP: clean claims; the contract's denial terms",
        method=ATTRIBUTION,
        direction=Direction.UP,
    ),
    _rate(
        "first_pass_rate_other",
        "First-pass rate, all but coding",
        ("first_passed_other", "first"),
        "First submissions without a denial of another cause than coding, divided by first "
        "submissions adjudicated.",
        "HFMA MAP: clean claims; the contract's denial terms",
        method=ATTRIBUTION,
        direction=Direction.UP,
    ),
    _amount(
        "denied_amount",
        "Amount denied",
        "denied_value",
        "Sum of the denying adjustments of the claims adjudicated in the period.",
        DENIAL_METHOD,
    ),
    _amount(
        "coding_denied_amount",
        "Amount denied for coding",
        "coding_denied_value",
        "Sum of the coding-attributed denying adjustments of the period's claims.",
        ATTRIBUTION,
    ),
    Kpi(
        key="claims_adjudicated",
        label="Claims adjudicated",
        family="claims",
        numerator="adjudicated",
        unit=Unit.COUNT,
        direction=Direction.NONE,
        definition="Claims adjudicated in the period, reversals left out.",
        source="the contract's denial terms",
        method="Count by remittance payment date.",
        by=CLASSES,
    ),
)
OPEN = Has(model="denials.Denial", fk="claim", where=Q(state__in=DenialState.unresolved()))
STANDINGS = (
    Standing(
        key="claims_with_open_denials",
        label="Claims with open denials",
        family="claims",
        where=_denied,
        has=(OPEN,),
        definition="Claims with at least one denial that is open or in review.",
        source="the contract's reporting terms",
        by=CLASSES,
    ),
    Standing(
        key="open_denied_amount",
        label="Amount of claims with open denials",
        family="claims",
        where=_denied,
        has=(OPEN,),
        sum="denied_amount",
        unit=Unit.MONEY,
        definition="Amount denied on claims with at least one denial open or in review.",
        source="the contract's reporting terms",
        by=CLASSES,
    ),
)


def register() -> None:
    METRICS.register(CLAIMS, *KPIS, *STANDINGS)
