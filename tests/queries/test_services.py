"""Asking, answering, expiring: the chart's clock rests exactly as long as a query is open."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from charts.enums import ChartState, ClockEventKind, WorkState
from charts.models import Chart, ClockEvent
from charts.services import (
    LineInput,
    coding_attest,
    coding_save_draft,
    coding_start,
    workitem_next,
)
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.metrics import METRICS, Period
from engagements.kernel.metrics.values import live
from engagements.models import Provider, StateEvent, Terms
from queries.enums import OptionKind, QueryKind, QueryOutcome, QueryState
from queries.metrics import QUERIES
from queries.models import Query, QueryText
from queries.selectors import query_content, resulting_codings
from queries.services import (
    queries_expire,
    queries_remind,
    query_answer,
    query_cancel,
    query_practice_notify,
    query_provider_notify,
    query_provider_remind,
    query_readdress,
    querytemplates_seed,
)
from tests.factories.charts import chart as make_chart
from tests.factories.charts import work_item
from tests.factories.queries import new_query, sent_query

NOON = dt.datetime(2026, 3, 2, 17, 0, tzinfo=dt.UTC)


@pytest.fixture
def chart(scoped, actor_of):
    """A chart in the vendor coder's hands since three days."""
    coder = scoped.user("vendor_coder")
    begun = timezone.now() - dt.timedelta(hours=72)
    made = make_chart(scoped.own, state=ChartState.IN_CODING, documentation_complete_at=begun)
    ClockEvent.objects.create(
        engagement=scoped.own,
        chart=made,
        kind=ClockEventKind.DOCUMENTATION_COMPLETE,
        at=begun,
    )
    work_item(made, state=WorkState.LEASED, assignee=coder, started_at=begun)
    return made


def option(query, kind):
    return query.options.filter(kind=kind).first()


