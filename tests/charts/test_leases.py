"""Leases end: by the scheduler, with an event, the chart ready again, the draft kept."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from charts.models import Chart, Coding, WorkItem
from charts.selectors.turns import work_times
from charts.services import coding_start, workitem_next
from charts.services.leases import RAN_OUT, leases_return
from engagements.kernel.scope import engagement_transaction
from engagements.models import StateEvent, Terms
from engagements.selectors import actor_for, system_actor
from tests.charts.test_rerouting import wait_until_blocked
from tests.charts.test_worklist import another_coder, item

HOUR = dt.timedelta(hours=1)


@pytest.mark.covers("R53", "R66")
def test_an_abandoned_chart_comes_back_and_its_draft_stays(scoped, actor_of, system):
    coder = actor_of("vendor_coder")
    item(scoped)
    taken = workitem_next(actor=coder)
    draft = coding_start(actor=coder, chart=taken.chart)
    now = timezone.now()
    assert leases_return(actor=system, at=now) == 0
    late = now + work_times(scoped.own).lease + HOUR
    assert leases_return(actor=system, at=late) == 1
    assert leases_return(actor=system, at=late) == 0
    taken.refresh_from_db()
    assert (taken.state, taken.assignee, taken.leased_until) == ("open", None, None)
    assert Chart.objects.get().state == "ready"
    events = StateEvent.objects.filter(reason=RAN_OUT)
    assert set(events.values_list("model", "transition", "source", "target", "side")) == {
        ("charts.WorkItem", "release", "leased", "open", "system"),
        ("charts.Chart", "put_back", "in_coding", "ready", "system"),
    }
    assert Coding.objects.get().pk == draft.pk
    assert Coding.objects.get().state == "draft"


def test_a_chart_that_the_other_side_holds_stays_in_coding(scoped, actor_of, system):
    first = item(scoped)
    workitem_next(actor=actor_of("vendor_coder"))
    WorkItem.objects.create(
        engagement=scoped.own, chart=first.chart, side="practice", kind="parallel"
    )
    workitem_next(actor=actor_of("in_house_coder"))
    past = timezone.now() - HOUR
    WorkItem.objects.filter(pk=first.pk).update(leased_until=past)
    assert leases_return(actor=system) == 1
    assert Chart.objects.get().state == "in_coding"


def test_the_terms_say_how_long_a_chart_is_held(scoped, actor_of):
    Terms.objects.update(lease_hours=2, at_risk_hours=6)
    assert work_times(scoped.own) == (2 * HOUR, 6 * HOUR)
    item(scoped)
    before = timezone.now()
    taken = workitem_next(actor=actor_of("vendor_coder"))
    assert before + 2 * HOUR <= taken.leased_until <= timezone.now() + 2 * HOUR
    Terms.objects.update(effective_to=dt.date(2020, 1, 1), effective_from=dt.date(2019, 1, 1))
    assert work_times(scoped.own) == (4 * HOUR, 4 * HOUR)


CODERS = 16


class Party(threading.Thread):
    """Somebody on a connection of their own; everybody begins together."""

    def __init__(self, engagement, start, act):
        super().__init__(daemon=True)
        self.engagement, self.start_line, self.act = engagement, start, act
        self.result = self.error = None

    def run(self):
        try:
            self.start_line.wait(timeout=60)
            with engagement_transaction(self.engagement.pk):
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '20s'")
                self.result = self.act()
        except Exception as error:  # noqa: BLE001 -- shown by the test
            self.error = error
        finally:
            connection.close()


@pytest.mark.covers("R53")
@pytest.mark.django_db(transaction=True)
def test_abandoned_charts_go_to_one_coder_each_while_the_scheduler_returns_them(world):
    """Sixteen coders and two schedulers at once: every lease that ran out is taken or returned
    exactly once, and no chart has two holders.
    """
    past = timezone.now() - HOUR
    people = [another_coder(world, number) for number in range(CODERS)]
    gone = another_coder(world, 99)
    with engagement_transaction(world.own.pk):
        stuck = [item(world, state="leased", assignee=gone, leased_until=past) for _ in range(20)]
        Chart.objects.filter(work_items__in=stuck).update(state="in_coding")
        actors = [actor_for(user=person, engagement=world.own) for person in people]
    start = threading.Barrier(CODERS + 2)
    system = system_actor(world.own)
    coders = [Party(world.own, start, lambda a=a: workitem_next(actor=a)) for a in actors]
    clocks = [Party(world.own, start, lambda: leases_return(actor=system)) for _ in range(2)]
    for party in (*coders, *clocks):
        party.start()
    for party in (*coders, *clocks):
        party.join(timeout=60)
    assert [party.error for party in (*coders, *clocks) if party.error] == []
    with engagement_transaction(world.own.pk):
        leases_return(actor=system)
        held = list(WorkItem.objects.filter(state="leased").values_list("assignee_id", flat=True))
        assert len(held) == len(set(held)) == sum(c.result is not None for c in coders)
        assert gone.pk not in held
        free = WorkItem.objects.filter(state="open", assignee=None).count()
        assert free + len(held) == len(stuck)
        states = Chart.objects.values_list("work_items__state", "state").distinct()
        assert set(states) <= {("leased", "in_coding"), ("open", "ready")}


@pytest.mark.covers("R53")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        {"state": "done", "leased_until": None},
        {"state": "open", "side": "practice", "assignee": None, "leased_until": None},
    ],
    ids=["submitted", "rerouted"],
)
def test_who_asks_for_the_next_chart_while_theirs_goes_does_not_get_it_back(world, change):
    """The held chart is submitted, or taken in house, by a transaction that is not over yet."""
    with engagement_transaction(world.own.pk):
        actor = actor_for(user=world.user("vendor_coder"), engagement=world.own)
        item(world)
        held = workitem_next(actor=actor)
    asks = Party(world.own, threading.Barrier(1), lambda: workitem_next(actor=actor))
    with engagement_transaction(world.own.pk):
        WorkItem.objects.filter(pk=held.pk).update(**change)
        asks.start()
        wait_until_blocked()
    asks.join(timeout=60)
    assert (asks.error, asks.result) == (None, None)
    with engagement_transaction(world.own.pk):
        found = WorkItem.objects.filter(pk=held.pk)
        assert found.values(*change).get() == change
