"""Taking, putting back and assigning work."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from charts.models import Chart, WorkItem
from charts.selectors.turns import work_times
from charts.services import (
    workitem_next,
    workitem_release,
    workitem_take,
    workitems_assign,
)
from engagements.kernel.errors import DomainError, GateClosed, NotAllowed, StaleState
from engagements.kernel.scope import engagement_transaction
from engagements.models import BusinessAssociateAgreement, StateEvent
from engagements.selectors import actor_for
from engagements.services import membership_grant
from tests.factories import charts as make
from tests.factories import days
from tests.factories.world import user


def item(world, **fields) -> WorkItem:
    chart = make.chart(world.own)
    return make.work_item(chart, **fields)


def another_coder(world, number: int = 2, organization=None):
    person = user(f"coder{number}@own.example", organization or world.own.vendor)
    membership_grant(actor=None, engagement=world.own, user=person, role="vendor_coder")
    return person


@pytest.mark.covers("R53")
def test_the_next_chart_is_the_most_urgent_then_the_one_due_first(scoped, actor_of):
    now = timezone.now()
    later = item(scoped, due_at=now + dt.timedelta(hours=5))
    sooner = item(scoped, due_at=now + dt.timedelta(hours=4))
    undated = item(scoped, due_at=None)
    urgent = item(scoped, due_at=now + dt.timedelta(hours=9), priority=100)
    coder = actor_of("vendor_coder")
    order = []
    for _ in range(4):
        taken = workitem_next(actor=coder)
        order.append(taken)
        WorkItem.objects.filter(pk=taken.pk).update(state="done")
    assert order == [urgent, sooner, later, undated]
    assert workitem_next(actor=coder) is None


@pytest.mark.covers("R53")
def test_taking_the_next_chart_leases_it_and_begins_the_chart(scoped, actor_of):
    coder = actor_of("vendor_coder")
    open_item = item(scoped)
    before = timezone.now()
    taken = workitem_next(actor=coder)
    assert taken == open_item
    assert (taken.state, taken.assignee_id) == ("leased", coder.user_id)
    lease = work_times(scoped.own).lease
    assert before + lease <= taken.leased_until <= timezone.now() + lease
    assert taken.started_at is not None
    assert taken.chart.state == "in_coding"
    events = StateEvent.objects.values_list("model", "object_id", "source", "target", "actor_id")
    assert set(events) == {
        ("charts.WorkItem", taken.pk, "open", "leased", coder.user_id),
        ("charts.Chart", taken.chart_id, "ready", "in_coding", coder.user_id),
    }


def test_asking_twice_gives_the_chart_one_holds(scoped, actor_of):
    coder = actor_of("vendor_coder")
    item(scoped)
    item(scoped)
    first = workitem_next(actor=coder)
    assert workitem_next(actor=coder) == first
    assert WorkItem.objects.filter(state="leased").count() == 1
    assert StateEvent.objects.count() == 2


def test_a_lease_that_ran_out_is_void(scoped, actor_of):
    absent = another_coder(scoped)
    past = timezone.now() - dt.timedelta(minutes=1)
    stuck = item(scoped, state="leased", assignee=absent, leased_until=past)
    coder = actor_of("vendor_coder")
    assert workitem_next(actor=coder) == stuck
    stuck.refresh_from_db()
    assert stuck.assignee_id == coder.user_id


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "pending"},
        {"state": "done"},
        {"state": "cancelled"},
        {"side": "practice"},
        {"kind": "second_review"},
    ],
    ids=["held by a query", "done", "cancelled", "of the other side", "for a reviewer"],
)
def test_what_is_not_the_coders_to_code_is_not_given(scoped, actor_of, fields):
    item(scoped, **fields)
    assert workitem_next(actor=actor_of("vendor_coder")) is None


def test_work_assigned_to_somebody_is_given_to_nobody_else(scoped, actor_of):
    theirs = item(scoped, assignee=another_coder(scoped))
    assert workitem_next(actor=actor_of("vendor_coder")) is None
    mine = item(scoped, assignee=scoped.user("vendor_coder"))
    assert workitem_next(actor=actor_of("vendor_coder")) == mine
    theirs.refresh_from_db()
    assert theirs.state == "open"


@pytest.mark.covers("R13")
def test_the_gate_keeps_the_worklist_shut(scoped, actor_of):
    item(scoped)
    yesterday = days.today() - dt.timedelta(days=1)
    BusinessAssociateAgreement.objects.update(terminated_on=yesterday)
    with pytest.raises(GateClosed):
        workitem_next(actor=actor_of("vendor_coder"))
    assert WorkItem.objects.get().state == "open"


@pytest.mark.parametrize("role", ["vendor_auditor", "provider", "practice_manager", "vendor_lead"])
def test_who_does_not_code_gets_no_chart(scoped, actor_of, role):
    item(scoped)
    with pytest.raises(NotAllowed):
        workitem_next(actor=actor_of(role))


@pytest.mark.covers("R53")
def test_a_chart_goes_back_with_a_reason(scoped, actor_of):
    coder = actor_of("vendor_coder")
    item(scoped)
    taken = workitem_next(actor=coder)
    with pytest.raises(DomainError, match="Say why"):
        workitem_release(actor=coder, item=taken, reason="")
    workitem_release(actor=coder, item=taken, reason="Scanned pages are missing")
    taken.refresh_from_db()
    assert (taken.state, taken.assignee_id, taken.leased_until) == ("open", None, None)
    assert Chart.objects.get().state == "ready"
    reasons = StateEvent.objects.filter(reason="Scanned pages are missing")
    assert set(reasons.values_list("model", flat=True)) == {"charts.Chart", "charts.WorkItem"}


def test_a_coder_cannot_put_back_what_another_holds(scoped, actor_of):
    theirs = item(scoped, state="leased", assignee=another_coder(scoped))
    with pytest.raises(NotAllowed):
        workitem_release(actor=actor_of("vendor_coder"), item=theirs, reason="mine now")
    workitem_release(actor=actor_of("vendor_lead"), item=theirs, reason="on leave")
    theirs.refresh_from_db()
    assert theirs.state == "open"


def test_an_assigned_chart_can_be_taken_and_nobody_elses(scoped, actor_of):
    coder = actor_of("vendor_coder")
    mine = item(scoped, assignee=coder.user)
    taken = workitem_take(actor=coder, item=mine)
    assert (taken.state, taken.chart.state) == ("leased", "in_coding")
    assert workitem_take(actor=coder, item=mine).state == "leased"
    with pytest.raises(NotAllowed):
        workitem_take(actor=coder, item=item(scoped, assignee=another_coder(scoped)))


def test_a_chart_with_an_open_query_cannot_be_taken(scoped, actor_of):
    coder = actor_of("vendor_coder")
    held = item(scoped, assignee=coder.user, state="pending")
    with pytest.raises(DomainError, match="query"):
        workitem_take(actor=coder, item=held)


@pytest.mark.covers("R2")
def test_a_lead_assigns_in_bulk_and_only_their_own_sides_work(scoped, actor_of):
    coder = scoped.user("vendor_coder")
    open_item, leased = item(scoped), item(scoped, state="leased", assignee=another_coder(scoped))
    practice, done = item(scoped, side="practice"), item(scoped, state="done")
    moved = workitems_assign(
        actor=actor_of("vendor_lead"),
        items=[open_item, leased, practice, done],
        assignee=coder,
        reason="Backlog",
    )
    assert moved == 2
    assigned = WorkItem.objects.filter(assignee=coder, state="open")
    assert set(assigned) == {open_item, leased}


@pytest.mark.covers("R2")
def test_work_is_only_assigned_to_coders_of_ones_side(scoped, actor_of):
    with pytest.raises(DomainError, match="does not code"):
        workitems_assign(
            actor=actor_of("vendor_lead"),
            items=[item(scoped)],
            assignee=scoped.user("in_house_coder"),
            reason="Backlog",
        )
    with pytest.raises(NotAllowed):
        workitems_assign(
            actor=actor_of("vendor_coder"),
            items=[item(scoped)],
            assignee=scoped.user("vendor_coder"),
            reason="Backlog",
        )


def test_the_next_chart_costs_a_fixed_number_of_statements(
    scoped, actor_of, django_assert_num_queries
):
    coder = actor_of("vendor_coder")
    for _ in range(3):
        item(scoped)
    # savepoint, terms, no sorting, turns, statement, sorting, read, release
    with django_assert_num_queries(8):
        workitem_next(actor=coder)


def test_the_partial_index_gives_the_next_chart_in_order(scoped, actor_of):
    item(scoped)
    with connection.cursor() as cursor:
        # Too few rows to choose an index by cost: a plan without sorting shows that one fits.
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = explained_next(cursor, actor_of("vendor_coder"))
    held, mine_and_free = plan.split("CTE mine")
    mine, free = mine_and_free.split("CTE free")
    assert "workitem_assignee" in held
    assert "workitem_next" not in held + mine
    assert "Index Scan using workitem_next on charts_workitem w" in free
    assert "Sort" not in free


def explained_next(cursor, actor) -> str:
    from charts.services import worklist

    values = worklist.next_values(actor, timezone.now())
    cursor.execute("EXPLAIN " + worklist._NEXT, values)
    return "\n".join(row[0] for row in cursor.fetchall())


CODERS = 16


class Coder(threading.Thread):
    """One coder on a connection of their own, who keeps the transaction open until told."""

    def __init__(self, person, engagement, start, finish):
        super().__init__(daemon=True)
        self.person, self.engagement = person, engagement
        self.begin, self.finish = start, finish
        self.taken, self.error = None, None
        self.got = threading.Event()

    def run(self):
        try:
            with engagement_transaction(self.engagement.pk):
                actor = actor_for(user=self.person, engagement=self.engagement)
                self.begin.wait(timeout=60)
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '20s'")
                self.taken = workitem_next(actor=actor)
                self.got.set()
                self.finish.wait(timeout=60)
        except Exception as error:  # noqa: BLE001 -- shown by the test
            self.error = error
        finally:
            self.got.set()
            connection.close()


@pytest.mark.covers("R53")
@pytest.mark.django_db(transaction=True)
def test_sixteen_coders_at_once_never_get_the_same_chart_and_never_wait(world):
    people = [another_coder(world, number) for number in range(CODERS)]
    with engagement_transaction(world.own.pk):
        wanted = {item(world).pk for _ in range(CODERS)}
        spare = {item(world, due_at=timezone.now() + dt.timedelta(days=9)).pk for _ in range(4)}
    start, finish = threading.Barrier(CODERS), threading.Event()
    coders = [Coder(person, world.own, start, finish) for person in people]
    for coder in coders:
        coder.start()
    # Nobody commits before everybody has a chart: one who waited for another would never get one.
    answered = [coder.got.wait(timeout=60) for coder in coders]
    finish.set()
    for coder in coders:
        coder.join(timeout=60)
    assert [coder.error for coder in coders if coder.error] == []
    assert all(answered)
    assert {coder.taken.pk for coder in coders} == wanted
    with engagement_transaction(world.own.pk):
        leased = dict(WorkItem.objects.filter(state="leased").values_list("pk", "assignee_id"))
        assert leased == {coder.taken.pk: coder.person.pk for coder in coders}
        assert set(WorkItem.objects.filter(state="open").values_list("pk", flat=True)) == spare


@pytest.mark.django_db(transaction=True)
def test_a_lease_taken_by_another_meanwhile_is_not_overwritten(world):
    with engagement_transaction(world.own.pk):
        held = item(world, assignee=world.user("vendor_coder"))
        actor = actor_for(user=world.user("vendor_coder"), engagement=world.own)
    other = another_coder(world)
    with engagement_transaction(world.own.pk):
        WorkItem.objects.filter(pk=held.pk).update(assignee=other, state="leased")
    with pytest.raises((StaleState, NotAllowed)), engagement_transaction(world.own.pk):
        workitem_take(actor=actor, item=held)
    with engagement_transaction(world.own.pk), transaction.atomic():
        assert WorkItem.objects.get(pk=held.pk).assignee == other
