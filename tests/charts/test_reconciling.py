"""Both answers of parallel coding: shown when both are in, settled with a reason, told daily."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from charts.comparison import Component, Line, compare
from charts.comparison.wording import both_say
from charts.models import ParallelSettlement
from charts.parallel_work import drafts, settled
from charts.selectors.code_agreement import NO_VISIT, shared_codes, visit_levels
from charts.selectors.parallel import parallel_agreement
from charts.selectors.reconciling import day_rows, pair_of, pairs_between, reasons, shares
from charts.services.reconciling import disagreement_settle
from engagements.enums import Phase
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.scope import engagement_scope
from engagements.models import AccessLog, Engagement
from engagements.services import membership_grant
from tests.factories.charts import chart, coding, work_item
from tests.qa.factories import one_audit

pytestmark = pytest.mark.django_db

SLUG = {"engagement": "own"}
DX = ("icd10cm", "I10")
VISIT = {"99213": ("cpt", "99213", [], 1, [1]), "99214": ("cpt", "99214", [], 1, [1])}
NOTE = "The note documents two stable chronic problems."
NOON = dt.time(12, tzinfo=dt.UTC)


def at(day):
    return dt.datetime.combine(day, NOON)


def answer(world, made, party, code, moment):
    role = {"vendor": "vendor_coder", "in_house": "in_house_coder"}[party]
    return coding(made, world.user(role), [DX, VISIT[code]], attested_at=moment, party=party)


def doubled(world, vendor="99213", in_house="99214", *, day=None, **fields):
    """A chart that both sides coded; without a code a side has not answered yet."""
    made = chart(world.own, **fields)
    work_item(made, state="done")
    work_item(made, side="practice", kind="parallel", state="done")
    moment = at(day) if day else timezone.now()
    for party, code in (("vendor", vendor), ("in_house", in_house)):
        if code:
            answer(world, made, party, code, moment)
    return made


@pytest.fixture
def manager(actor_of):
    return actor_of("practice_manager")


def settle(actor, made, **said):
    values = {"right": "in_house", "reason": "coder", "note": NOTE} | said
    return disagreement_settle(actor=actor, chart=made, **values)


@pytest.mark.covers("R117")
def test_a_chart_is_shown_once_both_sides_have_answered(scoped, manager, today):
    both, one = doubled(scoped), doubled(scoped, in_house="")
    assert [pair.chart for pair in pairs_between(manager, today, today)] == [both]
    assert pair_of(manager, one) is None
    answer(scoped, one, "in_house", "99213", timezone.now())
    assert pair_of(manager, one).agrees


@pytest.mark.covers("R117", "R122")
def test_the_report_counts_as_the_gate_does(scoped, manager):
    monday = dt.date(2026, 3, 2)
    tuesday = monday + dt.timedelta(days=1)
    doubled(scoped, "99213", "99213", day=monday)
    first, _open = doubled(scoped, day=monday), doubled(scoped, day=tuesday)
    settle(manager, first, reason="guideline")
    pairs = pairs_between(manager, monday, tuesday)
    assert [(r.day, r.charts, r.agreed, r.settled, r.open) for r in day_rows(pairs)] == [
        (tuesday, 1, 0, 0, 1),
        (monday, 2, 1, 1, 0),
    ]
    found = {share.label: (share.n, share.agreed) for share in shares(pairs, 0.9)}
    assert found == {
        "Every component": (3, 1),
        "Procedure": (3, 1),
        "Diagnosis": (3, 3),
        "Modifier": (3, 3),
        "Linkage": (3, 3),
    }
    gate = parallel_agreement(scoped.own)
    assert (gate.n, gate.agreed) == found["Every component"]
    assert reasons(pairs) == [("guideline", 1)]
    assert pairs_between(manager, tuesday, tuesday)[0].failed == {Component.PROCEDURE}


def coded_by_both(world, in_house, vendor):
    """A chart with these lines by each side."""
    made = doubled(world, vendor="", in_house="")
    for party, role, lines in (
        ("in_house", "in_house_coder", in_house),
        ("vendor", "vendor_coder", vendor),
    ):
        coding(made, world.user(role), lines, attested_at=timezone.now(), party=party)


@pytest.mark.covers("N5")
def test_codes_are_compared_as_sets_and_visit_levels_beyond_chance(scoped, manager, today):
    """Worked by hand. Levels: 213/213, 214/214, 214/213 and 215/none of four visits, so 2/4
    observed and (1*2 + 2*1)/16 by chance: kappa is (8 - 4)/(16 - 4).
    """
    pain, joint = ("icd10cm", "M25.561"), ("cpt", "20610", [], 1, [1])
    established = ("cpt", "99215", [], 1, [1])
    coded_by_both(scoped, [DX, VISIT["99213"]], [DX, VISIT["99213"]])
    coded_by_both(scoped, [DX, VISIT["99214"]], [DX, VISIT["99214"], joint])
    coded_by_both(scoped, [DX, pain, VISIT["99214"]], [DX, VISIT["99213"]])
    coded_by_both(scoped, [DX, established, joint], [DX, joint, joint])
    coded_by_both(scoped, [pain], [pain])
    pairs = pairs_between(manager, today, today)
    found = {row.label: (row.charts, row.both, row.either) for row in shared_codes(pairs)}
    assert found == {"All codes": (5, 8, 13), "Procedures": (4, 3, 7), "Diagnoses": (5, 5, 6)}
    _, procedures, diagnoses = shared_codes(pairs)
    assert procedures.mean == pytest.approx((1 + 1 / 2 + 0 + 1 / 2) / 4)
    assert diagnoses.mean == pytest.approx((4 + 1 / 2) / 5)
    assert diagnoses.share == pytest.approx(5 / 6)
    visits = visit_levels(pairs)
    assert (visits.agreement.n, visits.agreement.observed) == (4, 0.5)
    assert visits.agreement.expected == 0.25
    assert visits.agreement.kappa == pytest.approx(1 / 3)
    assert visits.differing == [(("99214", "99213"), 1), (("99215", NO_VISIT), 1)]


@pytest.mark.covers("N5")
def test_nothing_is_said_of_codes_that_nobody_gave(scoped, manager, today, client_of):
    coded_by_both(scoped, [DX], [DX])
    pairs = pairs_between(manager, today, today)
    (_, procedures, _), visits = shared_codes(pairs), visit_levels(pairs)
    assert (procedures.charts, procedures.share, procedures.mean) == (0, None, None)
    assert (visits.agreement, visits.differing) == (None, [])


@pytest.mark.covers("N5")
def test_the_report_says_how_far_codes_and_levels_agree(client_of, world):
    with engagement_scope(world.own.pk):
        doubled(world)
        doubled(world, "99213", "99213")
    shown = client_of("practice_manager").get(reverse("charts:parallel", kwargs=SLUG))
    text = " ".join(strip_tags(shown.content.decode().replace("<", " <")).split())
    assert "All codes 2 5 3 60.0% 66.7%" in text
    assert "Same level 50.0% Expected by chance 50.0% Cohen's kappa 0.00" in text
    assert "99214 99213 1" in text


@pytest.mark.covers("R122")
def test_a_chart_belongs_to_the_day_of_its_second_answer_in_the_engagements_zone(scoped, manager):
    """The contract's day in New York: three in the morning UTC is the evening before."""
    made = doubled(scoped, vendor="", day=dt.date(2026, 3, 2))
    answer(scoped, made, "vendor", "99213", dt.datetime(2026, 3, 5, 3, tzinfo=dt.UTC))
    day = dt.date(2026, 3, 4)
    assert [pair.day for pair in pairs_between(manager, day, day)] == [day]
    for other in (dt.date(2026, 3, 2), dt.date(2026, 3, 5)):
        assert pairs_between(manager, other, other) == []


