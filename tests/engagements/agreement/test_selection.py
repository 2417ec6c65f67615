"""The scorecard of a vendor selection, and the engagement that comes of it."""

import datetime as dt
from decimal import Decimal

import pytest

from engagements.enums.selection import QUESTIONS, REFERENCE_QUESTIONS, Flag, Standing
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.scope import engagement_scope
from engagements.models import Baseline, Engagement, Membership, Organization, Selection
from engagements.selectors import control_actor
from engagements.selectors.selection import candidates_of, scorecard_of, selections_visible
from engagements.services.selection.deciding import selection_abandon, selection_choose
from engagements.services.selection.scoring import (
    candidate_save,
    criterion_score,
    flag_confirm,
    flag_lower,
    reference_record,
    selection_baseline_record,
    selection_save,
)
from tests.factories.world import user

pytestmark = pytest.mark.django_db
CRITERIA = {
    "accuracy",
    "audit_right",
    "turnaround",
    "credentials",
    "queries",
    "reporting",
    "hipaa",
    "references",
    "training",
    "billing",
}


@pytest.fixture
def manager(world):
    return control_actor(world.user("practice_manager"))


@pytest.fixture
def admin(world):
    return control_actor(world.user("platform_admin"))


@pytest.fixture
def selection(world, manager):
    return selection_save(
        actor=manager,
        selection=None,
        organization=world.own.practice,
        title="Orthopedics 2027",
        market_price=Decimal("4.00"),
    )


def candidate_of(actor, selection, name="Second Vendor", **facts):
    return candidate_save(actor=actor, selection=selection, candidate=None, name=name, **facts)


def best(question):
    return next(o.key for o in question.options if o.standing == Standing.MEETS)


def score_all(actor, candidate, **answers):
    for key, question in QUESTIONS.items():
        answer = answers.get(key, best(question))
        criterion_score(actor=actor, candidate=candidate, criterion=key, answer=answer, points=5)


def card(candidate):
    return scorecard_of(candidates_of(candidate.selection).get(pk=candidate.pk))


@pytest.mark.covers("R7")
def test_scorecard_has_the_ten_criteria_with_standard_and_disqualifier():
    assert set(QUESTIONS) == CRITERIA
    for question in QUESTIONS.values():
        standings = {option.standing for option in question.options}
        assert standings == set(Standing)
        assert question.standard


@pytest.mark.covers("R7")
@pytest.mark.parametrize("criterion", sorted(CRITERIA))
def test_any_disqualifier_fails_whatever_the_total(criterion, manager, selection):
    bad = next(o for o in QUESTIONS[criterion].options if o.standing == Standing.DISQUALIFIES)
    candidate = candidate_of(manager, selection)
    score_all(manager, candidate, **{criterion: bad.key})
    found = card(candidate)
    assert (found.verdict, found.points, found.most) == ("fail", 45, 50)
    assert [row.question.criterion.value for row in found.disqualifiers] == [criterion]
    with pytest.raises(DomainError, match="gave a disqualifying answer"):
        selection_choose(actor=manager, candidate=candidate, reason="Cheapest")


@pytest.mark.covers("R7")
def test_verdict_waits_for_all_ten(manager, selection):
    candidate = candidate_of(manager, selection)
    criterion_score(
        actor=manager, candidate=candidate, criterion="hipaa", answer="before", points=4
    )
    found = card(candidate)
    assert (found.verdict, found.answered, found.points) == ("incomplete", 1, 4)
    with pytest.raises(DomainError, match="Only 1 of the 10 criteria"):
        selection_choose(actor=manager, candidate=candidate, reason="In a hurry")
    score_all(manager, candidate)
    assert (card(candidate).verdict, card(candidate).points) == ("pass", 50)


