"""A chart that is cancelled takes its queries with it, in the same transaction."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from charts.enums import ChartState, ClockEventKind, WorkState
from charts.models import Chart, ClockEvent
from charts.services import chart_cancel
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.registry import chart_endings
from engagements.models import EscalationEvent, StateEvent
from engagements.services.escalation_rules import escalation_suggested_adopt
from engagements.services.escalations import escalations_run
from queries.enums import OptionKind, QueryState
from queries.models import Query
from queries.selectors import queries_to_answer
from queries.services import queries_expire, query_answer, query_draft, query_send
from tests.factories.charts import chart as make_chart
from tests.factories.charts import work_item
from tests.factories.queries import new_query, sent_query

DUPLICATE = "Chart cancelled: Registered twice"


@pytest.fixture
def chart(scoped):
    """A chart in the vendor coder's hands since three days."""
    begun = timezone.now() - dt.timedelta(hours=72)
    made = make_chart(scoped.own, state=ChartState.IN_CODING, documentation_complete_at=begun)
    ClockEvent.objects.create(
        engagement=scoped.own,
        chart=made,
        kind=ClockEventKind.DOCUMENTATION_COMPLETE,
        at=begun,
    )
    work_item(
        made,
        state=WorkState.LEASED,
        assignee=scoped.user("vendor_coder"),
        started_at=begun,
        leased_until=timezone.now() + dt.timedelta(hours=2),
    )
    return made


def cancelled(chart, actor_of):
    return chart_cancel(actor=actor_of("practice_manager"), chart=chart, reason="Registered twice")


@pytest.mark.covers("R67", "R77")
def test_open_queries_are_withdrawn_with_the_reason(chart, actor_of):
    coder, provider = actor_of("vendor_coder"), actor_of("provider")
    query = sent_query(coder, chart)
    draft = query_draft(actor=coder, chart=chart, provider=query.provider, new=new_query())
    assert list(queries_to_answer(actor=provider)) == [query]
    cancelled(chart, actor_of)
    assert list(queries_to_answer(actor=provider)) == []
    assert set(Query.objects.values_list("pk", "state")) == {
        (query.pk, QueryState.CANCELLED),
        (draft.pk, QueryState.CANCELLED),
    }
    assert Query.objects.get(pk=query.pk).closed_at is not None
    events = StateEvent.objects.filter(model="queries.Query", transition="withdraw")
    assert set(events.values_list("object_id", "source", "actor", "reason")) == {
        (query.pk, "sent", actor_of("practice_manager").user_id, DUPLICATE),
        (draft.pk, "draft", actor_of("practice_manager").user_id, DUPLICATE),
    }


def test_what_the_provider_answered_before_stays_answered(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    chosen = query.options.filter(kind=OptionKind.UNDETERMINED).get()
    query_answer(actor=actor_of("provider"), query=query, option=chosen)
    cancelled(chart, actor_of)
    assert Query.objects.get().state == QueryState.ANSWERED


def test_a_withdrawn_query_takes_no_answer(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    cancelled(chart, actor_of)
    chosen = query.options.filter(kind=OptionKind.UNDETERMINED).get()
    with pytest.raises(StaleState):
        query_answer(actor=actor_of("provider"), query=query, option=chosen)


def test_work_leases_and_holds_end_with_the_chart(chart, actor_of):
    sent_query(actor_of("vendor_coder"), chart)
    cancelled(chart, actor_of)
    item = chart.work_items.get()
    assert (item.state, item.leased_until, item.pending_reason) == ("cancelled", None, "")
    kinds = ClockEvent.objects.filter(chart=chart).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["documentation_complete", "pause", "resume", "cancel"]
    assert Chart.objects.get(pk=chart.pk).paused_since is None


def test_a_review_that_was_due_is_not_owed_any_more(chart, actor_of, system):
    query = sent_query(actor_of("vendor_coder"), chart)
    queries_expire(actor=system, at=query.due_at)
    cancelled(chart, actor_of)
    query.refresh_from_db()
    assert (query.state, query.needs_physician_review) == (QueryState.UNRESOLVED, False)
    event = StateEvent.objects.get(model="queries.Query", transition="excuse")
    assert (event.object_id, event.reason) == (query.pk, DUPLICATE)


def test_what_was_escalated_about_the_chart_is_settled(chart, actor_of, system, scoped):
    escalation_suggested_adopt(actor=actor_of("practice_manager"))
    query = sent_query(actor_of("vendor_coder"), chart, at=timezone.now() - dt.timedelta(hours=30))
    escalations_run(actor=system)
    standing = EscalationEvent.objects.filter(settled_at__isnull=True)
    assert f"query:{query.pk}" in set(standing.values_list("subject", flat=True))
    cancelled(chart, actor_of)
    escalations_run(actor=system)
    assert not standing.exists()


def test_the_alerts_are_looked_at_when_the_chart_is_gone(
    chart, actor_of, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as sent:
        cancelled(chart, actor_of)
    assert len(sent) == 1


def test_nobody_is_asked_about_a_cancelled_chart(chart, actor_of):
    coder = actor_of("vendor_coder")
    query = sent_query(coder, chart)
    cancelled(chart, actor_of)
    with pytest.raises(DomainError, match="cancelled"), transaction.atomic():
        sent_query(coder, chart)
    Query.objects.filter(pk=query.pk).update(state=QueryState.DRAFT)
    with pytest.raises(DomainError, match="cancelled"), transaction.atomic():
        query_send(actor=coder, query=Query.objects.get(pk=query.pk))


def test_a_cancelling_that_fails_withdraws_nothing(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    assert "queries" in chart_endings
    with transaction.atomic():
        cancelled(chart, actor_of)
        assert Query.objects.get(pk=query.pk).state == QueryState.CANCELLED
        transaction.set_rollback(True)
    assert Query.objects.get(pk=query.pk).state == QueryState.SENT
