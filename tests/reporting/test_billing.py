"""The draft of a month: every line with its exact amount, every row once."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.models import Rate, Terms
from reporting.enums import LineKind, UnitKind
from reporting.models import SlaResult, UsageEntry
from reporting.selectors.billing import cents, draft_of
from reporting.selectors.billing.charges import weekly_rate, weeks_of
from reporting.selectors.billing.credits import service_lines
from reporting.selectors.billing.lines import UnitDraft
from reporting.selectors.service_levels import month_of
from tests.factories.money import last_month, on_roster, priced, reworked, worked

D = Decimal


def rows(draft):
    return [(line.kind.value, line.quantity, line.rate, line.amount) for line in draft.lines]


def drafted(engagement, results=()):
    return draft_of(engagement, month_of(engagement, last_month(engagement)), list(results))


@pytest.fixture
def coder(scoped):
    return scoped.user("vendor_coder")


@pytest.mark.covers("R36")
def test_draft_bills_each_chart_by_the_rate_that_fits_best(scoped, coder):
    own, month = scoped.own, last_month(scoped.own)
    priced(
        own,
        {"amount": "3.25"},
        {"amount": "9.10", "encounter_class": "inpatient"},
        {"amount": "4.75", "specialty": "cardiology"},
        {"amount": "6.40", "specialty": "cardiology", "complexity": "complex"},
    )
    for specialty, kind, complexity in (
        ("family_medicine", "outpatient", "standard"),
        ("family_medicine", "outpatient", "complex"),
        ("oncology", "inpatient", "standard"),
        ("cardiology", "inpatient", "standard"),
        ("cardiology", "outpatient", "complex"),
    ):
        worked(own, coder, month, specialty=specialty, encounter_class=kind, complexity=complexity)
    worked(own, coder, month - dt.timedelta(days=1))
    worked(own, coder, (month + dt.timedelta(days=40)).replace(day=1))
    draft = drafted(own)
    assert sorted(rows(draft)) == [
        ("chart", D(1), D("4.75"), D("4.75")),
        ("chart", D(1), D("6.40"), D("6.40")),
        ("chart", D(1), D("9.10"), D("9.10")),
        ("chart", D(2), D("3.25"), D("6.50")),
    ]
    assert (draft.charges, draft.credits, draft.total) == (D("26.75"), D(0), D("26.75"))
    assert draft.problems == ()


def test_draft_counts_the_local_month_and_the_vendors_own_answers(scoped, coder):
    own, month = scoped.own, last_month(scoped.own)
    priced(own, {"amount": "2"})
    late = dt.datetime.combine(month, dt.time(3), tzinfo=dt.UTC)  # the evening before, there
    worked(own, coder, month, coded_at=late)
    chart = worked(own, coder, month)
    chart.codings.model.objects.create(
        engagement=own,
        chart=chart,
        party="in_house",
        coder=scoped.user("in_house_coder"),
        documentation_reviewed=True,
        state="attested",
        attested_at=chart.coded_at,
    )
    assert rows(drafted(own)) == [("chart", D(1), D(2), D("2.00"))]


@pytest.mark.covers("R27")
@pytest.mark.parametrize(
    ("policy", "amount"), [("vendor_no_cost", "0.00"), ("priced", "3.25")], ids=["free", "priced"]
)
def test_draft_prices_rework_as_agreed(scoped, coder, policy, amount):
    own, month = scoped.own, last_month(scoped.own)
    priced(own, {"amount": "3.25"}, rework_policy=policy)
    chart = worked(own, coder, month)
    reworked(chart, coder, month + dt.timedelta(days=3))
    found = {line.kind: line for line in drafted(own).lines}
    assert found[LineKind.CHART].amount == D("3.25")
    assert found[LineKind.REWORK].amount == D(amount)
    assert [unit.kind for unit in found[LineKind.REWORK].units] == [UnitKind.REWORK]


def test_draft_keeps_the_terms_of_the_day_the_clock_started(scoped, coder):
    own, month = scoped.own, last_month(scoped.own)
    old = priced(own, {"amount": "3"})
    Terms.objects.filter(pk=old.pk).update(effective_to=month - dt.timedelta(days=1))
    new = Terms.objects.create(
        engagement=own, version=2, state="accepted", effective_from=month, calendar=old.calendar
    )
    Rate.objects.create(engagement=own, terms=new, amount=D(4))
    worked(own, coder, month, terms=old)
    worked(own, coder, month, terms=new)
    worked(own, coder, month, terms=None)  # none kept: those of the day it was attested
    assert rows(drafted(own)) == [
        ("chart", D(1), D(3), D("3.00")),
        ("chart", D(2), D(4), D("8.00")),
    ]


@pytest.mark.covers("R36", "R38")
def test_draft_bills_weeks_by_the_step_that_the_roster_reaches(scoped, coder):
    own, month = scoped.own, last_month(scoped.own)
    priced(
        own,
        {"amount": "399", "unit": "week"},
        {"amount": "299", "unit": "week", "from_fte": 2},
        pricing_model="fte",
    )
    mondays = weeks_of(month_of(own, month))
    second = mondays[1]
    on_roster(own, coder, month - dt.timedelta(days=90))
    on_roster(own, scoped.user("vendor_lead"), second + dt.timedelta(days=2), weekly_hours=D(20))
    on_roster(own, scoped.user("vendor_auditor"), mondays[2])
    worked(own, coder, month)
    draft = drafted(own)
    weeks = [line for line in draft.lines if line.kind is LineKind.WEEK]
    assert [line.week for line in weeks] == mondays
    assert weeks[0].quantity == D(1)
    assert weeks[0].amount == D("399.00")
    # five of seven days at half an FTE beside a whole one: below the step of two
    assert (weeks[1].quantity, weeks[1].rate) == (D("1.3571"), D(399))
    assert weeks[1].amount == cents(D("1.3571") * 399) == D("541.48")
    assert (weeks[2].quantity, weeks[2].rate, weeks[2].amount) == (D("2.5"), D(299), D("747.50"))
    covered = next(line for line in draft.lines if line.kind is LineKind.INCLUDED)
    assert (covered.quantity, covered.amount) == (D(1), D("0.00"))
    assert covered.units[0].fee == draft.charges


@pytest.mark.covers("R36")
def test_draft_bills_charts_above_the_baseline(scoped, coder):
    own, month = scoped.own, last_month(scoped.own)
    priced(
        own,
        {"amount": "400", "unit": "week"},
        {"amount": "5"},
        pricing_model="blended",
        included_charts=2,
    )
    on_roster(own, coder, month - dt.timedelta(days=90))
    made = [worked(own, coder, month + dt.timedelta(days=day)) for day in (4, 1, 3)]
    draft = drafted(own)
    found = {line.kind: line for line in draft.lines}
    assert {unit.chart_id for unit in found[LineKind.INCLUDED].units} == {made[1].pk, made[2].pk}
    assert [unit.chart_id for unit in found[LineKind.CHART].units] == [made[0].pk]
    weeks = len(weeks_of(month_of(own, month)))
    assert draft.total == weeks * 400 + 5


@pytest.mark.covers("R37")
def test_draft_asks_for_the_collections_that_nobody_can_compute(scoped, coder):
    own, month = scoped.own, last_month(scoped.own)
    terms = priced(
        own, {"amount": "4.25", "unit": "collections"}, pricing_model="percent_of_collections"
    )
    worked(own, coder, month)
    draft = drafted(own)
    assert draft.blocking is not None
    assert "collections" in draft.blocking.message
    UsageEntry.objects.create(
        engagement=own,
        month=month,
        rate=terms.rates.get(),
        quantity=D("10000.10"),
        evidence="statement 7",
        entered_at=dt.datetime.now(dt.UTC),
    )
    draft = drafted(own)
    assert draft.blocking is None
    assert draft.total == D("425.00")


def test_draft_says_which_charts_have_no_price(scoped, coder):
    own, month = scoped.own, last_month(scoped.own)
    worked(own, coder, month)
    draft = drafted(own)
    assert draft.lines == []
    assert [p.message.partition(". ")[0] for p in draft.problems] == [
        "Charts without a price, not on this invoice: 1"
    ]


def test_weeks_belong_to_the_month_they_end_in(scoped):
    period = month_of(scoped.own, last_month(scoped.own))
    following = month_of(scoped.own, period.end + dt.timedelta(days=1))
    mondays = weeks_of(period)
    assert all(period.start <= day + dt.timedelta(days=6) <= period.end for day in mondays)
    assert not set(mondays) & set(weeks_of(following))


@given(
    steps=st.lists(st.integers(2, 40), unique=True, max_size=4),
    fte=st.decimals(0, 60, places=4, allow_nan=False),
)
def test_weekly_rate_is_the_highest_step_reached(steps, fte):
    terms = Terms(pk=1)
    rates = {
        number: Rate(pk=number, terms=terms, unit="week", from_fte=step, amount=D(400 - step))
        for number, step in enumerate([1, *steps])
    }
    chosen = weekly_rate(terms, fte, rates)
    assert chosen.from_fte == max(s for s in [1, *steps] if s <= max(fte, 1))


money_fees = st.decimals(0, 500, places=4, allow_nan=False, allow_infinity=False)


def missed(measure, base, specialty, share):
    from engagements.models import CreditTier

    return SlaResult(
        measure=measure,
        base=base,
        specialty=specialty,
        verdict="not_met",
        value=D("0.9"),
        floor=D("0.95"),
        tier=CreditTier(share=share),
    )


@pytest.mark.covers("R26")
@given(
    fees=st.lists(st.tuples(st.sampled_from("abc"), money_fees), max_size=20),
    shares=st.lists(st.sampled_from(["0.05", "0.10", "0.30"]), min_size=4, max_size=4),
    cap=st.sampled_from(["0.02", "0.15", "1"]),
)
def test_service_credits_never_pass_the_cap_nor_credit_a_chart_twice(fees, shares, cap):
    units = [
        UnitDraft(UnitKind.CHART, fee, chart_id=number, coding_id=number, specialty=specialty)
        for number, (specialty, fee) in enumerate(fees, start=1)
    ]
    charges = cents(sum((unit.fee for unit in units), D(0)))
    results = [
        missed("turnaround", "specialty", "a", D(shares[0])),
        missed("accuracy", "specialty", "a", D(shares[1])),
        missed("accuracy", "specialty", "b", D(shares[2])),
        missed("turnaround", "all", "", D(shares[3])),
    ]
    lines = service_lines(units, results, [], Terms(credit_cap=D(cap)), charges)
    credited = [unit.chart_id for line in lines for unit in line.units]
    assert len(credited) == len(set(credited))
    total = -sum((line.amount for line in lines), D(0))
    assert D(0) <= total <= charges * D(cap) + D("0.02") * len(lines)
    best = {"a": max(D(shares[0]), D(shares[1]), D(shares[3])), "b": max(map(D, shares[2:]))}
    owed = sum((u.fee * best.get(u.specialty, D(shares[3])) for u in units), D(0))
    if owed <= charges * D(cap):
        assert abs(total - owed) <= D("0.005") * max(len(lines), 1)
