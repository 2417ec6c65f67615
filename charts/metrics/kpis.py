"""Production numbers over a period: attainment, turnaround, lag, volumes."""

from django.db.models import Q

from charts.metrics.family import CLASSES, LIVE
from engagements.kernel.metrics import Direction, Distribution, Kpi, Unit

TURNAROUND_METHOD = (
    "Complete documentation available to coded and ready, in the contracted basis (elapsed or "
    "business hours), less the union of provider-query pauses."
)

LATE_PARTS = (
    ("documentation", "time waiting for documentation"),
    ("query", "time on hold (queries, pending)"),
    ("vendor", "time with the vendor"),
)

KPIS = (
    Kpi(
        key="turnaround_attainment",
        label="Turnaround attainment",
        family="production",
        numerator="due_on_time",
        denominator="due",
        definition=(
            "Charts due in the period and returned on time, divided by charts due in the period. "
            "An open chart past its due time counts as missed. Left out: charts whose clock has "
            "not started or stands still with time left, cancelled charts, and deadlines of days "
            "that have not ended."
        ),
        source="the contract's turnaround terms",
        method=TURNAROUND_METHOD,
        by=CLASSES,
    ),
    Kpi(
        key="average_turnaround",
        label="Average turnaround",
        family="production",
        numerator="turnaround_seconds",
        denominator="timed",
        unit=Unit.DURATION,
        direction=Direction.DOWN,
        definition="Sum of turnaround of the charts coded in the period, divided by their number.",
        source="the contract's turnaround terms",
        method=TURNAROUND_METHOD,
        by=CLASSES,
    ),
    Kpi(
        key="documentation_lag",
        label="Documentation lag",
        family="production",
        numerator="documentation_seconds",
        denominator="documented",
        unit=Unit.DURATION,
        direction=Direction.DOWN,
        definition=(
            "Sum of elapsed time from the end of the date of service to complete documentation "
            "(none where it was complete on that day), divided by the charts whose documentation "
            "was completed in the period. The practice's time, not the vendor's."
        ),
        source="the contract's turnaround terms",
        method="Elapsed time, by the day the documentation was completed.",
        by=("specialty", "encounter_class", "payer"),
    ),
    Kpi(
        key="charts_received",
        label="Charts received",
        family="production",
        numerator="received",
        unit=Unit.COUNT,
        direction=Direction.NONE,
        definition="Charts received in the period, cancelled ones left out.",
        source="the contract's reporting terms",
        method="Count by the day of receipt.",
        by=CLASSES,
    ),
    Kpi(
        key="charts_coded",
        label="Charts coded",
        family="production",
        numerator="coded",
        unit=Unit.COUNT,
        direction=Direction.NONE,
        definition="Charts coded and ready in the period, cancelled ones left out.",
        source="the contract's reporting terms",
        method="Count by the day of attestation.",
        by=CLASSES,
    ),
    Kpi(
        key="charts_late",
        label="Charts late",
        family="production",
        numerator="due_late",
        unit=Unit.COUNT,
        direction=Direction.DOWN,
        definition="Charts due in the period that were returned after their due time or are open.",
        source="the contract's turnaround terms",
        method=TURNAROUND_METHOD,
        by=CLASSES,
    ),
    Kpi(
        key="cutoff_attainment",
        label="Month-end cutoff attainment",
        family="production",
        numerator="cutoff_met",
        denominator="cutoff_due",
        definition=(
            "Charts coded by their month-end cutoff, divided by charts whose cutoff lay in the "
            "period. A chart without complete documentation counts as missed: the month closes "
            "without it. Left out: cancelled charts, charts without a cutoff, and cutoffs of days "
            "that have not ended."
        ),
        source="the month-end cutoffs of each location",
        method="By the day of the cutoff that was in force on the date of service.",
        by=CLASSES,
    ),
    *(
        Kpi(
            key=f"late_{part}",
            label=f"Late charts: average {label}",
            family="production",
            numerator=f"late_{part}_seconds",
            denominator="late_coded",
            unit=Unit.DURATION,
            direction=Direction.DOWN,
            definition=(
                f"Of the charts coded in the period and after their due time: elapsed {label}, "
                "divided by their number. Documentation, holds and vendor together are the whole "
                "time from the end of the date of service to coded."
            ),
            source="attributed lateness",
            method="Elapsed time from the event log, by the day of coding.",
            by=CLASSES,
        )
        for part, label in LATE_PARTS
    ),
    Kpi(
        key="coded_value",
        label="Value coded",
        family="production",
        numerator="coded_amount",
        unit=Unit.MONEY,
        direction=Direction.NONE,
        definition="Sum of the billed amounts of the charts coded in the period.",
        source="HFMA MAP keys",
        method="Charts without a billed amount count as 0.",
        by=CLASSES,
    ),
)

DISTRIBUTIONS = (
    Distribution(
        key="turnaround_time",
        label="Turnaround: average and range",
        family="production",
        value="turnaround_seconds",
        day="coded_at",
        where=LIVE & Q(turnaround_seconds__isnull=False),
        definition=(
            "n, mean, median, 90th percentile, least and most over charts coded in the period."
        ),
        source="the contract's turnaround terms",
        by=("encounter_class", "specialty", "coder"),
    ),
    Distribution(
        key="documentation_time",
        label="Documentation lag: average and range",
        family="production",
        value="documentation_lag_seconds",
        day="documentation_complete_at",
        where=LIVE & Q(documentation_lag_seconds__isnull=False),
        definition=(
            "n, mean, median, 90th percentile, least and most over charts whose documentation was "
            "completed in the period."
        ),
        source="the contract's turnaround terms",
        by=("encounter_class", "specialty"),
    ),
)
