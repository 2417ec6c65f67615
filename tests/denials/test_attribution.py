"""Whose a denial is: named by one side, agreed with or disputed by the other, kept for good."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from denials.enums import RootCause
from denials.models import AttributionEntry, Denial
from denials.services import denial_attribution_answer, denial_move, denial_set_root_cause
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.scope import engagement_scope
from engagements.models import StepOwner
from engagements.selectors import actor_for, engagement_today
from tests.factories import denials as make
from tests.factories.charts import coded_chart

pytestmark = pytest.mark.django_db

EVIDENCE = "Modifier 25 is not supported by the note."
GROUNDS = "The note documents a separate service on page 2."
SLUG = {"engagement": "own"}


@pytest.fixture
def analyst(actor_of):
    return actor_of("denial_analyst")


@pytest.fixture
def lead(actor_of):
    return actor_of("vendor_lead")


@pytest.fixture
def denial(scoped):
    coder = scoped.user("vendor_coder")
    chart = coded_chart(scoped.own, coder)
    return make.denial(make.claim(scoped.own, chart=chart, coder=coder))


def named(analyst, denial, cause="coding", **more):
    return denial_set_root_cause(
        actor=analyst, denial=denial, root_cause=cause, evidence=EVIDENCE, **more
    )


def said(denial):
    rows = AttributionEntry.objects.filter(denial=denial).order_by("pk")
    return [(row.word, row.root_cause, row.side, row.text) for row in rows]


PROPOSED = {
    RootCause.CODING: ("vendor", "coding_billing"),
    RootCause.BILLING: ("practice", "billing_payer"),
    RootCause.FRONT_END: ("practice", "intake_coding"),
    RootCause.PROVIDER_DOCUMENTATION: ("practice", "provider_coding"),
    RootCause.PAYER: ("practice", "none"),
}


@pytest.mark.covers("R3")
def test_every_cause_has_an_owner_and_a_handoff(analyst, denial):
    found = {}
    for cause in RootCause:
        named(analyst, denial, cause.value)
        denial.refresh_from_db()
        found[cause] = (denial.owner_side, denial.handoff)
    assert found == PROPOSED


@pytest.mark.covers("R3")
def test_owner_and_handoff_may_be_said_otherwise(analyst, denial):
    named(analyst, denial, owner_side="practice", handoff="provider_coding")
    denial.refresh_from_db()
    assert (denial.root_cause, denial.owner_side, denial.handoff) == (
        "coding",
        "practice",
        "provider_coding",
    )
    for wrong in ({"owner_side": "auditor"}, {"handoff": "by pigeon"}):
        with pytest.raises(DomainError, match="no"):
            named(analyst, denial, "payer", **wrong)


@pytest.mark.covers("R3")
def test_the_owner_of_an_unknown_coders_chart_is_who_owns_the_step(analyst, scoped):
    """Before anybody decided the vendor codes; from a decision on its owner answers."""
    first = make.denial(make.claim(scoped.own))
    named(analyst, first)
    StepOwner.objects.create(
        engagement=scoped.own,
        step="coding",
        side="practice",
        effective_from=engagement_today(scoped.own),
        reason="Taken back.",
    )
    second = make.denial(make.claim(scoped.own))
    named(analyst, second)
    owners = Denial.objects.in_bulk([first.pk, second.pk])
    assert (owners[first.pk].owner_side, owners[second.pk].owner_side) == ("vendor", "practice")


@pytest.mark.covers("R4")
def test_both_sides_are_heard_and_nothing_said_is_lost(analyst, lead, denial):
    named(analyst, denial)
    assert denial.attribution == "pending"
    denial_attribution_answer(actor=lead, denial=denial, agrees=False, text=GROUNDS)
    denial.refresh_from_db()
    assert denial.attribution == "disputed"
    named(analyst, denial, "provider_documentation")
    denial_attribution_answer(actor=lead, denial=denial, agrees=True)
    denial.refresh_from_db()
    assert denial.attribution == "agreed"
    assert said(denial) == [
        ("named", "coding", "practice", EVIDENCE),
        ("disputed", "coding", "vendor", GROUNDS),
        ("named", "provider_documentation", "practice", EVIDENCE),
        ("agreed", "provider_documentation", "vendor", ""),
    ]
    for change in ("UPDATE denials_attributionentry SET text = ''", "DELETE FROM %s"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.replace("%s", "denials_attributionentry"))


@pytest.mark.covers("R4")
def test_the_side_that_named_it_does_not_answer_for_the_other(analyst, actor_of, denial):
    named(analyst, denial)
    for role in ("denial_analyst", "practice_manager"):
        with pytest.raises(NotAllowed, match="other side answers"):
            denial_attribution_answer(actor=actor_of(role), denial=denial, agrees=True)
    for role in ("vendor_coder", "vendor_qa_lead", "independent_auditor"):
        with pytest.raises(NotAllowed):
            denial_attribution_answer(actor=actor_of(role), denial=denial, agrees=True)
    assert len(said(denial)) == 1


@pytest.mark.covers("R4")
def test_where_the_vendor_works_denials_the_practice_answers(analyst, lead, scoped, denial):
    StepOwner.objects.create(
        engagement=scoped.own,
        step="denial",
        side="vendor",
        effective_from=engagement_today(scoped.own),
        reason="Given to the vendor.",
    )
    vendor = actor_for(user=lead.user, engagement=scoped.own)
    practice = actor_for(user=analyst.user, engagement=scoped.own)
    named(vendor, denial, "payer")
    with pytest.raises(NotAllowed, match="other side answers"):
        denial_attribution_answer(actor=vendor, denial=denial, agrees=True)
    denial_attribution_answer(actor=practice, denial=denial, agrees=False, text=GROUNDS)
    assert Denial.objects.get(pk=denial.pk).attribution == "disputed"


def test_a_dispute_needs_grounds_and_an_answer_a_cause(analyst, lead, denial):
    with pytest.raises(DomainError, match="Nobody has named"):
        denial_attribution_answer(actor=lead, denial=denial, agrees=True)
    named(analyst, denial)
    for text in ("", "  no  "):
        with pytest.raises(DomainError, match="needs its grounds"):
            denial_attribution_answer(actor=lead, denial=denial, agrees=False, text=text)
    assert len(said(denial)) == 1


def test_an_answer_to_what_was_named_anew_is_refused(analyst, lead, denial):
    named(analyst, denial)
    read = AttributionEntry.objects.get(denial=denial).pk
    named(analyst, denial, "payer")
    with pytest.raises(StaleState, match="named anew"):
        denial_attribution_answer(actor=lead, denial=denial, agrees=True, naming=read)


def test_the_same_sent_twice_is_said_once(analyst, lead, denial):
    for _ in range(2):
        named(analyst, denial)
    for _ in range(2):
        denial_attribution_answer(actor=lead, denial=denial, agrees=False, text=GROUNDS)
    named(analyst, denial)
    assert [word for word, *_ in said(denial)] == ["named", "disputed"]
    assert Denial.objects.get(pk=denial.pk).attribution == "disputed"


def test_a_cause_from_before_is_entered_with_its_first_answer(analyst, lead, scoped):
    old = make.denial(
        make.claim(scoped.own),
        root_cause="billing",
        root_cause_evidence="Sent twice by the clearing house.",
        root_cause_set_by=analyst.user,
    )
    denial_attribution_answer(actor=lead, denial=old, agrees=True)
    assert [(word, side) for word, _, side, _ in said(old)] == [
        ("named", "practice"),
        ("agreed", "vendor"),
    ]


def test_an_answer_does_not_hold_up_the_work(analyst, lead, denial):
    named(analyst, denial)
    denial_attribution_answer(actor=lead, denial=denial, agrees=False, text=GROUNDS)
    denial_move(actor=analyst, denial=denial, step="appeal")
    assert Denial.objects.get(pk=denial.pk).state == "appeal"


@pytest.mark.covers("R3", "R4")
def test_both_sides_do_it_on_the_denials_page(client_of, world):
    with engagement_scope(world.own.pk):
        coder = world.user("vendor_coder")
        chart = coded_chart(world.own, coder)
        denial = make.denial(make.claim(world.own, chart=chart, coder=coder))
    keys = SLUG | {"denial_id": denial.pk}
    page, answer, cause = (
        reverse(f"denials:{name}", kwargs=keys)
        for name in ("denial_detail", "denial_answer", "denial_root_cause")
    )
    analyst, lead = client_of("denial_analyst"), client_of("vendor_lead")
    work = reverse("engagements:home", kwargs=SLUG)
    analyst.post(cause, {"root_cause": "coding", "evidence": EVIDENCE, "handoff": "coding_qa"})
    assert "Attributions to answer" in lead.get(work).content.decode()
    assert "Attributions to answer" not in analyst.get(work).content.decode()
    shown = lead.get(page).content.decode()
    for words in ("Coding to quality assurance", "Awaits the other side", EVIDENCE, "Dispute"):
        assert words in shown
    refused = lead.post(answer, {"agrees": "no", "text": ""})
    assert (refused.status_code, "needs its grounds" in refused.content.decode()) == (400, True)
    assert lead.post(answer, {"agrees": "no", "text": GROUNDS}).status_code == 302
    shown = analyst.get(page).content.decode()
    assert GROUNDS in shown
    assert answer not in shown
    assert "Attributions disputed" in analyst.get(work).content.decode()
    assert analyst.post(answer, {"agrees": "yes"}).status_code == 403
    listed = reverse("denials:denial_list", kwargs=SLUG)
    found = {
        word: len(analyst.get(listed, {"show": "all", "attribution": word}).context["table"].page)
        for word in ("pending", "agreed", "disputed")
    }
    assert found == {"pending": 0, "agreed": 0, "disputed": 1}


@pytest.mark.covers("R4")
def test_another_system_answers_for_its_side(client_of, world):
    with engagement_scope(world.own.pk):
        denial = make.denial(make.claim(world.own), root_cause="coding")
    url = reverse("denials_api:denial_answer", kwargs=SLUG | {"denial_id": denial.pk})
    sent = {"agrees": False, "text": GROUNDS}
    answer = client_of("vendor_lead").post(url, sent, content_type="application/json")
    assert (answer.status_code, answer.json()["attribution"]) == (200, "disputed")
    again = client_of("denial_analyst").post(url, sent, content_type="application/json")
    assert again.status_code == 403
