"""Bounds after go-live: read once per local day and bound; a breach proposes a rollback once."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from engagements.enums.transition import BoundVerdict, RollbackState
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.stats import clopper_pearson
from engagements.kernel.stats.limits import Within, within
from engagements.models import BoundReading, KpiBound, PhaseChange, RollbackProposal
from engagements.selectors.bounds import bound_rows, proposal_open
from engagements.services.bounds import bound_end, bound_set, bounds_evaluate
from engagements.services.rollback import rollback_decline, rollback_propose
from tests.factories.charts import chart

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/New_York")
DAY = dt.timedelta(days=1)


@pytest.fixture
def live(scoped, actor_of):
    """Live since ten days."""
    at = timezone.now() - dt.timedelta(days=10)
    PhaseChange.objects.create(
        engagement=scoped.own, transition="activate", source="shadow", target="live", at=at,
        side="practice", reason="Go",
    )  # fmt: skip
    return actor_of("practice_manager")


def local_today():
    return timezone.now().astimezone(ZONE).date()


def attainment(actor, *, days_ago=3, lower="0.90", minimum_n=5):
    return bound_set(
        actor=actor,
        kpi="turnaround_attainment",
        phase="live",
        lower=Decimal(lower),
        upper=None,
        window_days=7,
        minimum_n=minimum_n,
        effective_from=local_today() - dt.timedelta(days=days_ago),
        reason="Agreed at go-live",
    )


def due_charts(world, *, late, timely, days_ago=4):
    due = timezone.now() - dt.timedelta(days=days_ago)
    for number in range(late + timely):
        coded = due + dt.timedelta(hours=1 if number < late else -1)
        chart(world.own, state="coded", due_at=due, coded_at=coded)


@pytest.mark.covers("R119", "R120")
def test_each_ended_day_is_read_once_also_after_downtime(live, scoped, system):
    bound = attainment(live)
    due_charts(scoped, late=0, timely=8)
    made = bounds_evaluate(actor=system)
    today = local_today()
    assert [reading.day for reading in made] == [today - dt.timedelta(days=at) for at in (3, 2, 1)]
    assert bounds_evaluate(actor=system) == []
    reading = BoundReading.objects.get(bound=bound, day=today - dt.timedelta(days=1))
    assert (reading.figure, reading.n) == (Decimal(1), 8)
    exact = clopper_pearson(8, 8, Decimal("0.9"))
    assert float(reading.interval_lower) == pytest.approx(exact.lower, abs=1e-6)
    assert reading.verdict == BoundVerdict.INCONCLUSIVE


@pytest.mark.covers("R119")
def test_a_breach_proposes_once_until_the_bound_has_held_again(live, scoped, system, time_machine):
    attainment(live)
    due_charts(scoped, late=9, timely=1)
    bounds_evaluate(actor=system)
    proposal = RollbackProposal.objects.get()
    assert proposal.state == RollbackState.PROPOSED
    assert [(row["kpi"], row["n"], row["figure"]) for row in proposal.evidence] == [
        ("turnaround_attainment", 10, "10.0%")
    ]
    assert "agreed at least 90.0%" in proposal.reason
    rollback_decline(actor=live, proposal=proposal, reason="A holiday week")
    with pytest.raises(StaleState):
        rollback_decline(actor=live, proposal=proposal, reason="again")
    # the same breach, read again on a later day, does not ask again
    time_machine.move_to(timezone.now() + DAY, tick=False)
    assert [reading.verdict for reading in bounds_evaluate(actor=system)] == [BoundVerdict.OUT]
    assert proposal_open(scoped.own) is None
    time_machine.move_to(timezone.now() + 8 * DAY, tick=False)  # the late charts are out of sight
    assert bounds_evaluate(actor=system)[-1].verdict == BoundVerdict.NO_DATA
    due_charts(scoped, late=9, timely=1, days_ago=1)
    time_machine.move_to(timezone.now() + DAY, tick=False)
    assert [reading.verdict for reading in bounds_evaluate(actor=system)] == [BoundVerdict.OUT]
    assert proposal_open(scoped.own) not in {None, proposal}


def test_too_few_charts_never_prove_a_breach(live, scoped, system):
    attainment(live, minimum_n=30)
    due_charts(scoped, late=9, timely=0)
    made = bounds_evaluate(actor=system)
    assert {reading.verdict for reading in made} == {BoundVerdict.INCONCLUSIVE}
    assert not RollbackProposal.objects.exists()


def test_a_bound_watches_only_in_its_phase(live, scoped, system):
    bound = attainment(live)
    KpiBound.objects.filter(pk=bound.pk).update(phase="steady")
    assert bounds_evaluate(actor=system) == []


def test_a_new_bound_ends_the_one_before(live):
    first = attainment(live)
    second = attainment(live, days_ago=0, lower="0.92")
    first.refresh_from_db()
    assert first.effective_to == second.effective_from - dt.timedelta(days=1)
    with pytest.raises(DomainError, match="begins on"):
        attainment(live, days_ago=0)
    bound_end(actor=live, bound=second, on=local_today(), reason="Contract changed")
    assert [row.limits for row in bound_rows(live.engagement)] == ["at least 92.0%"]


def test_bounds_are_the_managers_and_proposals_are_single(live, actor_of):
    with pytest.raises(NotAllowed):
        attainment(actor_of("vendor_lead"))
    rollback_propose(actor=actor_of("compliance_officer"), reason="Upcoding pattern")
    with pytest.raises(StaleState, match="open already"):
        rollback_propose(actor=live, reason="Also")


def test_unknown_numbers_and_empty_limits_are_refused(live):
    for fields, words in (
        ({"kpi": "nonsense"}, "no number"),
        ({"lower": None}, "needs a limit"),
        ({"upper": Decimal("0.5")}, "below the upper"),
        ({"kpi": "overturn_rate", "specialty": ""}, None),
    ):
        values = {
            "kpi": "turnaround_attainment", "phase": "live", "lower": Decimal("0.9"),
            "upper": None, "window_days": 7, "minimum_n": 5, "effective_from": local_today(),
            "reason": "r",
        } | fields  # fmt: skip
        if words is None:
            assert bound_set(actor=live, **values).kpi == "overturn_rate"
            continue
        with pytest.raises(DomainError, match=words):
            bound_set(actor=live, **values)


@given(
    wrong=st.integers(0, 60),
    n=st.integers(1, 60),
    lower=st.decimals("0.01", "0.99", places=2),
)
def test_out_means_the_whole_interval_is_beyond(wrong, n, lower):
    right = max(0, n - wrong)
    interval = clopper_pearson(right, n)
    said = within(figure=right / n, n=n, lower=lower, upper=None, minimum_n=1, interval=interval)
    expected = (
        Within.OUT
        if interval.upper < float(lower)
        else Within.IN
        if interval.lower >= float(lower)
        else Within.INCONCLUSIVE
    )
    assert said is expected
