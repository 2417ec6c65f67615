import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from charts.enums import ChartState, Party
from charts.models import Chart
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import RosterEntry, Terms
from qa.enums import AuditState
from qa.models import Audit, FrameUnit, Sample
from qa.selectors import frame_units, sample_check, sample_mix
from qa.services import DrawPlan, audit_replace, sample_draw, sample_draw_month, sample_lock
from tests.factories import workforce
from tests.factories.charts import chart, coding, work_item
from tests.qa.factories import (
    PERIOD,
    UNDERCODED,
    chart_coded_as,
    coded_by_auditor,
    coded_charts,
    forged,
    sample,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def charts(scoped):
    return coded_charts(scoped.own, scoped.user("vendor_coder"), 12)


@pytest.mark.covers("R85", "N9")
def test_the_database_keeps_a_draw_and_its_sign_off(charts, actor_of):
    rows = Sample.objects.filter(pk=sample(actor_of("vendor_qa_lead"), 4).pk)
    signed_off = {"locked_at": timezone.now()}
    for change in ({"seed": "kinder"}, {"frame_size": 11}, {"size": 3}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            rows.update(**change)
    assert rows.update(**signed_off) == 1
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        rows.update(locked_at=None)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        rows._raw_delete(rows.db)


@pytest.mark.covers("R81", "R85", "N9")
def test_drawing_again_gives_the_same_charts(charts, actor_of):
    lead = actor_of("vendor_qa_lead")
    first, second = sample(lead, 4, spares=3), sample(lead, 4, spares=3)
    chosen = [
        list(each.audits.order_by("ordinal").values_list("chart_id", flat=True))
        for each in (first, second)
    ]
    assert chosen[0] == chosen[1]
    assert len(set(chosen[0])) == 4
    assert first.frame_sha256 == second.frame_sha256
    assert (first.frame_size, first.size, first.spares) == (12, 4, 3)
    assert sample_check(first).holds


@pytest.mark.covers("R85", "N9")
def test_a_changed_frame_or_draw_is_noticed(charts, actor_of, system):
    drawn = sample(actor_of("vendor_qa_lead"), 4, spares=3)
    rows = Sample.objects.filter(pk=drawn.pk)
    forged(rows, seed="another")
    drawn.refresh_from_db()
    check = sample_check(drawn)
    assert (check.frame_matches, check.draw_matches, check.holds) == (True, False, False)
    forged(rows, seed="fixed", frame_sha256="0" * 64)
    drawn.refresh_from_db()
    check = sample_check(drawn)
    assert (check.frame_matches, check.draw_matches, check.holds) == (False, True, False)
    forged(rows, generator="other/1")
    drawn.refresh_from_db()
    assert not sample_check(drawn).generator_known


@pytest.mark.covers("R85", "N9")
def test_the_frame_does_not_change_when_charts_do(charts, actor_of):
    drawn = sample(actor_of("vendor_qa_lead"), 4)
    Chart.objects.filter(pk=charts[0].pk).update(state=ChartState.CANCELLED)
    assert sample_check(drawn).holds
    assert drawn.frame.count() == 12


@pytest.mark.covers("R63", "R85", "N9")
def test_a_chart_coded_anew_after_the_draw_is_audited_as_it_was_drawn(scoped, actor_of):
    coder, lead = scoped.user("vendor_coder"), actor_of("vendor_qa_lead")
    made = chart_coded_as(scoped.own, coder, [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])])
    drawn = sample(lead, 1)
    coding(made, coder, [("icd10cm", "I10"), ("cpt", "99214", [], 1, [1])], revision=2)
    compared = coded_by_auditor(actor_of("vendor_auditor"), drawn.audits.get(), UNDERCODED)
    assert (compared.coder_codes, compared.correct_codes) == (2, 1)
    assert compared.findings.get().coder_code == "99213"
    assert sample_check(drawn).holds
    assert sample(lead, 1, name="Later").frame_sha256 != drawn.frame_sha256


