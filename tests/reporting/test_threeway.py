"""The vendor's figures beside what others audited and payers denied: never apart by chance."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.metrics import Period
from engagements.kernel.scope import engagement_scope
from engagements.kernel.stats import clopper_pearson
from engagements.models import Terms
from qa.enums import AuditState
from qa.models import Audit
from qa.reports import accuracy_report
from qa.services import audit_agree, sample_lock
from reporting.alerts import overstated_drafts
from reporting.enums import Divergence
from reporting.models import VendorFigure
from reporting.sections.accuracy import accuracy_build
from reporting.selectors.divergence import Limits, divergence
from reporting.selectors.reports import restatements
from reporting.selectors.threeway import ThreeWay
from reporting.services import rollup_refresh_all
from reporting.services.reported import vendorfigure_record
from tests.factories import days
from tests.factories import denials as make_denials
from tests.factories.charts import chart, coding
from tests.qa.factories import coded_charts, sample

MARCH = dt.date(2026, 3, 1)
PERIOD = Period(MARCH, dt.date(2026, 3, 31), "America/New_York", dt.date(2026, 11, 1))
NOON = dt.datetime(2026, 3, 10, 16, 0, tzinfo=dt.UTC)
PAGE = "reporting:threeway"
SLUG = {"engagement": "own"}
SHARES = st.decimals(0, 1, places=4)


@pytest.fixture
def manager(actor_of):
    return actor_of("practice_manager")


@pytest.fixture
def lead(actor_of):
    return actor_of("vendor_lead")


def audits(world, specialty, *, right, wrong, side):
    """Completed audits of random samples on 10 March."""
    coder = world.user("vendor_coder")
    for number in range(right + wrong):
        made = chart(world.own, specialty=specialty, state="coded", coded_at=NOON, coded_by=coder)
        correct = number < right
        Audit.objects.create(
            engagement=world.own,
            chart=made,
            coding=coding(made, coder, [("icd10cm", "I10")], attested_at=NOON),
            coder=coder,
            side=side,
            is_independent=False,
            state=AuditState.COMPLETED,
            specialty=specialty,
            completed_at=NOON,
            encounter_correct=correct,
            reviewer_codes=1,
            coder_codes=1,
            correct_codes=int(correct),
            components_correct=4 if correct else 3,
            components_total=4,
        )


def claims(world, system, specialty, *, passed, denied):
    for number in range(passed + denied):
        made = make_denials.claim(
            world.own, specialty=specialty, adjudicated_on=MARCH, is_first_submission=True
        )
        if number >= passed:
            make_denials.denial(made)
    rollup_refresh_all(actor=system)


def told(actor, value, **fields):
    said = {"month": MARCH, "kpi": "accuracy_encounter", "source": "Report of March"} | fields
    return vendorfigure_record(actor=actor, value=Decimal(value), **said)


def panel(actor):
    return {row.name: row for row in ThreeWay(actor=actor, period=PERIOD).rows}


@pytest.mark.covers("N2", "R91")
def test_three_sides_stand_beside_each_other_by_specialty(scoped, manager, lead, system):
    audits(scoped, "cardiology", right=40, wrong=0, side="vendor")
    audits(scoped, "cardiology", right=30, wrong=10, side="auditor")
    audits(scoped, "oncology", right=9, wrong=1, side="auditor")
    claims(scoped, system, "cardiology", passed=18, denied=2)
    told(lead, "0.99", specialty="cardiology", n=400, method="Second-level review")
    rows = panel(manager)
    assert set(rows) == {"All specialties", "Cardiology", "Oncology"}
    heart = rows["Cardiology"]
    assert (heart.told.text, heart.told.figure.n) == ("99.0%", 400)
    shown = [(each.reading.text, each.n) for each in (heart.own, heart.independent, heart.payers)]
    assert shown == [("100.0%", 40), ("75.0%", 40), ("90.0%", 20)]
    whole = rows["All specialties"]
    assert (whole.told, whole.independent.reading.text, whole.independent.n) == (None, "78.0%", 50)
    exact = clopper_pearson(30, 40, Terms.objects.get().confidence)
    assert heart.independent.limits == Limits(Decimal(str(exact.lower)), Decimal(str(exact.upper)))
    assert heart.word == Divergence.OVERSTATED
    assert [(pair.told_by, pair.against) for pair in heart.apart] == [
        ("The vendor reports", "the independent audit"),
        ("The vendor's QA found", "the independent audit"),
    ]
    assert heart.apart[0].sentence == (
        "The vendor reports 99.0%; the independent audit 61.3% to 85.8%."
    )
    assert (rows["Oncology"].word, rows["Oncology"].pairs) == (Divergence.NO_DATA, [])


@pytest.mark.covers("N2", "R91")
def test_audits_of_a_drawn_sample_have_the_interval_of_the_accuracy_page(
    scoped, manager, actor_of, system
):
    auditor, coder = actor_of("independent_auditor"), scoped.user("vendor_coder")
    coded_charts(scoped.own, coder, 12, specialty="cardiology")
    drawn = sample(auditor, 4, drawn_for="auditor", auditor=auditor.user)
    for audit in drawn.audits.all():
        audit_agree(actor=auditor, audit=audit)
    sample_lock(actor=auditor, sample=drawn)
    today = days.today()
    period = Period(today, today, "America/New_York", today)
    (page,) = [
        row
        for section in accuracy_report(manager, period).sections
        for row in section.rows
        if section.key == "specialty"
    ]
    shown = page.contracted.accuracy.interval
    found = {row.name: row for row in ThreeWay(actor=manager, period=period).rows}["Cardiology"]
    assert (shown.method, found.independent.population) == ("hypergeometric", 12)
    assert found.independent.limits == Limits(Decimal(str(shown.lower)), Decimal(str(shown.upper)))


@pytest.mark.covers("N2")
def test_payers_refute_a_figure_and_never_confirm_one(scoped, manager, lead, system):
    """Ten denied of forty: no more than 88 % can be right, whatever nobody audited."""
    claims(scoped, system, "cardiology", passed=30, denied=10)
    told(lead, "0.99", specialty="cardiology")
    row = panel(manager)["Cardiology"]
    assert [(pair.against, pair.word) for pair in row.pairs] == [
        ("its own QA here", Divergence.NO_DATA),
        ("the independent audit", Divergence.NO_DATA),
        ("claims without a coding denial", Divergence.OVERSTATED),
    ]
    told(lead, "0.50", specialty="cardiology")
    assert panel(manager)["Cardiology"].word == Divergence.COMPATIBLE


@pytest.mark.covers("N2", "R91")
def test_a_small_sample_does_not_accuse(scoped, manager, lead):
    """Six of ten audited right: nine of ten is compatible with it, 99.9 % of 10,000 is not."""
    audits(scoped, "cardiology", right=6, wrong=4, side="auditor")
    told(lead, "0.90", specialty="cardiology", n=10)
    assert panel(manager)["Cardiology"].word == Divergence.COMPATIBLE
    told(lead, "0.999", specialty="cardiology", n=10_000)
    assert panel(manager)["Cardiology"].word == Divergence.OVERSTATED
    told(lead, "0.10", specialty="cardiology")
    assert panel(manager)["Cardiology"].word == Divergence.UNDERSTATED


@pytest.mark.covers("N2")
def test_a_report_that_its_own_audits_refute_is_overstated(scoped, manager, lead):
    audits(scoped, "cardiology", right=30, wrong=10, side="vendor")
    told(lead, "0.985", n=200)
    row = panel(manager)["All specialties"]
    assert [(pair.against, pair.word) for pair in row.apart] == [
        ("its own QA here", Divergence.OVERSTATED)
    ]


@given(st.tuples(SHARES, SHARES), st.tuples(SHARES, SHARES), st.booleans())
def test_two_figures_are_apart_only_where_their_limits_do_not_meet(one, other, higher):
    told_, measured = (Limits(min(pair), max(pair)) for pair in (one, other))
    word = divergence(told_, measured, higher_is_better=higher)
    meet = told_.lower <= measured.upper and measured.lower <= told_.upper
    assert word.is_apart != meet
    back = divergence(measured, told_, higher_is_better=higher)
    swapped = {
        Divergence.OVERSTATED: Divergence.UNDERSTATED,
        Divergence.UNDERSTATED: Divergence.OVERSTATED,
    }
    assert back == swapped.get(word, word)
    assert divergence(None, measured) == divergence(told_, None) == Divergence.NO_DATA


@pytest.mark.covers("R105", "R91")
def test_each_figure_stands_beside_its_own_month(scoped, manager, lead, system):
    claims(scoped, system, "cardiology", passed=18, denied=2)
    told(lead, "0.992", kpi="first_pass_rate", method="Clearinghouse", n=500)
    told(lead, "0.101", kpi="coding_denial_rate", specialty="cardiology")
    told(lead, "0.05", kpi="coding_denial_rate")
    told(lead, "0.95", kpi="turnaround_attainment")
    found = {
        (row.told.kpi.key, row.specialty): (row.measured.reading.text, row.measured.n, row.word)
        for row in ThreeWay(actor=manager, period=PERIOD).reported
    }
    assert found == {
        ("first_pass_rate", "All specialties"): ("90.0%", 20, Divergence.OVERSTATED),
        ("coding_denial_rate", "Cardiology"): ("10.0%", 20, Divergence.COMPATIBLE),
        ("coding_denial_rate", "All specialties"): ("10.0%", 20, Divergence.OVERSTATED),
        ("turnaround_attainment", "All specialties"): ("no data", 0, Divergence.NO_DATA),
    }


@pytest.mark.covers("N2")
def test_a_figure_given_again_takes_the_place_of_the_older_one(scoped, lead, manager):
    first = told(lead, "0.99")
    assert told(manager, "0.99") == first
    second = told(lead, "0.97", method="Second-level review")
    assert second.supersedes == first
    (row,) = ThreeWay(actor=manager, period=PERIOD).reported
    assert row.told.figure == second
    assert set(VendorFigure.objects.all()) == {first, second}
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE reporting_vendorfigure SET value = 1")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"kpi": "charts_coded"}, "no figure that is compared"),
        ({"month": dt.date(2026, 3, 2)}, "not the first day"),
        ({"month": dt.date(2999, 1, 1)}, "is not over"),
        ({"value": "1.2"}, "no share"),
        ({"source": " "}, "no source"),
    ],
    ids=["other-kpi", "no-month", "future", "too-much", "no-source"],
)
def test_a_figure_says_what_when_and_where(scoped, lead, said, says):
    with pytest.raises(DomainError, match=says):
        told(lead, **({"value": "0.9"} | said))
    assert not VendorFigure.objects.exists()


def test_who_audits_and_who_codes_record_no_figure(scoped, actor_of):
    for role in ("vendor_coder", "vendor_auditor", "independent_auditor", "compliance_officer"):
        with pytest.raises(NotAllowed):
            told(actor_of(role), "0.9")


@pytest.mark.covers("N2", "R91")
def test_an_overstated_figure_is_told_to_the_practice(scoped, lead):
    audits(scoped, "cardiology", right=30, wrong=10, side="auditor")
    figure = told(lead, "0.99", specialty="cardiology", n=400)
    told(lead, "0.75")
    now = dt.datetime(2026, 4, 2, 12, tzinfo=dt.UTC)
    (draft,) = overstated_drafts(scoped.own, now)
    assert draft.key == f"vendorfigure:{figure.pk}"
    assert draft.title == (
        "Accuracy: Encounter (all four components correct), March 2026: the vendor reports 99.0%,"
        " measured 75.0%"
    )
    assert set(draft.roles) == {"practice_manager", "compliance_officer"}
    assert list(overstated_drafts(scoped.own, now.replace(month=9))) == []


@pytest.mark.covers("N2", "R107", "R114")
def test_the_report_prints_the_three_sides_once_the_vendor_has_reported(scoped, manager, lead):
    audits(scoped, "cardiology", right=30, wrong=10, side="auditor")
    before = accuracy_build(actor=manager, period=PERIOD)
    assert "What the vendor reports beside" not in printed(before)
    told(lead, "0.99", specialty="cardiology", n=400)
    after = accuracy_build(actor=manager, period=PERIOD)
    row = next(row for row in after["threeway"]["rows"] if row["name"] == "Cardiology")
    assert (row["told"], row["told_n"], row["word"]) == ("99.0%", 400, "overstated")
    assert (row["independent"]["text"], row["independent"]["n"]) == ("75.0%", 40)
    assert "Overstated" in printed(after)
    frozen, now = ({"sections": {"accuracy": values}} for values in (before, after))
    assert restatements(frozen, now) == []
    audits(scoped, "cardiology", right=1, wrong=0, side="auditor")
    later = {"sections": {"accuracy": accuracy_build(actor=manager, period=PERIOD)}}
    words = {change.words for change in restatements(frozen, later)}
    assert "Accuracy audit results, three sides, Cardiology, independent, n" in words


def printed(values):
    return render_to_string("reports/sections/accuracy.html", {"values": values, "charts": {}})


@pytest.fixture
def last_month(world, time_machine):
    time_machine.move_to(dt.datetime(2026, 4, 2, 15, tzinfo=dt.UTC))
    return world


@pytest.mark.covers("N2", "R114")
def test_the_panel_over_the_pages(last_month, client_of):
    with engagement_scope(last_month.own.pk):
        audits(last_month, "cardiology", right=30, wrong=10, side="auditor")
    manager, form = (
        client_of("practice_manager"),
        reverse("reporting:vendorfigure_new", kwargs=SLUG),
    )
    sent = {
        "month": "2026-03-01",
        "kpi": "accuracy_encounter",
        "specialty": "cardiology",
        "value": "99",
        "n": "400",
        "source": "Report of March",
    }
    assert manager.post(form, sent | {"value": "101", "month": "2026-04-01"}).status_code == 400
    assert manager.post(form, sent).status_code == 302
    page = reverse(PAGE, kwargs=SLUG)
    shown = manager.get(page).content.decode()
    for words in ("Overstated", "99.0%", "75.0%", "no method", "Report of March"):
        assert words in shown, words
    fetched = manager.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fetched
    assert "Overstated" in fetched
    assert page in manager.get(reverse("reporting:health", kwargs=SLUG)).content.decode()
    assert client_of("compliance_officer").get(page).status_code == 200
    assert client_of("compliance_officer").get(form).status_code == 403
    for role in ("vendor_coder", "provider", "cdi_coordinator"):
        assert client_of(role).get(page).status_code == 403, role


def test_payers_decisions_are_left_out_for_those_who_may_not_see_claims(last_month, client_of):
    with engagement_scope(last_month.own.pk):
        audits(last_month, "cardiology", right=3, wrong=1, side="auditor")
    shown = client_of("independent_auditor").get(reverse(PAGE, kwargs=SLUG)).content.decode()
    assert "not yours to see" in shown


def test_an_empty_panel_says_what_will_stand_there(last_month, client_of):
    shown = client_of("vendor_lead").get(reverse(PAGE, kwargs=SLUG), {"months": "soon"})
    assert "Nothing to compare yet" in shown.content.decode()


@pytest.mark.parametrize("figures", [1, 3])
def test_the_panel_asks_the_same_number_of_queries(
    last_month, client_of, figures, django_assert_num_queries
):
    with engagement_scope(last_month.own.pk):
        audits(last_month, "cardiology", right=3, wrong=1, side="auditor")
        user = last_month.user("vendor_lead")
        for number in range(figures):
            VendorFigure.objects.create(
                engagement=last_month.own,
                month=MARCH,
                kpi="accuracy_encounter",
                specialty=f"specialty_{number}",
                value=Decimal("0.9"),
                source="Report",
                recorded_by=user,
            )
    client = client_of("practice_manager")
    client.get(reverse(PAGE, kwargs=SLUG))
    with django_assert_num_queries(17):
        client.get(reverse(PAGE, kwargs=SLUG))
