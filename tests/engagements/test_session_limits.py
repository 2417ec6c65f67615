from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.accounts.limits import SessionLimits, read_session

LIMITS = SessionLimits(
    idle=timedelta(minutes=15), absolute=timedelta(hours=12), warning=timedelta(minutes=2)
)


def test_read_session_counts_idle_time_from_the_last_use():
    reading = read_session(LIMITS, started=0, seen=600, now=900)
    assert (reading.remaining, reading.ending) == (timedelta(minutes=10), "idle")


@pytest.mark.covers("R49")
@pytest.mark.parametrize(("now", "over"), [(1499, False), (1500, True), (1501, True)])
def test_read_session_is_over_at_the_idle_limit(now, over):
    assert read_session(LIMITS, started=0, seen=600, now=now).is_over is over


def test_read_session_ends_at_the_absolute_limit_however_busy():
    twelve = 12 * 3600
    reading = read_session(LIMITS, started=0, seen=twelve - 1, now=twelve)
    assert (reading.is_over, reading.ending) == (True, "absolute")


@given(st.integers(0, 86400), st.integers(0, 86400))
def test_read_session_never_leaves_more_than_either_limit(worked, idle):
    reading = read_session(LIMITS, started=0, seen=worked, now=worked + idle)
    assert reading.remaining == min(
        LIMITS.idle - timedelta(seconds=idle),
        LIMITS.absolute - timedelta(seconds=worked + idle),
    )


def test_session_limits_refuse_a_warning_longer_than_the_idle_time():
    with pytest.raises(ValueError, match="warning, then idle, then absolute"):
        SessionLimits(
            idle=timedelta(minutes=1), absolute=timedelta(hours=1), warning=timedelta(minutes=2)
        )