def test_a_frame_holds_each_chart_once_by_its_latest_coding(scoped):
    coder = scoped.user("vendor_coder")
    made = chart(scoped.own, state=ChartState.CODED, coded_at=timezone.now())
    coding(made, coder, [("icd10cm", "I10")])
    latest = coding(made, coder, [("icd10cm", "E11.9")], revision=2)
    other = chart(scoped.own)
    coding(other, coder, [("icd10cm", "I10")], attest=False)
    cancelled = chart(scoped.own, state=ChartState.CANCELLED)
    coding(cancelled, coder, [("icd10cm", "I10")])
    units = frame_units(engagement=scoped.own, **PERIOD)
    assert [(u.chart_id, u.coding_id) for u in units] == [(made.pk, latest.pk)]


def test_a_blind_parallel_answer_is_in_the_frame_of_its_coder_alone(scoped):
    coder, in_house = scoped.user("vendor_coder"), scoped.user("in_house_coder")
    made = chart(scoped.own, state=ChartState.CODED, coded_at=timezone.now())
    item = work_item(made, kind="parallel", side="practice", state="done")
    vendors = coding(made, coder, [("icd10cm", "I10")])
    theirs = coding(made, in_house, [("icd10cm", "E11.9")], party=Party.IN_HOUSE, work_item=item)
    alone = chart(scoped.own, state=ChartState.CODED, coded_at=timezone.now())
    own_queue = coding(alone, in_house, [("icd10cm", "I10")], party=Party.IN_HOUSE)
    frame = frame_units(engagement=scoped.own, **PERIOD)
    assert [unit.coding_id for unit in frame] == [vendors.pk, own_queue.pk]
    frame = frame_units(engagement=scoped.own, **PERIOD, coder=in_house)
    assert [unit.coding_id for unit in frame] == [theirs.pk, own_queue.pk]


def test_a_frame_ends_with_the_local_day(scoped):
    coder = scoped.user("vendor_coder")
    # 2026-03-31 23:30 in New York is already April in UTC
    at = dt.datetime(2026, 4, 1, 3, 30, tzinfo=dt.UTC)
    coded_charts(scoped.own, coder, 1, coded_at=at)
    march = {"period_start": dt.date(2026, 3, 1), "period_end": dt.date(2026, 3, 31)}
    april = {"period_start": dt.date(2026, 4, 1), "period_end": dt.date(2026, 4, 30)}
    assert len(frame_units(engagement=scoped.own, **march)) == 1
    assert frame_units(engagement=scoped.own, **april) == []


def test_too_large_a_sample_is_refused_with_a_remedy(charts, actor_of):
    with pytest.raises(DomainError, match="13 cannot be drawn from 12") as refused:
        sample(actor_of("vendor_qa_lead"), 13)
    assert refused.value.field == "size"
    assert not Sample.objects.exists()


@pytest.mark.covers("R85")
def test_charts_picked_by_code_are_never_random(charts, actor_of):
    lead = actor_of("vendor_qa_lead")
    with pytest.raises(DomainError, match="targeted"):
        sample(lead, 1, code="99213")
    drawn = sample(lead, 2, code="992", sample_type="targeted")
    assert set(drawn.audits.values_list("sample_type", flat=True)) == {"targeted"}


@pytest.mark.covers("R28", "R11")
def test_the_practice_draws_for_the_auditor_without_asking(charts, actor_of):
    drawn = sample(actor_of("practice_manager"), 3, drawn_for="auditor")
    assert drawn.is_independent
    assert set(drawn.audits.values_list("side", "is_independent")) == {("auditor", True)}


@pytest.mark.parametrize("role", ["vendor_coder", "vendor_auditor", "provider", "cdi_coordinator"])
def test_who_may_not_draw(charts, actor_of, role):
    with pytest.raises(NotAllowed):
        sample(actor_of(role), 1)


@pytest.mark.covers("R11")
def test_the_vendor_draws_for_itself_only(charts, actor_of):
    with pytest.raises(NotAllowed, match="Only the practice"):
        sample(actor_of("vendor_qa_lead"), 1, drawn_for="auditor")
    with pytest.raises(NotAllowed, match="Only the practice"):
        sample(actor_of("independent_auditor"), 1, drawn_for="vendor")