@pytest.mark.covers("R8")
@pytest.mark.parametrize(
    ("criterion", "answer", "flag"),
    [
        ("audit_right", "refused", Flag.REFUSES_AUDIT),
        ("audit_right", "vendor_only", Flag.REFUSES_AUDIT),
        ("references", "other", Flag.NO_REFERENCES),
        ("queries", "informal", Flag.NO_QUERY_PROCESS),
        ("accuracy", "no_method", Flag.NO_METHOD),
        ("turnaround", "verbal", Flag.SLOW_OR_VERBAL),
        ("turnaround", "slow", Flag.SLOW_OR_VERBAL),
        ("reporting", "collections", Flag.NO_AUDIT_REPORTS),
    ],
)
def test_answer_raises_its_red_flag(criterion, answer, flag, manager, selection):
    candidate = candidate_of(manager, selection)
    score_all(manager, candidate, **{criterion: answer})
    assert [(f.flag, f.is_automatic) for f in card(candidate).flags] == [(flag, True)]


@pytest.mark.covers("R8")
@pytest.mark.parametrize(
    ("price", "explanation", "raised"),
    [("2.80", "", True), ("2.81", "", False), ("2.00", "Their own software", False)],
    ids=["thirty-percent", "a-cent-above", "explained"],
)
def test_price_far_below_the_market_is_a_flag(price, explanation, raised, manager, selection):
    candidate = candidate_of(
        manager, selection, price=Decimal(price), price_explanation=explanation
    )
    assert [f.flag for f in card(candidate).flags] == ([Flag.CHEAP] if raised else [])


@pytest.mark.covers("R8")
def test_other_flags_are_confirmed_by_somebody_with_evidence(manager, selection):
    candidate = candidate_of(manager, selection)
    flag_confirm(actor=manager, candidate=candidate, flag="spot_checks", note="QA head said so")
    flag_confirm(actor=manager, candidate=candidate, flag="forces_system", note="In the offer")
    flags = card(candidate).flags
    assert [(f.flag.value, f.because) for f in flags] == [
        ("spot_checks", "QA head said so"),
        ("forces_system", "In the offer"),
    ]
    flag_confirm(
        actor=manager, candidate=candidate, flag="no_audit_reports", note="Asked twice, none came"
    )
    assert [f.flag.value for f in card(candidate).flags] == [
        "spot_checks",
        "no_audit_reports",
        "forces_system",
    ]
    flag_lower(actor=manager, candidate=candidate, flag="no_audit_reports")
    flag_lower(actor=manager, candidate=candidate, flag="spot_checks")
    assert [f.flag.value for f in card(candidate).flags] == ["forces_system"]
    for flag, note in (("spot_checks", " "), ("no_method", "Follows from answers")):
        with pytest.raises(DomainError):
            flag_confirm(actor=manager, candidate=candidate, flag=flag, note=note)


@pytest.mark.covers("R9")
def test_reference_answers_every_scripted_question(manager, selection, today):
    candidate = candidate_of(manager, selection)
    said = dict.fromkeys(REFERENCE_QUESTIONS, "As promised")
    call = {
        "client": "Harbor Clinic",
        "specialty": "orthopedics",
        "spoke_with": "The HIM director",
        "called_on": today,
        "is_current": True,
        "is_similar": True,
    }
    with pytest.raises(DomainError) as refused:
        reference_record(actor=manager, candidate=candidate, answers=said | {"dips": " "}, **call)
    assert refused.value.field == "dips"
    with pytest.raises(DomainError, match="has not come yet"):
        reference_record(
            actor=manager,
            candidate=candidate,
            answers=said,
            **(call | {"called_on": today + dt.timedelta(days=5)}),
        )
    assert card(candidate).lacks_references
    reference_record(actor=manager, candidate=candidate, answers=said, **call)
    reference_record(
        actor=manager, candidate=candidate, answers=said, **(call | {"is_current": False})
    )
    assert (card(candidate).fitting_references, card(candidate).lacks_references) == (1, True)
    again = reference_record(actor=manager, candidate=candidate, answers=said, **call)
    assert candidate.references.filter(client=again.client, is_current=True).count() == 1
    assert card(candidate).lacks_references
    reference_record(
        actor=manager, candidate=candidate, answers=said, **(call | {"client": "Bay Clinic"})
    )
    assert not card(candidate).lacks_references


