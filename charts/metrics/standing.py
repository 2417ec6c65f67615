"""Production numbers that stand now: backlog and its age, overdue, at risk, DNFC."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Q

from charts.enums import ChartState
from charts.metrics.family import CLASSES, STARTED
from charts.selectors.lateness import DUE_STANDS, UNCODED, is_overdue
from charts.selectors.turns import at_risk_until
from engagements.kernel.metrics import Standing, Unit

BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("under 1 day", 0, 1),
    ("1 to 2 days", 1, 2),
    ("2 to 3 days", 2, 3),
    ("3 to 7 days", 3, 7),
    ("7 to 14 days", 7, 14),
    ("over 14 days", 14, None),
)
REASONS = (ChartState.WAITING, ChartState.READY, ChartState.IN_CODING, ChartState.QUERIED)


def _aged(first: int, last: int | None) -> Callable[[dt.datetime], Q]:
    """Documentation complete at least ``first`` and less than ``last`` times 24 hours ago."""

    def where(now: dt.datetime) -> Q:
        found = STARTED
        if first:
            found &= Q(documentation_complete_at__lte=now - dt.timedelta(days=first))
        if last is not None:
            found &= Q(documentation_complete_at__gt=now - dt.timedelta(days=last))
        return found

    return where


def _for_reason(state: ChartState) -> Callable[[dt.datetime], Q]:
    return lambda _now: UNCODED & Q(state=state)


BACKLOG = Standing(
    key="backlog",
    label="Uncoded backlog",
    family="production",
    where=lambda _now: STARTED,
    definition="Charts with complete documentation that are not coded, cancelled ones left out.",
    source="the contract's reporting terms",
    by=CLASSES,
)
OVERDUE = Standing(
    key="overdue",
    label="Charts overdue now",
    family="production",
    where=lambda now: STARTED & is_overdue(now),
    definition=(
        "Charts with complete documentation that are not coded and past their due time; left out "
        "while their clock stands still that had time left."
    ),
    source="the contract's turnaround terms",
    by=CLASSES,
    alarm="overdue",
)
SOON = Standing(
    key="at_risk",
    label="Charts at risk now",
    family="production",
    where=lambda now: STARTED & DUE_STANDS & Q(due_at__gte=now, due_at__lt=at_risk_until(now)),
    definition=(
        "Charts with complete documentation that are not coded and whose due time is less than the "
        "hours away that the terms in force call at risk; left out while their clock stands still."
    ),
    source="the contract's turnaround terms",
    by=CLASSES,
    alarm="at_risk",
)
DNFC_VALUE = Standing(
    key="dnfc_value",
    label="DNFC: value not final coded",
    family="production",
    where=lambda _now: UNCODED,
    sum="billed_amount",
    unit=Unit.MONEY,
    definition=(
        "Sum of the billed amounts of the charts that are not coded, waiting for documentation "
        "or not; charts without an amount count as 0."
    ),
    source="HFMA MAP: DNFC",
    by=CLASSES,
)
DNFC_CHARTS = Standing(
    key="dnfc_charts",
    label="DNFC: charts not final coded",
    family="production",
    where=lambda _now: UNCODED,
    definition="Charts that are not coded, waiting for documentation or not.",
    source="HFMA MAP: DNFC",
    by=CLASSES,
)
AGEING = tuple(
    Standing(
        key=f"backlog_band_{number}",
        label=f"Uncoded backlog, {name}",
        family="production",
        where=_aged(first, last),
        definition=f"Uncoded charts whose documentation has been complete for {name} (24 h each).",
        source="the contract's reporting terms",
        by=CLASSES,
    )
    for number, (name, first, last) in enumerate(BANDS)
)
DNFC_REASONS = tuple(
    Standing(
        key=f"dnfc_value_{state.value}",
        label=f"DNFC value: {state.label.lower()}",
        family="production",
        where=_for_reason(state),
        sum="billed_amount",
        unit=Unit.MONEY,
        definition=f"Sum of the billed amounts of uncoded charts in the state: {state.label}.",
        source="HFMA MAP keys",
        by=CLASSES,
    )
    for state in REASONS
)
STANDINGS = (BACKLOG, OVERDUE, SOON, DNFC_CHARTS, DNFC_VALUE, *AGEING, *DNFC_REASONS)