def test_no_auditor_no_independent_sample(charts, actor_of, scoped):
    scoped.own.auditor = None
    scoped.own.save()
    actor = actor_of("practice_manager")
    with pytest.raises(DomainError, match="no independent auditor"):
        sample(actor, 1, drawn_for="auditor")


@pytest.mark.covers("R85", "N9")
def test_a_replacement_is_the_next_spare_and_only_that(charts, actor_of):
    lead = actor_of("vendor_qa_lead")
    drawn = sample(lead, 2, spares=2)
    auditor = actor_of("vendor_auditor")
    spares = list(
        FrameUnit.objects.filter(sample=drawn, ordinal__gt=2)
        .order_by("ordinal")
        .values_list("chart_id", flat=True)
    )
    first, second = drawn.audits.order_by("ordinal")
    replaced = audit_replace(actor=auditor, audit=first, reason="record sealed")
    assert (replaced.chart_id, replaced.ordinal) == (spares[0], 3)
    replaced = audit_replace(actor=auditor, audit=second, reason="record sealed")
    assert (replaced.chart_id, replaced.ordinal) == (spares[1], 4)
    first.refresh_from_db()
    assert (first.state, first.replaced_reason) == (AuditState.CANCELLED, "record sealed")
    with pytest.raises(DomainError, match="No spare is left"):
        audit_replace(actor=auditor, audit=replaced, reason="record sealed")
    with pytest.raises(StaleState):
        audit_replace(actor=auditor, audit=first, reason="again")
    assert sample_check(drawn).holds


def test_a_replacement_needs_a_reason(charts, actor_of):
    drawn = sample(actor_of("vendor_qa_lead"), 2, spares=2)
    with pytest.raises(DomainError, match="needs its reason"):
        audit_replace(actor=actor_of("vendor_auditor"), audit=drawn.audits.first(), reason=" ")


@pytest.mark.covers("R28")
def test_sign_off_waits_for_every_audit_and_happens_once(charts, actor_of):
    lead = actor_of("vendor_qa_lead")
    drawn = sample(lead, 2)
    with pytest.raises(DomainError, match="2 audits of this sample are not complete"):
        sample_lock(actor=lead, sample=drawn)
    Audit.objects.filter(sample=drawn).update(state=AuditState.CANCELLED)
    sample_lock(actor=lead, sample=drawn)
    drawn.refresh_from_db()
    assert drawn.locked_by == lead.user
    with pytest.raises(StaleState):
        sample_lock(actor=lead, sample=drawn)


def test_only_the_auditing_side_or_who_drew_signs_off(charts, actor_of):
    drawn = sample(actor_of("independent_auditor"), 1, drawn_for="auditor")
    for role in ("vendor_qa_lead", "compliance_officer"):
        with pytest.raises(NotAllowed):
            sample_lock(actor=actor_of(role), sample=drawn)


@pytest.mark.covers("R81")
def test_the_monthly_plan_draws_once_per_coder(scoped, system):
    coder, lead = scoped.user("vendor_coder"), scoped.user("vendor_lead")
    at = dt.datetime(2026, 3, 15, 15, tzinfo=dt.UTC)
    coded_charts(scoped.own, coder, 33, coded_at=at)
    coded_charts(scoped.own, lead, 2, coded_at=at)
    coding(
        chart(scoped.own),
        scoped.user("in_house_coder"),
        [("icd10cm", "I10")],
        party=Party.IN_HOUSE,
        attested_at=at,
    )
    drawn = sample_draw_month(actor=system, month=dt.date(2026, 3, 1))
    assert {(each.coder, each.size, each.spares, each.frame_size) for each in drawn} == {
        (coder, 30, 3, 33),
        (lead, 2, 0, 2),
    }
    assert {(each.drawn_by, each.drawn_for, each.purpose) for each in drawn} == {
        (None, "vendor", "monthly plan")
    }
    assert sample_draw_month(actor=system, month=dt.date(2026, 3, 31)) == []
    assert sample_draw_month(actor=system, month=dt.date(2026, 2, 1)) == []