@pytest.mark.covers("R117")
def test_a_disagreement_is_settled_by_somebody_who_gave_no_answer(scoped, manager, actor_of):
    made = doubled(scoped)
    in_house = scoped.user("in_house_coder")
    membership_grant(actor=None, engagement=scoped.own, user=in_house, role="cdi_coordinator")
    with pytest.raises(NotAllowed, match="does not decide"):
        settle(actor_of("in_house_coder"), made)
    for role in ("vendor_lead", "vendor_qa_lead", "vendor_coder", "denial_analyst"):
        with pytest.raises(NotAllowed):
            settle(actor_of(role), made)
    row = settle(manager, made)
    assert (row.vendor_coding.party, row.in_house_coding.party) == ("vendor", "in_house")
    assert pair_of(manager, made).settlement == row


@pytest.mark.covers("R117")
def test_the_last_word_counts_and_the_earlier_ones_stay(scoped, manager, actor_of):
    made = doubled(scoped)
    first = settle(manager, made)
    assert settle(manager, made) == first
    last = settle(actor_of("cdi_coordinator"), made, right="both", reason="guideline")
    assert pair_of(manager, made).settlement == last
    assert list(ParallelSettlement.objects.all()) == [first, last]
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE charts_parallelsettlement SET note = ''")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"right": "mine"}, "which answer is right"),
        ({"reason": "mood"}, "why the answers differ"),
        ({"note": "  "}, "needs its words"),
    ],
    ids=["no-such-answer", "no-such-reason", "no-words"],
)
def test_a_settlement_says_all_of_it(scoped, manager, said, says):
    with pytest.raises(DomainError, match=says):
        settle(manager, doubled(scoped), **said)


def test_there_is_nothing_to_settle_where_sides_agree_or_one_is_missing(scoped, manager):
    with pytest.raises(DomainError, match="agree"):
        settle(manager, doubled(scoped, "99213", "99213"))
    with pytest.raises(DomainError, match="not been coded by both"):
        settle(manager, doubled(scoped, in_house=""))


