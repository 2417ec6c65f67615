"""When a change of vendor is expected to show in which number, as marks on its trend (R120, R121).

Planning experience, not terms of any contract: a dip of four to eight weeks while people settle,
claims and billing one to two months after go-live, risk adjustment only after a calendar year.
"""

import datetime as dt
from dataclasses import dataclass

from engagements.kernel.metrics import Period
from engagements.models import Engagement

GO_LIVE = "Go-live"
SETTLING = ((28, "Settling: 4 weeks"), (56, "Settled: 8 weeks"))
BILLING = ((30, "Effect expected: 30 days"), (60, "Effect expected: 60 days"))
HCC = ((365, "Effect expected: one year"),)
EXPECTED: dict[str, tuple[tuple[int, str], ...]] = {
    "turnaround_attainment": SETTLING,
    "average_turnaround": SETTLING,
    "coding_denial_rate": BILLING,
    "first_pass_rate": BILLING,
    "dnfc_value": BILLING,
    "hcc_recapture_rate": HCC,
}
PREFIXES = {"accuracy_": SETTLING, "dnf": BILLING}


@dataclass(frozen=True)
class Mark:
    """A day worth knowing on a trend."""

    day: dt.date
    label: str


def marks_of(engagement: Engagement, kpi: str, period: Period) -> list[Mark]:
    """Go-live and the expected effects on this number, as far as the period shows them."""
    if engagement.live_on is None:
        return []
    found = EXPECTED.get(kpi)
    if found is None:
        found = next((marks for key, marks in PREFIXES.items() if kpi.startswith(key)), ())
    days = [(0, GO_LIVE), *found]
    marks = [Mark(engagement.live_on + dt.timedelta(days=after), label) for after, label in days]
    return [mark for mark in marks if period.start <= mark.day <= period.end]