@pytest.mark.covers("R85")
def test_the_mix_sets_the_sample_beside_the_population(scoped, actor_of):
    coder = scoped.user("vendor_coder")
    coded_charts(scoped.own, coder, 6, specialty="cardiology")
    coded_charts(scoped.own, coder, 2, specialty="dermatology")
    drawn = sample(actor_of("vendor_qa_lead"), 4)
    mix = {row.value: (row.population, row.sample) for row in sample_mix(drawn)}
    assert {value: population for value, (population, _) in mix.items()} == {
        "cardiology": 0.75,
        "dermatology": 0.25,
    }
    assert sum(share for _, share in mix.values()) == 1.0


@pytest.mark.covers("R52")
def test_a_coder_on_probation_is_audited_more(scoped, system):
    """10 of everybody, and a quarter of a newcomer's first 8 charts on top, in the same draw."""
    coder, lead = scoped.user("vendor_coder"), scoped.user("vendor_lead")
    terms = Terms.objects.get()
    terms.sample_size_per_coder, terms.probation_charts = 10, 8
    terms.save()
    at = dt.datetime(2026, 3, 15, 15, tzinfo=dt.UTC)
    for person, joined in ((coder, dt.date(2026, 3, 10)), (lead, dt.date(2025, 1, 1))):
        RosterEntry.objects.create(
            engagement=scoped.own, user=person, side="vendor", joined_on=joined
        )
        coded_charts(scoped.own, person, 20, coded_at=at)
    coded_charts(scoped.own, lead, 8, coded_at=at - dt.timedelta(days=60))
    drawn = sample_draw_month(actor=system, month=dt.date(2026, 3, 1))
    assert {(each.coder, each.size) for each in drawn} == {(coder, 12), (lead, 10)}


@pytest.mark.covers("R60", "R85")
def test_a_draw_by_risk_keeps_its_weights_and_can_be_drawn_again(scoped, charts, actor_of):
    Chart.objects.filter(pk__in=[row.pk for row in charts[:4]]).update(specialty="cardiology")
    risk = workforce.risk(scoped, weight="5")
    lead = actor_of("vendor_qa_lead")
    drawn = sample(lead, 4, spares=3, sample_type="targeted", by_risk=True)
    assert drawn.generator == "sha256-weighted/1"
    kept = dict(drawn.frame.values_list("chart_id", "weight"))
    assert kept == {row.pk: 5 if row in charts[:4] else 1 for row in charts}
    risk.delete()
    Chart.objects.update(specialty="oncology")
    assert sample_check(drawn).holds
    forged(Sample.objects.filter(pk=drawn.pk), generator="sha256-rank/1")
    drawn.refresh_from_db()
    assert not sample_check(drawn).holds


@pytest.mark.covers("R60")
def test_a_random_draw_is_never_by_risk(scoped, charts, actor_of):
    workforce.risk(scoped, specialty=charts[0].specialty)
    lead = actor_of("vendor_qa_lead")
    with pytest.raises(DomainError, match="make a targeted sample"):
        sample(lead, 4, by_risk=True)
    plain = sample(lead, 4)
    assert plain.generator == "sha256-rank/1"
    assert set(plain.frame.values_list("weight", flat=True)) == {None}


def test_the_same_plan_sent_twice_is_one_sample(charts, actor_of):
    lead = actor_of("vendor_qa_lead")
    plan = DrawPlan(name="Week 12", size=3, **PERIOD)
    first = sample_draw(actor=lead, plan=plan)
    assert sample_draw(actor=lead, plan=plan) == first
    assert first.audits.count() == 3
    assert sample_draw(actor=lead, plan=replace(plan, name="Week 12, more")) != first
    assert sample_draw(actor=actor_of("practice_manager"), plan=plan) != first
    Audit.objects.filter(sample=first).update(state="cancelled")
    sample_lock(actor=lead, sample=first)
    assert sample_draw(actor=lead, plan=plan) != first
