"""A rollback reroutes open work at once; an attestation at that moment wins or is told."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.models import Chart, Coding, WorkItem
from charts.services import charts_release, coding_attest, workitem_next
from charts.services.codings import LineInput, coding_save_draft, coding_start
from charts.services.rerouting import work_settle
from engagements.enums.transition import ArmKey
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, RollbackProposal, StateEvent
from engagements.selectors import actor_for, engagement_today
from engagements.selectors.trials import arm_of
from engagements.services.phases import Acknowledgement, phase_change
from engagements.services.rollback import rollback_accept, rollback_propose
from engagements.services.trials import (
    ArmPlan,
    challenge_end,
    challenge_plan,
    challenge_start,
    pilot_plan,
)
from tests.factories import days
from tests.factories.charts import chart, work_item
from tests.factories.world import user

LINES = [LineInput("icd10cm", "I10"), LineInput("cpt", "99213", pointers=(1,))]


def accept(actor):
    proposal = RollbackProposal.objects.filter(state="proposed").first()
    proposal = proposal or rollback_propose(actor=actor, reason="Out of bounds")
    return rollback_accept(actor=actor, proposal=proposal, reason="Agreed with the board")


def resume(actor):
    return phase_change(
        actor=actor,
        move="resume",
        reason="Corrective action proven",
        override_reason="Proven on a sample of 60 charts",
        acknowledgement=Acknowledgement("Morgan Hale", "COO"),
    )


@pytest.mark.django_db
@pytest.mark.covers("R119")
def test_accepting_takes_all_open_work_in_house_and_resuming_gives_it_back(scoped, actor_of):
    manager, coder, in_house = map(actor_of, ("practice_manager", "vendor_coder", "in_house_coder"))
    open_, pending, done = (chart(scoped.own) for _ in range(3))
    work_item(open_)
    work_item(pending, state="pending", pending_reason="Query open")
    work_item(done, state="done")
    leased = chart(scoped.own, urgency="urgent", due_at=timezone.now())
    work_item(leased, priority=9)
    assert workitem_next(actor=coder).chart_id == leased.pk
    draft = coding_start(actor=coder, chart=leased)
    change = accept(manager)
    assert (change.source, change.target) == ("live", "rolled_back")
    assert Engagement.objects.get(pk=scoped.own.pk).phase == "rolled_back"
    found = WorkItem.objects.order_by("pk").values_list("side", "state", "rerouted_from")
    assert list(found) == [
        ("practice", "open", "vendor"),
        ("practice", "pending", "vendor"),
        ("vendor", "done", ""),
        ("practice", "open", "vendor"),
    ]
    leased.refresh_from_db()
    assert leased.state == "ready"
    draft.refresh_from_db()
    assert (draft.state, draft.party) == ("draft", "vendor")
    assert (
        StateEvent.objects.filter(transition="reroute", reason="Agreed with the board").count() == 3
    )
    with pytest.raises(StaleState):
        coding_save_draft(actor=coder, coding=draft, lines=LINES, documentation_reviewed=True)
    assert workitem_next(actor=coder) is None
    kept = workitem_next(actor=in_house)
    assert kept.chart_id == leased.pk
    resume(manager)
    after = WorkItem.objects.order_by("pk").values_list("side", "state", "rerouted_from")
    assert list(after) == [
        ("vendor", "open", ""),
        ("vendor", "pending", ""),
        ("vendor", "done", ""),
        ("practice", "leased", "vendor"),
    ]


@pytest.mark.django_db
def test_new_charts_and_stragglers_go_in_house_after_a_rollback(scoped, actor_of, system):
    manager = actor_of("practice_manager")
    waiting = chart(scoped.own, state="waiting", due_at=None)
    accept(manager)
    straggler = work_item(chart(scoped.own))
    charts_release(actor=system, chart_ids=[waiting.pk])
    assert set(WorkItem.objects.filter(chart=waiting).values_list("side", flat=True)) == {
        "practice"
    }
    system.engagement.refresh_from_db()
    assert (work_settle(actor=system), work_settle(actor=system)) == (1, 0)
    straggler.refresh_from_db()
    assert straggler.side == "practice"


@pytest.mark.django_db
def test_what_the_practice_holds_already_is_not_doubled(scoped, actor_of):
    both = chart(scoped.own)
    work_item(both)
    work_item(both, side="practice", kind="parallel")
    accept(actor_of("practice_manager"))
    found = WorkItem.objects.order_by("pk").values_list("side", "kind", "state")
    assert list(found) == [("vendor", "code", "cancelled"), ("practice", "code", "open")]


@pytest.mark.django_db
def test_only_the_practice_manager_decides(scoped, actor_of):
    proposal = rollback_propose(actor=actor_of("compliance_officer"), reason="Pattern")
    with pytest.raises(NotAllowed):
        rollback_accept(actor=actor_of("vendor_lead"), proposal=proposal, reason="no")
    with pytest.raises(DomainError, match="Say why"):
        rollback_accept(actor=actor_of("practice_manager"), proposal=proposal, reason=" ")


@pytest.mark.django_db
@pytest.mark.covers("R10")
def test_a_pilot_before_go_live_sends_only_its_charts_to_the_vendor(scoped, actor_of, system):
    Engagement.objects.filter(pk=scoped.own.pk).update(phase="documentation")
    manager = actor_of("practice_manager")
    today = engagement_today(scoped.own)
    pilot = pilot_plan(
        actor=manager,
        name="Cardiology",
        starts_on=today - dt.timedelta(days=1),
        specialty="cardiology",
    )
    assert (pilot.ends_on - pilot.starts_on).days == 14
    inside = chart(scoped.own, state="waiting", specialty="cardiology")
    outside = chart(scoped.own, state="waiting", specialty="orthopedics")
    charts_release(actor=system, chart_ids=[inside.pk, outside.pk])
    sides = dict(WorkItem.objects.values_list("chart__specialty", "side"))
    assert sides == {"cardiology": "vendor", "orthopedics": "practice"}


@pytest.fixture
def challenge(scoped, actor_of):
    from engagements.models import Membership

    second = user("second_coder@own.example", scoped.own.vendor)
    Membership.objects.create(engagement=scoped.own, user=second, role="vendor_coder")
    lead = actor_of("vendor_lead")
    today = days.today()
    made = challenge_plan(
        actor=lead,
        name="Two teams",
        specialty="cardiology",
        share=Decimal("0.400"),
        starts_on=today - dt.timedelta(days=2),
        ends_on=today + dt.timedelta(days=30),
        champion=ArmPlan("Team one", [scoped.user("vendor_coder")]),
        challenger=ArmPlan("Team two", [second]),
        seed="b1a5",
    )
    challenge_start(actor=lead, challenge=made)
    return made, lead, actor_for(user=second, engagement=scoped.own)


@pytest.mark.django_db
@pytest.mark.covers("N14")
def test_arms_follow_the_seed_and_next_chart_honours_them(challenge, scoped, actor_of, system):
    made, lead, second = challenge
    ids = [
        chart(scoped.own, state="waiting", specialty=specialty).pk
        for specialty in ["cardiology"] * 30 + ["orthopedics"]
    ]
    charts_release(actor=system, chart_ids=ids)
    items = WorkItem.objects.select_related("chart", "arm")
    assert {item.arm for item in items.filter(chart__specialty="orthopedics")} == {None}
    said = {
        item.chart.encounter_ref: item.arm.key
        for item in items.filter(chart__specialty="cardiology")
    }
    assert said == {ref: arm_of(made.seed, made.share, ref) for ref in said}
    assert set(said.values()) == {ArmKey.CHAMPION, ArmKey.CHALLENGER}
    taken = workitem_next(actor=second)
    assert taken.arm_id is None or taken.arm.key == ArmKey.CHALLENGER
    mine = actor_of("vendor_coder")
    WorkItem.objects.filter(arm=None).delete()
    WorkItem.objects.filter(arm__key="champion").update(state="done", done_at=timezone.now())
    assert workitem_next(actor=mine) is None
    challenge_end(actor=lead, challenge=made, conclusion="No difference shown")
    assert workitem_next(actor=mine).arm.key == ArmKey.CHALLENGER


@pytest.mark.covers("N14")
@given(
    seed=st.text("0123456789abcdef", min_size=32, max_size=32),
    refs=st.lists(st.text(min_size=1, max_size=20), min_size=200, max_size=200, unique=True),
)
@settings(max_examples=15)
def test_the_split_is_fixed_and_near_its_share(seed, refs):
    share = Decimal("0.300")
    first = [arm_of(seed, share, ref) for ref in refs]
    assert first == [arm_of(seed, share, ref) for ref in reversed(refs)][::-1]
    assert 20 <= first.count(ArmKey.CHALLENGER) <= 105


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("R119")
@pytest.mark.parametrize("head_start", ["rollback first", "attestation first"])
def test_attesting_while_the_work_is_rerouted_wins_whole_or_not_at_all(world, head_start):
    """Two connections: whoever locks the chart first wins; the other one sees it."""
    with engagement_transaction(world.own.pk):
        coder = actor_for(user=world.user("vendor_coder"), engagement=world.own)
        manager = actor_for(user=world.user("practice_manager"), engagement=world.own)
        made = chart(world.own)
        work_item(made)
        workitem_next(actor=coder)
        draft = coding_start(actor=coder, chart=made)
        coding_save_draft(actor=coder, coding=draft, lines=LINES, documentation_reviewed=True)
        proposal = rollback_propose(actor=manager, reason="Out of bounds")
    jobs = {
        "rollback": lambda: rollback_accept(actor=manager, proposal=proposal, reason="Yes"),
        "attestation": lambda: coding_attest(actor=coder, coding=Coding.objects.get(pk=draft.pk)),
    }
    first = head_start.split(maxsplit=1)[0]
    second = next(name for name in jobs if name != first)
    holds, said = threading.Event(), {}

    def leads():
        with engagement_transaction(world.own.pk):
            jobs[first]()
            holds.set()
            # The other one runs into the lock held here, then this transaction commits.
            wait_until_blocked()
        connection.close()

    def follows():
        holds.wait(30)
        try:
            with engagement_transaction(world.own.pk):
                jobs[second]()
                said[second] = "done"
        except StaleState:
            said[second] = "told"
        finally:
            connection.close()

    threads = [threading.Thread(target=leads), threading.Thread(target=follows)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with engagement_transaction(world.own.pk):
        item = WorkItem.objects.get()
        state = Coding.objects.get(pk=draft.pk).state
        charted = Chart.objects.get().state
    if first == "rollback":
        assert said == {"attestation": "told"}
        assert (item.side, item.state, state, charted) == ("practice", "open", "draft", "ready")
    else:
        assert said == {"rollback": "done"}
        assert (item.side, item.state, state, charted) == ("vendor", "done", "attested", "coded")


def wait_until_blocked():
    """Until another connection waits for a lock."""
    stop = threading.Event()
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        stop.wait(0.05)
    raise AssertionError("nobody ran into the lock")
