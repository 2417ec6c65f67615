"""Who gets what next: members, turns, and nobody's pick."""

import datetime as dt

import pytest
from django.utils import timezone

from charts.models import WorkItem
from charts.services import workitem_next
from charts.services.queues import member_set, queue_create
from tests.charts.test_worklist import another_coder
from tests.factories import charts as make

NOW = timezone.now()


@pytest.fixture
def lead(actor_of):
    return actor_of("vendor_lead")


@pytest.fixture
def coder(actor_of):
    return actor_of("vendor_coder")


@pytest.fixture
def queues(scoped, lead):
    return [queue_create(actor=lead, name=name, due_band_hours=4) for name in ("A", "B")]


def waiting(scoped, queue, hours=5.0, **fields):
    due = NOW + dt.timedelta(hours=hours)
    return make.work_item(
        make.chart(scoped.own), work_queue=queue, queue=str(queue or ""), due_at=due, **fields
    )


def done(actor):
    """The next chart, finished at once."""
    item = workitem_next(actor=actor)
    if item is not None:
        WorkItem.objects.filter(pk=item.pk).update(state="done", done_at=timezone.now())
    return item


def test_a_members_queue_is_closed_to_everybody_else(scoped, lead, coder, queues):
    other = another_coder(scoped)
    type(queues[0]).objects.filter(pk=queues[0].pk).update(members_only=True)
    member_set(actor=lead, queue=queues[0], user=other, mode="prefer")
    waiting(scoped, queues[0], 1)
    open_to_all = waiting(scoped, queues[1], 9)
    assert done(coder) == open_to_all
    assert done(coder) is None
    assigned = waiting(scoped, queues[0], 1, assignee=coder.user)
    assert done(coder) == assigned


def test_a_coder_of_certain_queues_alone_gets_nothing_else(scoped, lead, coder, queues):
    member_set(actor=lead, queue=queues[1], user=coder.user, mode="only")
    waiting(scoped, queues[0], 1)
    waiting(scoped, None, 1)
    theirs = waiting(scoped, queues[1], 40)
    assert [done(coder), done(coder)] == [theirs, None]


def test_a_preferred_queue_comes_first_only_among_what_is_as_urgent(scoped, lead, coder, queues):
    member_set(actor=lead, queue=queues[1], user=coder.user, mode="prefer")
    first_elsewhere = waiting(scoped, queues[0], 5)
    within_band = waiting(scoped, queues[1], 8.9)
    beyond_band = waiting(scoped, queues[1], 9.1)
    urgent_elsewhere = waiting(scoped, queues[0], 60, priority=100)
    order = [done(coder) for _ in range(5)]
    assert order == [urgent_elsewhere, within_band, first_elsewhere, beyond_band, None]


def test_shares_split_the_days_charts_in_turn(scoped, lead, coder, queues):
    member_set(actor=lead, queue=queues[0], user=coder.user, mode="prefer", share=3)
    member_set(actor=lead, queue=queues[1], user=coder.user, mode="prefer", share=1)
    for queue in queues:
        for _ in range(8):
            waiting(scoped, queue)
    names = [done(coder).queue for _ in range(8)]
    assert (names.count("A"), names.count("B")) == (6, 2)
    assert (names[:4].count("A"), names[:4].count("B")) == (3, 1)


def test_a_coder_with_a_turn_still_gets_back_the_chart_they_hold(scoped, lead, coder, queues):
    member_set(actor=lead, queue=queues[1], user=coder.user, mode="prefer")
    held = waiting(scoped, queues[0])
    assert workitem_next(actor=coder) == held
    waiting(scoped, queues[1], 1)
    assert workitem_next(actor=coder) == held