@pytest.mark.covers("R12")
def test_chosen_vendor_becomes_the_engagement_with_its_baselines(world, manager, admin, selection):
    vendor = world.own.vendor
    assert candidate_of(manager, selection, name="Untied", vendor=vendor).vendor is None
    candidate = candidate_of(admin, selection, name="Own Vendor", vendor=vendor)
    other = candidate_of(manager, selection, name="Third Vendor")
    score_all(manager, candidate)
    score_all(manager, other)
    selection_baseline_record(
        actor=manager,
        selection=selection,
        figure="accuracy",
        kpi="accuracy_encounter",
        value=Decimal("0.91"),
        n=120,
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 6, 30),
        method="Outside audit",
        source="Report",
    )
    made = selection_choose(actor=manager, candidate=candidate, reason="Best references")
    selection.refresh_from_db()
    assert (selection.state, selection.chosen, selection.resulting_engagement) == (
        "decided",
        candidate,
        made,
    )
    assert (made.practice, made.vendor, made.phase) == (world.own.practice, vendor, "draft")
    assert made.selection == selection
    roles = Membership.objects.filter(engagement=made).values_list("user", "role")
    assert list(roles) == [(world.user("practice_manager").pk, "practice_manager")]
    with engagement_scope(made.pk):
        assert list(Baseline.objects.values_list("kpi", "value")) == [
            ("accuracy_encounter", Decimal("0.9100"))
        ]
    with pytest.raises(StaleState):
        selection_choose(actor=manager, candidate=other, reason="Changed our mind")
    with pytest.raises(StaleState):
        criterion_score(
            actor=manager, candidate=other, criterion="hipaa", answer="before", points=1
        )
    assert Engagement.objects.filter(practice=world.own.practice).count() == 2


def test_unregistered_vendor_is_registered_by_the_administrator(manager, admin, selection):
    candidate = candidate_of(manager, selection, name="New Vendor")
    score_all(manager, candidate)
    with pytest.raises(DomainError, match="not registered here yet"):
        selection_choose(actor=manager, candidate=candidate, reason="Best")
    made = selection_choose(actor=admin, candidate=candidate, reason="Best")
    assert made.vendor == Organization.objects.get(name="New Vendor", kind="vendor")
    candidate.refresh_from_db()
    assert candidate.vendor == made.vendor


def test_selection_may_end_with_nobody(manager, selection):
    with pytest.raises(DomainError) as refused:
        selection_abandon(actor=manager, selection=selection, reason="")
    assert refused.value.field == "reason"
    assert selection_abandon(actor=manager, selection=selection, reason="Hired").state == (
        "abandoned"
    )


def test_who_sees_which_selections(world, manager, admin, selection):
    foreign = control_actor(world.foreign_user("practice_manager"))
    assert list(selections_visible(manager)) == [selection]
    assert list(selections_visible(admin)) == [selection]
    assert list(selections_visible(foreign)) == []
    for actor in (foreign, control_actor(world.user("vendor_lead"))):
        with pytest.raises(NotAllowed):
            candidate_of(actor, selection)
    with pytest.raises(NotAllowed):
        selection_save(
            actor=foreign, selection=None, organization=world.own.practice, title="Not ours"
        )


def test_named_lead_of_a_new_practice_may_work_before_any_engagement(world, admin):
    practice = Organization.objects.create(name="New Practice", slug="new", kind="practice")
    lead = user("lead@new.example", practice)
    assert not control_actor(lead).can("selection.manage")
    made = selection_save(
        actor=admin, selection=None, organization=practice, title="First", lead=lead
    )
    assert list(selections_visible(control_actor(lead))) == [made]
    stranger = world.user("provider")
    with pytest.raises(DomainError) as refused:
        selection_save(
            actor=admin, selection=made, organization=practice, title="First", lead=stranger
        )
    assert refused.value.field == "lead"
    assert Selection.objects.get().lead == lead