@pytest.mark.covers("R67", "R68")
def test_asking_opens_the_window_and_rests_the_clock(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    assert (query.state, query.due_at - query.sent_at) == (
        QueryState.SENT,
        dt.timedelta(hours=48),
    )
    chart.refresh_from_db()
    assert chart.state == ChartState.QUERIED
    pauses = ClockEvent.objects.filter(chart=chart, kind=ClockEventKind.PAUSE)
    assert [(e.reference, e.at) for e in pauses] == [(f"query:{query.pk}", query.sent_at)]


@pytest.mark.covers("R68")
def test_window_runs_on_the_business_calendar_where_the_terms_say_so(chart, actor_of, scoped):
    Terms.objects.filter(engagement=scoped.own).update(
        query_window_hours=16, query_window_basis="business"
    )
    friday = dt.datetime(2026, 2, 27, 21, 0, tzinfo=dt.UTC)  # 16:00 in New York
    query = sent_query(actor_of("vendor_coder"), chart, at=friday)
    assert query.due_at == dt.datetime(2026, 3, 3, 21, 0, tzinfo=dt.UTC)  # Tuesday 16:00


@pytest.mark.covers("R49")
def test_free_text_is_encrypted_at_rest(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(ciphertext, 'escape'), '') FROM queries_querytext")
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(t::text, '') FROM queries_query t")
        stored += cursor.fetchone()[0]
    assert "furosemide" not in stored
    assert query_content(query).indicators == (
        ("Heart failure, EF 30 %, on furosemide", "Progress note 2026-03-02"),
    )


@pytest.mark.covers("R78")
def test_other_undetermined_not_mine_and_need_info_are_always_offered(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    assert [o.kind for o in query_content(query).options] == [
        "substantive",
        "substantive",
        "other",
        "undetermined",
        "not_mine",
        "need_info",
    ]


@pytest.mark.covers("R67")
def test_the_same_question_sent_twice_is_one_query(chart, actor_of):
    coder = actor_of("vendor_coder")
    first = sent_query(coder, chart)
    assert sent_query(coder, chart) == first
    assert sent_query(coder, chart, question="And the kidney disease?") != first
    assert QueryText.objects.filter(query=first).count() == 2
    query_cancel(actor=actor_of("cdi_coordinator"), query=first, reason="In the note already")
    assert sent_query(coder, chart).pk != first.pk


@pytest.mark.covers("R78")
def test_a_leading_query_is_refused_and_leaves_nothing(chart, actor_of):
    with pytest.raises(DomainError) as refusal:
        sent_query(actor_of("vendor_coder"), chart, question="Would the DRG change?")
    assert refusal.value.field == "question"
    assert Query.objects.count() == 0
    chart.refresh_from_db()
    assert chart.state == ChartState.IN_CODING


def test_a_provider_without_a_sign_in_cannot_be_asked(chart, actor_of, scoped):
    other = Provider.objects.create(engagement=scoped.own, npi="1003000126", name="No Sign-in")
    with pytest.raises(DomainError) as refusal:
        sent_query(actor_of("vendor_coder"), chart, provider=other)
    assert refusal.value.field == "provider"


@pytest.mark.covers("R73", "R76")
def test_the_answer_is_signed_and_the_clock_resumes(chart, actor_of, scoped):
    asked = timezone.now() - dt.timedelta(hours=5)
    query = sent_query(actor_of("vendor_coder"), chart, at=asked)
    answered = asked + dt.timedelta(hours=3)
    query_answer(
        actor=actor_of("provider"),
        query=query,
        option=option(query, OptionKind.SUBSTANTIVE),
        at=answered,
    )
    query.refresh_from_db()
    assert (query.state, query.outcome, query.response_seconds, query.answered_by) == (
        QueryState.ANSWERED,
        QueryOutcome.AGREED,
        3 * 3600,
        scoped.user("provider"),
    )
    chart.refresh_from_db()
    assert chart.state == ChartState.IN_CODING
    assert chart.paused_seconds == 3 * 3600


@pytest.mark.covers("R73")
def test_the_database_keeps_what_was_asked_offered_and_answered(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    other = option(query, OptionKind.OTHER)
    query_answer(actor=actor_of("provider"), query=query, option=other, words="Neither")
    texts, options = QueryText.objects.all(), query.options.all()
    for change in (
        lambda: texts.update(ciphertext=b"another"),
        lambda: texts._raw_delete(texts.db),
        lambda: options.update(ciphertext=b"another"),
        lambda: options.filter(pk=other.pk).update(chosen=False),
        lambda: options._raw_delete(options.db),
    ):
        with pytest.raises(DatabaseError, match=r"denied|Cannot"), transaction.atomic():
            change()
    assert query_content(query).answer == "Neither"


@pytest.mark.covers("R73")
@pytest.mark.parametrize(
    ("kind", "words", "outcome"),
    [
        (OptionKind.OTHER, "Neither", QueryOutcome.OTHER),
        (OptionKind.UNDETERMINED, "", QueryOutcome.UNDETERMINED),
        (OptionKind.NOT_MINE, "", QueryOutcome.NOT_MINE),
        (OptionKind.NEED_INFO, "Which visit?", QueryOutcome.NEED_INFO),
    ],
)
def test_each_answer_has_its_outcome(chart, actor_of, kind, words, outcome):
    query = sent_query(actor_of("vendor_coder"), chart)
    query_answer(actor=actor_of("provider"), query=query, option=option(query, kind), words=words)
    query.refresh_from_db()
    assert query.outcome == outcome
    assert query_content(query).answer == words


@pytest.mark.covers("R72", "R73")
def test_no_to_a_yes_no_query_disagrees(chart, actor_of):
    query = sent_query(
        actor_of("vendor_coder"), chart, kind=QueryKind.YES_NO, category="cause_effect"
    )
    no = query.options.filter(kind=OptionKind.SUBSTANTIVE).order_by("ordinal").last()
    query_answer(actor=actor_of("provider"), query=query, option=no)
    query.refresh_from_db()
    assert query.outcome == QueryOutcome.DISAGREED


def test_other_without_words_is_refused(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    with pytest.raises(DomainError) as refusal:
        query_answer(
            actor=actor_of("provider"), query=query, option=option(query, OptionKind.OTHER)
        )
    assert refusal.value.field == "words"
    query.refresh_from_db()
    assert query.state == QueryState.SENT


def test_a_second_answer_is_refused(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    chosen = option(query, OptionKind.UNDETERMINED)
    stale = Query.objects.get(pk=query.pk)
    query_answer(actor=actor_of("provider"), query=query, option=chosen)
    with pytest.raises(StaleState):
        query_answer(actor=actor_of("provider"), query=stale, option=chosen)
    assert QueryText.objects.filter(query=query, kind="answer").count() == 0


@pytest.mark.covers("R69")
def test_no_answer_is_taken_after_the_window_whether_or_not_the_worker_has_closed_it(
    chart, actor_of, system
):
    asked = timezone.now() - dt.timedelta(hours=60)
    query = sent_query(actor_of("vendor_coder"), chart, at=asked)
    chosen, provider = option(query, OptionKind.UNDETERMINED), actor_of("provider")
    with pytest.raises(StaleState, match="window of this query has ended"):
        query_answer(actor=provider, query=query, option=chosen)
    assert queries_expire(actor=system) == [query.pk]
    query.refresh_from_db()
    with pytest.raises(StaleState, match="window of this query has ended"):
        query_answer(actor=provider, query=query, option=chosen)
    resumed = ClockEvent.objects.get(chart=chart, kind=ClockEventKind.RESUME)
    assert resumed.at == asked + dt.timedelta(hours=48)


@pytest.mark.parametrize("role", ["vendor_coder", "practice_manager", "cdi_coordinator"])
def test_only_the_addressed_provider_answers(chart, actor_of, role):
    query = sent_query(actor_of("vendor_coder"), chart)
    with pytest.raises(NotAllowed):
        query_answer(
            actor=actor_of(role), query=query, option=option(query, OptionKind.UNDETERMINED)
        )


@pytest.mark.covers("R69")
def test_an_unanswered_query_expires_at_its_window(chart, actor_of, system):
    asked = timezone.now() - dt.timedelta(hours=60)
    query = sent_query(actor_of("vendor_coder"), chart, at=asked)
    assert queries_expire(actor=system, at=asked + dt.timedelta(hours=47)) == []
    assert queries_expire(actor=system) == [query.pk]
    assert queries_expire(actor=system) == []
    query.refresh_from_db()
    assert (query.state, query.outcome, query.needs_physician_review, query.closed_at) == (
        QueryState.UNRESOLVED,
        QueryOutcome.NO_RESPONSE,
        True,
        asked + dt.timedelta(hours=48),
    )
    resumed = ClockEvent.objects.get(chart=chart, kind=ClockEventKind.RESUME)
    assert resumed.at == asked + dt.timedelta(hours=48)
    chart.refresh_from_db()
    assert chart.state == ChartState.IN_CODING


def test_two_open_queries_rest_the_clock_once(chart, actor_of):
    start = timezone.now() - dt.timedelta(hours=10)
    coder, provider = actor_of("vendor_coder"), actor_of("provider")
    first = sent_query(coder, chart, at=start)
    later = start + dt.timedelta(hours=2)
    second = sent_query(coder, chart, at=later, question="And the kidney disease?")
    for query, hour in ((first, 4), (second, 6)):
        query_answer(
            actor=provider,
            query=query,
            option=option(query, OptionKind.UNDETERMINED),
            at=start + dt.timedelta(hours=hour),
        )
    chart.refresh_from_db()
    assert (chart.state, chart.paused_seconds) == (ChartState.IN_CODING, 6 * 3600)


@pytest.mark.covers("R77")
def test_cancelling_resumes_the_clock_and_keeps_the_reason(chart, actor_of):
    query = sent_query(actor_of("vendor_coder"), chart)
    with pytest.raises(DomainError):
        query_cancel(actor=actor_of("cdi_coordinator"), query=query, reason=" ")
    query_cancel(actor=actor_of("cdi_coordinator"), query=query, reason="Asked twice")
    chart.refresh_from_db()
    assert chart.state == ChartState.IN_CODING
    event = StateEvent.objects.get(model="queries.Query", transition="cancel")
    assert (event.source, event.target, event.reason) == ("sent", "cancelled", "Asked twice")


@pytest.mark.covers("R69")
def test_mail_goes_out_once_and_carries_no_text(chart, actor_of, system, scoped):
    query = sent_query(actor_of("vendor_coder"), chart)
    query = Query.objects.get(pk=query.pk)
    assert query_provider_notify(actor=system, query=query) is True
    assert query_provider_notify(actor=system, query=query) is False
    queries_expire(actor=system, at=query.due_at)
    query.refresh_from_db()
    assert query_practice_notify(actor=system, query=query) is True
    assert query_practice_notify(actor=system, query=query) is False
    assert [message.to for message in mail.outbox] == [
        [scoped.user("provider").email],
        [scoped.user("cdi_coordinator").email],
    ]
    for message in mail.outbox:
        assert "heart" not in (message.subject + message.body).lower()
        assert chart.encounter_ref not in message.subject + message.body


@pytest.mark.covers("R68")
def test_provider_is_reminded_once_in_the_last_quarter_of_the_window(chart, actor_of, system):
    query = Query.objects.get(pk=sent_query(actor_of("vendor_coder"), chart).pk)
    window = query.due_at - query.sent_at
    begins = query.due_at - window / 4
    early = begins - dt.timedelta(seconds=1)
    assert queries_remind(actor=system, at=early) == []
    assert queries_remind(actor=system, at=begins) == [query.pk]
    assert query_provider_remind(actor=system, query=query) is True
    assert query_provider_remind(actor=system, query=query) is False
    assert queries_remind(actor=system, at=begins) == []
    assert [message.subject for message in mail.outbox] == [
        "Reminder: a documentation query waits for you"
    ]
    assert chart.encounter_ref not in mail.outbox[0].body


@pytest.mark.covers("R68")
def test_nobody_is_reminded_of_an_answered_or_ended_query(chart, actor_of, system):
    query = Query.objects.get(pk=sent_query(actor_of("vendor_coder"), chart).pk)
    assert queries_remind(actor=system, at=query.due_at) == []
    queries_expire(actor=system, at=query.due_at)
    query.refresh_from_db()
    assert query_provider_remind(actor=system, query=query) is False
    assert mail.outbox == []


@pytest.mark.covers("R77")
def test_readdressing_needs_a_provider_who_can_sign_in(chart, actor_of, scoped):
    query = sent_query(actor_of("vendor_coder"), chart)
    other = Provider.objects.create(engagement=scoped.own, npi="1003000126", name="Other")
    with pytest.raises(DomainError):
        query_readdress(actor=actor_of("cdi_coordinator"), query=query, provider=other)
    other.user = scoped.user("practice_manager")
    other.save()
    query_readdress(actor=actor_of("cdi_coordinator"), query=query, provider=other)
    query.refresh_from_db()
    assert query.provider == other


@pytest.mark.covers("R74")
def test_seeding_templates_twice_changes_nothing(actor_of):
    manager = actor_of("cdi_coordinator")
    assert querytemplates_seed(actor=manager) == 5
    assert querytemplates_seed(actor=manager) == 0


def test_a_query_on_a_coded_chart_holds_no_clock(actor_of, scoped):
    from tests.factories.charts import coded_chart

    made = coded_chart(scoped.own, scoped.user("vendor_coder"))
    sent_query(actor_of("vendor_coder"), made)
    assert Chart.objects.get(pk=made.pk).state == ChartState.CODED
    assert not ClockEvent.objects.filter(chart=made, kind=ClockEventKind.PAUSE).exists()


def test_new_query_offers_yes_and_no():
    assert [kind for kind, _ in new_query(kind=QueryKind.YES_NO).options()][:2] == [
        "substantive",
        "substantive",
    ]


@pytest.mark.covers("R69", "R134")
def test_an_expired_query_leaves_the_chart_to_be_coded_as_documented(
    chart, actor_of, scoped, system
):
    asked = timezone.now() - dt.timedelta(hours=60)
    query = sent_query(actor_of("vendor_coder"), chart, at=asked)
    queries_expire(actor=system)
    coder = actor_of("vendor_coder")
    item = workitem_next(actor=coder)
    assert item.chart_id == chart.pk
    draft = coding_start(actor=coder, chart=item.chart)
    lines = [LineInput("icd10cm", "I50.9"), LineInput("cpt", "99213", pointers=(1,))]
    coding_save_draft(actor=coder, coding=draft, lines=lines, documentation_reviewed=True)
    coding = coding_attest(actor=coder, coding=draft)
    chart.refresh_from_db()
    query.refresh_from_db()
    assert (chart.state, chart.coded_at) == (ChartState.CODED, coding.attested_at)
    assert (query.state, query.needs_physician_review) == (QueryState.UNRESOLVED, True)
    assert [each.pk for each in resulting_codings(actor=actor_of("vendor_lead"), query=query)] == [
        coding.pk
    ]


@pytest.mark.covers("R77")
@pytest.mark.parametrize("role", ["vendor_coder", "vendor_lead", "denial_analyst", "provider"])
def test_only_the_practice_triages_queries(chart, actor_of, role):
    query = sent_query(actor_of("vendor_coder"), chart)
    with pytest.raises(NotAllowed):
        query_cancel(actor=actor_of(role), query=query, reason="Not needed")
    with pytest.raises(NotAllowed):
        query_readdress(actor=actor_of(role), query=query, provider=query.provider)
    query.refresh_from_db()
    assert query.state == QueryState.SENT


@pytest.mark.covers("R72", "R76")
def test_rates_and_response_time_are_told_by_specialty(actor_of, scoped):
    asked = timezone.now() - dt.timedelta(hours=40)
    coder, provider = actor_of("vendor_coder"), actor_of("provider")
    answers = (("cardiology", OptionKind.SUBSTANTIVE, 4), ("cardiology", OptionKind.NOT_MINE, 8))
    for specialty, kind, hours in (*answers, ("oncology", None, 0)):
        made = make_chart(scoped.own, state=ChartState.IN_CODING, specialty=specialty)
        work_item(made, state=WorkState.LEASED, assignee=scoped.user("vendor_coder"))
        query = sent_query(coder, made, at=asked)
        if kind:
            at = asked + dt.timedelta(hours=hours)
            query_answer(actor=provider, query=query, option=option(query, kind), at=at)
    period = Period.last_days(3, zone=scoped.own.time_zone, now=timezone.now())
    sums = live(QUERIES, scoped.own.pk, period, by=("specialty",))
    keys = ("query_volume", "query_response_rate", "query_agreement_rate", "query_response_time")
    found = {
        group[0]: [METRICS.kpis[key].value(values) for key in keys]
        for group, values in sums.items()
    }
    assert found == {
        "cardiology": [2, 1, Decimal("0.5"), 6 * 3600],
        "oncology": [1, 0, None, None],
    }
