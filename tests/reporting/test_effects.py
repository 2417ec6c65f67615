"""Expected effects stand as marks on the trends, where the period shows them."""

import datetime as dt

import pytest

from engagements.kernel.metrics import Period
from engagements.models import Engagement
from reporting import charts
from reporting.selectors.effects import marks_of

PERIOD = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31), "UTC", dt.date(2026, 4, 1))


@pytest.mark.covers("R120", "R121")
@pytest.mark.parametrize(
    ("kpi", "expected"),
    [
        ("coding_denial_rate", [(5, "Go-live"), (35, "30 days"), (65, "60 days")]),
        ("accuracy_encounter", [(5, "Go-live"), (33, "4 weeks"), (61, "8 weeks")]),
        ("hcc_recapture_rate", [(5, "Go-live")]),
        ("charts_coded", [(5, "Go-live")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "marks",
)
def test_marks_follow_go_live(kpi, expected):
    engagement = Engagement(live_on=dt.date(2026, 1, 5))
    found = [
        ((mark.day - dt.date(2025, 12, 31)).days, mark.label.split(": ")[-1])
        for mark in marks_of(engagement, kpi, PERIOD)
    ]
    assert found == expected


def test_no_marks_before_go_live():
    assert marks_of(Engagement(live_on=None), "coding_denial_rate", PERIOD) == []


def test_a_trend_draws_its_marks():
    drawn = charts.trend(
        [(dt.date(2026, 1, day), day) for day in (1, 5, 9)],
        label="Charts",
        events=[(dt.date(2026, 1, 5), "Go-live")],
    )
    assert "Go-live" in drawn.svg()