@pytest.mark.covers("R117")
def test_whoever_is_to_audit_a_chart_blind_sees_neither_answer(scoped, actor_of, today):
    """The vendor's QA lead may compare, but not what waits for their own blind audit."""
    lead = actor_of("vendor_qa_lead")
    made = doubled(scoped, state="coded", coded_at=timezone.now())
    assert [pair.chart for pair in pairs_between(lead, today, today)] == [made]
    one_audit(lead)
    assert pairs_between(lead, today, today) == []
    assert pair_of(lead, made) is None
    assert pair_of(actor_of("practice_manager"), made) is not None


@pytest.mark.covers("R122")
def test_each_day_that_is_over_is_told_until_it_is_settled(scoped, manager, today):
    now = timezone.now()
    yesterday = today - dt.timedelta(days=1)
    made = doubled(scoped, day=yesterday)
    doubled(scoped, "99213", "99213", day=yesterday)
    doubled(scoped)
    assert list(drafts(scoped.own, now)) == []
    Engagement.objects.update(phase=Phase.SHADOW)
    scoped.own.refresh_from_db()
    (told,) = drafts(scoped.own, now)
    assert told.title == f"Shadow coding of {yesterday}: 1 of 1 disagreements not settled"
    assert set(told.roles) == {
        "practice_manager",
        "cdi_coordinator",
        "vendor_lead",
        "vendor_qa_lead",
    }
    assert (settled(scoped.own, now).passed, settled(scoped.own, now).figure) == (False, "2")
    settle(manager, made)
    assert list(drafts(scoped.own, now)) == []


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (Line("cpt", "99214"), None, ("99214", "not coded")),
        (None, Line("cpt", "20610"), ("not coded", "20610")),
        (
            Line("cpt", "99214", modifiers=("25",)),
            Line("cpt", "99214"),
            ("99214 with 25", "99214 without a modifier"),
        ),
        (
            Line("cpt", "97110", units=Decimal(2)),
            Line("cpt", "97110", units=Decimal(3)),
            ("97110, 2 units", "97110, 3 units"),
        ),
        (Line("cpt", "99214"), Line("cpt", "99213"), ("99214", "99213")),
    ],
    ids=["missed", "extra", "modifier", "units", "wrong-code"],
)
def test_a_difference_takes_neither_side(one, other, said):
    (difference,) = compare([one] if one else [], [other] if other else []).differences
    assert both_say(difference, first={}, second={}) == said


@pytest.mark.covers("R117", "R122")
def test_the_report_and_the_settling_over_the_pages(client_of, world):
    with engagement_scope(world.own.pk):
        made = doubled(world)
        chart(world.own)
    report = reverse("charts:parallel", kwargs=SLUG)
    page = reverse("charts:parallel_chart", kwargs=SLUG | {"chart_id": made.pk})
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    shown = lead.get(report).content.decode()
    for words in (made.encounter_ref, "99213", "99214", "to settle", "Every component"):
        assert words in shown
    assert "What decides it" not in lead.get(page).content.decode()
    assert "What decides it" in manager.get(page).content.decode()
    assert lead.post(page, {}).status_code == 403
    assert manager.post(page, {"right": "in_house", "reason": "coder"}).status_code == 400
    sent = {"right": "in_house", "reason": "documentation", "note": NOTE}
    assert manager.post(page, sent).status_code == 302
    assert NOTE in lead.get(page).content.decode()
    lines = list(csv.reader(io.StringIO(manager.get(report, {"export": "csv"}).content.decode())))
    assert len(lines) == 2
    assert lines[1][1] == made.encounter_ref
    assert lines[1][7:12] == ["99214", "99213", "in_house", "documentation", NOTE]
    for role in ("vendor_coder", "in_house_coder", "denial_analyst", "provider"):
        assert client_of(role).get(report).status_code == 403, role
    with engagement_scope(world.own.pk):
        assert AccessLog.objects.filter(action="parallel.view", object_id=made.pk).exists()


def test_an_empty_report_says_what_will_stand_there(client_of):
    client = client_of("compliance_officer")
    url = reverse("charts:parallel", kwargs=SLUG)
    assert "coded twice, blindly" in client.get(url).content.decode()
    for wrong in ({"first": "soon"}, {"first": "2026-03-02", "last": "2026-03-01"}):
        assert client.get(url, wrong).status_code == 400, wrong


@pytest.mark.parametrize("rows", [1, 3])
def test_the_report_asks_the_same_number_of_queries(
    client_of, world, rows, django_assert_num_queries
):
    client = client_of("practice_manager")
    url = reverse("charts:parallel", kwargs=SLUG)
    client.get(url)
    with engagement_scope(world.own.pk):
        for _ in range(rows):
            doubled(world)
    with django_assert_num_queries(13):
        assert client.get(url).status_code == 200
